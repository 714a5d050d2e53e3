#include "net/address.hh"

#include <arpa/inet.h>

#include <cstring>

namespace net {

namespace {

// The byte of a netmask of prefix bits at position.
std::uint8_t mask_byte(unsigned prefix, std::size_t position)
{
    auto before = static_cast<unsigned>(position) * 8;
    if (prefix <= before) {
        return 0;
    }
    auto set = prefix - before;
    return set >= 8 ? 0xff : static_cast<std::uint8_t>(0xff00U >> set);
}

} // namespace

std::optional<Address> Address::parse(const std::string &text)
{
    // inet_pton(3) would stop at a NUL; it refuses leading zeros, blanks, zones and prefixes itself.
    if (text.find('\0') != std::string::npos) {
        return std::nullopt;
    }
    Address address;
    if (::inet_pton(AF_INET, text.c_str(), address.bytes_.data()) == 1) {
        return address;
    }
    address.family_ = Family::ipv6;
    address.bytes_.fill(0);
    if (::inet_pton(AF_INET6, text.c_str(), address.bytes_.data()) == 1) {
        return address;
    }
    return std::nullopt;
}

std::optional<Address> Address::from_bytes(const void *bytes, std::size_t size)
{
    if (size != 4 && size != 16) {
        return std::nullopt;
    }
    Address address;
    address.family_ = size == 4 ? Family::ipv4 : Family::ipv6;
    std::memcpy(address.bytes_.data(), bytes, size);
    return address;
}

std::string Address::text() const
{
    char buffer[INET6_ADDRSTRLEN] = "";
    ::inet_ntop(family_ == Family::ipv4 ? AF_INET : AF_INET6, bytes(), buffer, sizeof buffer);
    return buffer;
}

Address Address::network(unsigned prefix) const
{
    Address result = *this;
    for (std::size_t i = 0; i < size(); ++i) {
        result.bytes_[i] = static_cast<std::uint8_t>(bytes_[i] & mask_byte(prefix, i));
    }
    return result;
}

Address Address::last(unsigned prefix) const
{
    Address result = *this;
    for (std::size_t i = 0; i < size(); ++i) {
        result.bytes_[i] = static_cast<std::uint8_t>(bytes_[i] | (0xff ^ mask_byte(prefix, i)));
    }
    return result;
}

bool Address::has_prefix(const std::array<std::uint8_t, 16> &wanted, unsigned prefix) const
{
    return network(prefix).bytes_ == wanted;
}

bool Address::is_unspecified() const
{
    return bytes_ == std::array<std::uint8_t, 16>{};
}

bool Address::is_loopback() const
{
    if (family_ == Family::ipv4) {
        return has_prefix({127}, 8);
    }
    return has_prefix({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128);
}

bool Address::is_multicast() const
{
    return family_ == Family::ipv4 ? has_prefix({224}, 4) : has_prefix({0xff}, 8);
}

bool Address::is_limited_broadcast() const
{
    return family_ == Family::ipv4 && has_prefix({255, 255, 255, 255}, 32);
}

bool Address::is_link_local() const
{
    return family_ == Family::ipv6 && has_prefix({0xfe, 0x80}, 10);
}

bool Address::is_ipv4_mapped() const
{
    return family_ == Family::ipv6 && has_prefix({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96);
}

} // namespace net
