// Announcements of a started address to its neighbours.
#pragma once

#include "ip/record.hh"

#include <chrono>

namespace ip {

// Sends the first announcement now and the other count - 1 from a process of its own, which outlives this
// one and stops when the address is stopped or moved. What goes wrong is logged and no error: the address
// works without, once neighbours ask for it.
// The caller holds no descriptor that must not be closed in a child.
void announce(const IpRecord &record, const net::Link &link, int count, std::chrono::milliseconds interval);

} // namespace ip
