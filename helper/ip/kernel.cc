#include "ip/kernel.hh"

#include "base/failure.hh"
#include "net/message.hh"

#include <linux/if_addr.h>

#include <algorithm>
#include <cerrno>

namespace ip {

using base::Deadline;
using base::ExitCode;
using base::Failure;
using net::Bytes;
using net::InterfaceAddress;

namespace {

// A copy of an address as a network of its own, which no other address of the subnet takes along.
net::NewAddress placeholder(const InterfaceAddress &address)
{
    return {.index = address.index,
            .address = address.address,
            .prefix = address.address.bits(),
            .flags = IFA_F_NOPREFIXROUTE,
            .protocol = address.protocol};
}

bool has_host_copy(const InterfaceAddress &address, const core::NetworkView &view)
{
    return std::any_of(view.addresses.begin(), view.addresses.end(), [&](const InterfaceAddress &other) {
        return other.index == address.index && other.address == address.address && other.peer == address.address &&
               other.prefix == address.address.bits();
    });
}

// Linux deletes the later addresses of a subnet along with its first, unless promote_secondaries is set
// (net/ipv4/devinet.c: __inet_del_ifa). Each of them is held by a placeholder meanwhile and then put back
// as it was, so that at no moment it stops being local: no packet is lost, no route that prefers it as
// source goes, and the interface never runs out of addresses, which would flush all its routes. The kernel
// does all of it in one system call. Where it promoted the others itself, putting back is refused, rightly.
struct Removal {
    std::vector<Bytes> requests = {};
    std::size_t deletion = 0; // position of the one whose answer counts; the others show in the next dump
};

Removal plan_removal(const InterfaceAddress &copy, const std::vector<InterfaceAddress> &others,
                     const core::NetworkView &view)
{
    Removal removal;
    std::vector<InterfaceAddress> unheld;
    std::copy_if(others.begin(), others.end(), std::back_inserter(unheld),
                 [&](const auto &other) { return !has_host_copy(other, view); });
    for (const auto &other : unheld) {
        removal.requests.push_back(net::add_request(placeholder(other)));
    }
    removal.deletion = removal.requests.size();
    removal.requests.push_back(net::delete_request(copy));
    for (const auto &other : others) {
        removal.requests.push_back(net::restore_request(other));
    }
    for (auto held : unheld) {
        held.prefix = held.address.bits();
        held.peer = held.address;
        removal.requests.push_back(net::delete_request(held));
    }
    return removal;
}

} // namespace

core::NetworkView view_addresses(net::Rtnetlink &kernel, net::Family family, const Deadline &deadline)
{
    return {.links = kernel.links(deadline), .addresses = kernel.addresses(family, deadline)};
}

core::NetworkView view_network(net::Rtnetlink &kernel, net::Family family, const Deadline &deadline)
{
    auto view = view_addresses(kernel, family, deadline);
    view.routes = kernel.routes(family, deadline);
    return view;
}

void change_address(net::Rtnetlink &kernel, Bytes request, const std::string &what, const Deadline &deadline)
{
    auto answer = kernel.perform({std::move(request)}, deadline).front();
    if (answer.error != 0) {
        throw Failure(answer.error == EPERM ? ExitCode::not_permitted : ExitCode::error,
                      "cannot " + what + ": " + answer.reason());
    }
}

void remove_copy(net::Rtnetlink &kernel, const InterfaceAddress &copy, const core::NetworkView &view,
                 const Deadline &deadline)
{
    auto others = core::dependents(copy, view.addresses);
    auto removal = plan_removal(copy, others, view);
    auto answer = kernel.perform(removal.requests, deadline)[removal.deletion];
    if (answer.error != 0 && answer.error != EADDRNOTAVAIL && answer.error != ENODEV) {
        throw Failure(answer.error == EPERM ? ExitCode::not_permitted : ExitCode::error,
                      "cannot remove " + core::describe(copy, view) + ": " + answer.reason());
    }
    auto lost = others.empty() ? others
                               : core::missing(others, kernel.addresses(copy.address.family(), deadline));
    if (!lost.empty()) {
        throw Failure(ExitCode::error, "removing " + core::describe(copy, view) + " took " +
                                           core::describe(lost.front(), view) +
                                           " along, and it could not be put back; add it again");
    }
}

} // namespace ip
