// What a watch finds wrong with a started resource.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace core {

enum class Cause {
    address_gone,     // on no interface any more
    address_unusable, // a duplicate, deprecated, expiring, or elsewhere than it should be
    link_down,        // its interface is down or without carrier
    daemon_ended,
    daemon_hung,      // alive, and no answer
    daemon_deaf,      // alive, and does not listen or ends connections
    daemon_garbage,   // answers in another protocol
    wrong_key,        // answers with another key, or without one
};

// The word for logs and status: "address-gone".
constexpr std::string_view word(Cause cause)
{
    switch (cause) {
    case Cause::address_gone: return "address-gone";
    case Cause::address_unusable: return "address-unusable";
    case Cause::link_down: return "link-down";
    case Cause::daemon_ended: return "daemon-ended";
    case Cause::daemon_hung: return "daemon-hung";
    case Cause::daemon_deaf: return "daemon-deaf";
    case Cause::daemon_garbage: return "daemon-garbage";
    case Cause::wrong_key: return "wrong-key";
    }
    return "unknown";
}

struct Finding {
    Cause cause;
    std::string reason; // one line: what is wrong, and where

    bool operator==(const Finding &) const = default;
};

} // namespace core
