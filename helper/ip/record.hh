// What the state file of a floating address holds.
#pragma once

#include "base/record.hh"
#include "core/address.hh"

#include <optional>
#include <string>

namespace ip {

struct IpRecord {
    std::string resource;
    net::Address address;
    core::Place place;
};

base::Record to_record(const IpRecord &record);

// Nothing when it is not complete, or not that of an address.
std::optional<IpRecord> to_ip_record(const std::optional<base::Record> &record);

} // namespace ip
