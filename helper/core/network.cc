#include "core/network.hh"

#include <algorithm>

namespace core {

using net::InterfaceAddress;
using net::Link;

namespace {

// As the kernel tells copies apart: an IPv6 address is on an interface once, whatever its prefix becomes;
// an IPv4 address once for every subnet and far end (net/ipv4/devinet.c: find_matching_ifa).
bool same_copy(const InterfaceAddress &one, const InterfaceAddress &other)
{
    bool both = one.index == other.index && one.address == other.address;
    bool ipv6 = one.address.family() == net::Family::ipv6;
    return both && (ipv6 || (one.prefix == other.prefix && one.peer == other.peer));
}

// The addresses of an interface go with it, whether the kernel says so or not.
NetworkChange apply(const net::LinkEvent &event, NetworkView &view)
{
    auto index = event.link.index;
    auto known = std::find_if(view.links.begin(), view.links.end(), [&](const Link &link) { return link.index == index; });
    bool is_known = known != view.links.end();
    if (event.removed) {
        std::erase_if(view.addresses, [&](const InterfaceAddress &copy) { return copy.index == index; });
        if (is_known) {
            view.links.erase(known);
        }
        return {.links = is_known};
    }
    if (!is_known) {
        view.links.push_back(event.link);
        return {.links = true};
    }
    bool changed = *known != event.link;
    *known = event.link;
    return {.links = changed};
}

NetworkChange apply(const net::AddressEvent &event, NetworkView &view)
{
    auto known = std::find_if(view.addresses.begin(), view.addresses.end(),
                              [&](const InterfaceAddress &copy) { return same_copy(copy, event.address); });
    bool is_known = known != view.addresses.end();
    if (event.removed) {
        if (!is_known) {
            return {};
        }
        view.addresses.erase(known);
    } else if (is_known) {
        *known = event.address;
    } else {
        view.addresses.push_back(event.address);
    }
    return {.address = event.address.address};
}

} // namespace

NetworkChange apply(const net::Event &event, const std::function<bool(const net::Address &)> &wanted,
                    NetworkView &view)
{
    if (auto *link = std::get_if<net::LinkEvent>(&event)) {
        return apply(*link, view);
    }
    if (auto *address = std::get_if<net::AddressEvent>(&event); address && wanted(address->address.address)) {
        return apply(*address, view);
    }
    return {};
}

} // namespace core
