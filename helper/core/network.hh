// What is known of the network, kept up to date by the kernel's notices.
#pragma once

#include "core/address.hh"
#include "net/events.hh"

#include <functional>

namespace core {

// What one notice changed: any link, a copy of an address, or nothing.
struct NetworkChange {
    bool links = false;
    std::optional<net::Address> address = std::nullopt;
};

// Brings view up to date; only copies of addresses that are wanted are kept. A notice that says what is known
// already changes nothing.
NetworkChange apply(const net::Event &event, const std::function<bool(const net::Address &)> &wanted,
                    NetworkView &view);

} // namespace core
