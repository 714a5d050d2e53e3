// rtnetlink messages made and read (rtnetlink(7)); nothing here touches a socket.
#pragma once

#include "net/interface.hh"

#include <libmnl/libmnl.h>
#include <linux/rtnetlink.h>

#include <optional>

namespace net {

// Complete requests, but for the sequence number.
Bytes dump_request(std::uint16_t type, std::uint8_t family);
Bytes add_request(const NewAddress &address);
// Gives an address that is there already new lifetimes.
Bytes refresh_request(const NewAddress &address);
// Exactly this copy: interface, prefix and peer must match.
Bytes delete_request(const InterfaceAddress &address);
// Puts back what the kernel dumped (IPv4); EEXIST when it is still there.
Bytes restore_request(const InterfaceAddress &address);

// Nothing when the message is of another type or lacks what it must have.
// type: RTM_NEWLINK or RTM_DELLINK, RTM_NEWADDR or RTM_DELADDR.
std::optional<Link> parse_link(const nlmsghdr *message, std::uint16_t type = RTM_NEWLINK);
std::optional<InterfaceAddress> parse_address(const nlmsghdr *message, std::uint16_t type = RTM_NEWADDR);
std::optional<Route> parse_route(const nlmsghdr *message);

} // namespace net
