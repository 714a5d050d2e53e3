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
    bool check_link = true;      // parameter check_link_status
    bool may_deprecate = false;  // core::AddressSettings
};

base::Record to_record(const IpRecord &record);

// The part of it that parameters can change while the address stays; records of older versions lack it.
constexpr char check_link_key[] = "check_link";
std::string yes_or_no(bool value);

// Nothing when it is not complete, or not that of an address.
std::optional<IpRecord> to_ip_record(const std::optional<base::Record> &record);

} // namespace ip
