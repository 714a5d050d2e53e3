// Changes to the addresses of this node, each seen to have happened.
#pragma once

#include "base/deadline.hh"
#include "core/address.hh"
#include "net/rtnetlink.hh"

#include <optional>

namespace ip {

// Links and the addresses of one family.
core::NetworkView view_addresses(net::Rtnetlink &kernel, net::Family family, const base::Deadline &deadline);

// The same with the routes.
core::NetworkView view_network(net::Rtnetlink &kernel, net::Family family, const base::Deadline &deadline);

// One request; what says what it does, for the message. Errors: Failure.
void change_address(net::Rtnetlink &kernel, net::Bytes request, const std::string &what,
                    const base::Deadline &deadline);

// Deletes one copy, and leaves every other address of its subnet as it is, also with promote_secondaries=0.
// The caller holds the lock of all addresses (ocf::lock_addresses). A copy that is gone already is no error.
// Errors: Failure.
void remove_copy(net::Rtnetlink &kernel, const net::InterfaceAddress &copy, const core::NetworkView &view,
                 const base::Deadline &deadline);

} // namespace ip
