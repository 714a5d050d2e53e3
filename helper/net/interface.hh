// What the kernel tells of interfaces, their addresses and routes, as values.
#pragma once

#include "net/address.hh"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace net {

using Bytes = std::vector<std::uint8_t>;

struct Link {
    int index = 0;
    std::string name;
    std::vector<std::string> altnames = {};
    bool up = false;       // IFF_UP: the administrator wants it
    bool carrier = false;  // IFF_LOWER_UP: the other end is there
    bool loopback = false;
    bool resolves = true;  // has neighbours to be found by ARP or neighbour discovery (not IFF_NOARP)
    std::uint16_t type = 0; // ARPHRD_*
    Bytes mac = {};
    Bytes broadcast_mac = {};

    bool operator==(const Link &) const = default;
};

// One copy of an address on an interface.
struct InterfaceAddress {
    int index = 0;
    Address address;
    Address peer; // the address itself, or the far end of a point-to-point pair (IFA_ADDRESS)
    unsigned prefix = 0;
    std::uint32_t flags = 0;    // IFA_F_*
    std::uint8_t protocol = 0;  // IFA_PROTO
    Bytes message = {};         // the kernel's own description, with which it can be put back

    bool secondary() const;  // another address of its subnet came first
    bool tentative() const;  // duplicate address detection has not ended
    bool dad_failed() const; // duplicate address detection found another host
    bool deprecated() const; // preferred lifetime is over
    bool permanent() const;  // the kernel does not delete it by itself after some time
};

struct Route {
    Address network;
    unsigned prefix = 0;
    int index = 0;             // 0: more than one interface, or none
    std::uint32_t table = 0;
    std::uint32_t metric = 0;
    std::uint8_t type = 0;     // RTN_*
    bool gateway = false;
};

// An address to be added.
struct NewAddress {
    int index = 0;
    Address address;
    unsigned prefix = 0;
    std::uint32_t flags = 0; // IFA_F_*
    std::uint8_t protocol = 0;
    std::optional<Address> broadcast = std::nullopt;
    std::string label = {};
    std::uint32_t preferred_seconds = 0xffffffff; // the highest value means forever
};

} // namespace net
