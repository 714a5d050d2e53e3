// The parameters of booth-ip as values.
#pragma once

#include "core/address.hh"
#include "ocf/parameters.hh"

#include <chrono>
#include <optional>
#include <string>

namespace ip {

struct IpSettings {
    core::AddressSettings where;
    std::string broadcast; // "", "+", "-" or an IPv4 address
    std::string label;     // without the interface's name
    bool no_prefix_route;
    bool no_dad;
    bool probe_first;                // run_arping
    std::uint32_t preferred_seconds; // the highest value means forever
    int announcements;
    int refresh_announcements;
    std::chrono::milliseconds announcement_interval;
};

// Errors: Failure (not_configured) naming parameter, value and what is expected.
IpSettings read_settings(const ocf::Parameters &parameters);

// What stop can use of parameters that may have become invalid: nothing without a valid ip, and without
// nic or cidr_netmask where these are not.
std::optional<core::AddressSettings> salvage_ip_settings(const ocf::Parameters &parameters);

// The address as the kernel is to get it at place.
// Errors: Failure (bad_argument) when the label is too long for this interface, or the address is the
// network's own or its broadcast address.
net::NewAddress new_address(const IpSettings &settings, const core::Place &place);

} // namespace ip
