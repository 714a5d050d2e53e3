// An IPv4 or IPv6 address as a value.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>

namespace net {

enum class Family { ipv4, ipv6 };

class Address {
public:
    // Dotted decimal without leading zeros, or RFC 4291 text; no prefix length, zone or blanks.
    static std::optional<Address> parse(const std::string &text);

    // From the bytes of a packet or message; nothing unless size is 4 (IPv4) or 16 (IPv6).
    static std::optional<Address> from_bytes(const void *bytes, std::size_t size);

    Family family() const { return family_; }
    const std::uint8_t *bytes() const { return bytes_.data(); }
    std::size_t size() const { return family_ == Family::ipv4 ? 4 : 16; }
    unsigned bits() const { return static_cast<unsigned>(size()) * 8; }

    // RFC 5952 text.
    std::string text() const;

    // The network that the first prefix bits name, and its last address.
    Address network(unsigned prefix) const;
    Address last(unsigned prefix) const;

    bool is_unspecified() const;
    bool is_loopback() const;
    bool is_multicast() const;
    bool is_limited_broadcast() const; // 255.255.255.255
    bool is_link_local() const;        // fe80::/10
    bool is_ipv4_mapped() const;       // ::ffff:0:0/96

    auto operator<=>(const Address &) const = default;

private:
    Address() = default;
    bool has_prefix(const std::array<std::uint8_t, 16> &network, unsigned prefix) const;

    Family family_ = Family::ipv4;
    std::array<std::uint8_t, 16> bytes_{};
};

} // namespace net
