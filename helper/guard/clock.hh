// What this node's clocks say, and the node itself.
#pragma once

#include "core/lease.hh"

#include <string>

namespace guard {

core::Moment this_moment();

// As uname(2) has it, which is also the usual name of a cluster's node.
std::string node_name();

// Whether Pacemaker runs on this node, by its daemon's socket among those of the kernel (/proc/net/unix), an abstract
// one of libqb or one in the file system. Where it does not, no resource of the cluster is to run.
bool pacemaker_runs(const std::string &sockets);

} // namespace guard
