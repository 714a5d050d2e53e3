// The number by which booth knows a member, as it stands in `owner` of a ticket in the CIB.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace booth {

// Of a numeric IPv4 or IPv6 address (booth's config.c: add_site): the CRC-32 of its bytes, without the sign. Nothing
// for any other text.
std::optional<std::int32_t> site_id(const std::string &address);

} // namespace booth
