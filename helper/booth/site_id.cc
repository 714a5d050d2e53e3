#include "booth/site_id.hh"

#include <arpa/inet.h>

#include <span>

namespace booth {

namespace {

// ISO 3309, as zlib computes it.
std::uint32_t crc32(std::span<const unsigned char> bytes)
{
    std::uint32_t crc = ~std::uint32_t{0};
    for (auto byte : bytes) {
        crc ^= byte;
        for (int bit = 0; bit < 8; ++bit) {
            crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xedb88320U : 0U);
        }
    }
    return ~crc;
}

} // namespace

std::optional<std::int32_t> site_id(const std::string &address)
{
    unsigned char bytes[sizeof(in6_addr)];
    std::size_t size = 0;
    if (::inet_pton(AF_INET, address.c_str(), bytes) == 1) {
        size = sizeof(in_addr);
    } else if (::inet_pton(AF_INET6, address.c_str(), bytes) == 1) {
        size = sizeof(in6_addr);
    } else {
        return std::nullopt;
    }
    return static_cast<std::int32_t>(crc32({bytes, size}) & 0x7fffffffU);
}

} // namespace booth
