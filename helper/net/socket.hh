// A netlink socket to the kernel: opened, and read datagram by datagram.
#pragma once

#include "base/deadline.hh"
#include "base/fd.hh"
#include "net/interface.hh"

namespace net {

// The kernel fills up to 32 KiB of a dump into one datagram (net/netlink/af_netlink.c).
constexpr std::size_t largest_datagram = 32 * 1024;

// groups: RTMGRP_*, or 0 for answers only. Errors: Failure.
base::Fd open_netlink(std::uint32_t groups);

// What became of one attempt to read.
enum class Receipt {
    datagram,
    nothing, // there is none now
    dropped, // it was from another sender than the kernel
    lost,    // the kernel had no room for some (ENOBUFS), or this one exceeds the buffer
};

// Takes one datagram without waiting; size tells how much of the buffer it fills. Errors: Failure.
Receipt receive_datagram(int fd, Bytes &buffer, std::size_t &size);

} // namespace net
