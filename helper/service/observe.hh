// Looking at the daemon of a configuration without changing anything.
#pragma once

#include "core/service.hh"
#include "process/process.hh"
#include "service/settings.hh"

#include <string>
#include <vector>

namespace service {

// The lock, the process and the daemons that are alive without the lock.
core::ServiceView observe(const ServiceTarget &target);

// Adds the answer to a query to view when there is something to ask. It waits some seconds, and until
// the deadline while boothd has children of its own: it is single-threaded and waits for them.
void ask(core::ServiceView &view, const ServiceTarget &target, const base::Deadline &deadline);

// Every process of view that is the daemon of this configuration.
std::vector<process::Process> daemons(const core::ServiceView &view);

// Whether the address is on an interface of this node.
bool is_local_address(const std::string &address);

// The same, and a socket can be bound to it: not while IPv6 looks for a duplicate of it, nor after it found one.
bool is_usable_address(const std::string &address);

} // namespace service
