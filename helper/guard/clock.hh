// What this node's clocks and the node itself are called and say now.
#pragma once

#include "core/lease.hh"

#include <string>

namespace guard {

core::Moment this_moment();

// Local time, as HH:MM:SS, of a time since 1970.
std::string time_of_day(base::Milliseconds wall);

// As uname(2) has it, which is also the usual name of a cluster's node.
std::string node_name();

} // namespace guard
