// booth's wire protocol for a client's query, as values (booth's booth.h, inline-fn.h, transport.c).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace booth {

constexpr std::size_t header_size = 48;  // 12 numbers of 32 bits in network byte order
constexpr std::size_t trailer_size = 28; // hash id, HMAC-SHA1 of 20 bytes, 4 zero bytes

constexpr std::uint32_t four(char a, char b, char c, char d)
{
    auto byte = [](char x) { return static_cast<std::uint32_t>(static_cast<unsigned char>(x)); };
    return byte(a) << 24 | byte(b) << 16 | byte(c) << 8 | byte(d);
}

enum class Command : std::uint32_t {
    list = four('C', 'L', 's', 't'),       // tickets
    peers = four('P', 'e', 'e', 'r'),
    list_reply = four('R', 'L', 's', 't'), // to both
    result = four('R', 's', 'l', 't'),     // why there is no list
};

constexpr std::uint32_t result_ok = 0;
constexpr std::uint32_t result_auth = four('A', 'u', 't', 'h');

struct Header {
    std::uint32_t options = 0; // bit 0: authenticated
    std::uint32_t seconds = 0; // the sender's clock, only when authenticated
    std::uint32_t microseconds = 0;
    std::uint32_t length = 0;  // of the whole message, in bytes
    std::uint32_t command = 0;
    std::uint32_t result = 0;

    bool authenticated() const { return (options & 1) != 0; }
};

// The moment of sending, on the wall clock; boothd refuses what is too old.
struct WireTime {
    std::uint32_t seconds;
    std::uint32_t microseconds;
};

// The bytes of a query; with a key, they are authenticated.
std::string encode_query(Command command, const std::string &key, WireTime now);

// Nothing when bytes do not begin with a header of this protocol and version whose length holds at
// least what it must hold.
std::optional<Header> decode_header(std::string_view bytes);

// Whether trailer is the right one for header under the key. Every length is checked, and so is the
// hash's id (compare CVE-2024-3049); the time it takes does not depend on where they differ.
bool is_authentic(std::string_view header, std::string_view trailer, const std::string &key);

// The trailer for bytes.
std::string make_trailer(std::string_view bytes, const std::string &key);

} // namespace booth
