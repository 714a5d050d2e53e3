// Looking at the daemon of a configuration without changing anything.
#pragma once

#include "core/service.hh"
#include "service/process.hh"
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
std::vector<Process> daemons(const core::ServiceView &view);

// Whether text is an IPv4 or IPv6 address.
bool is_ip_address(const std::string &text);

// Whether the address is on an interface of this node.
bool is_local_address(const std::string &address);

// Whether a socket can be bound to it: not while IPv6 looks for a duplicate of it.
bool can_bind(const std::string &address);

} // namespace service
