#include "core/address.hh"

#include "base/failure.hh"

#include <linux/rtnetlink.h>

#include <algorithm>

namespace core {

using base::ExitCode;
using base::Failure;
using net::InterfaceAddress;
using net::Link;
using net::Route;

namespace {

std::string name_of(int index, const NetworkView &view)
{
    auto *link = find_link(view.links, index);
    return link ? link->name : "interface " + std::to_string(index);
}

// A directly connected network that holds the address. A route to everything says nothing of where an
// address belongs, and a route to the address alone says that it is at another host.
bool connects(const Route &route, const net::Address &address)
{
    return route.type == RTN_UNICAST && route.table == RT_TABLE_MAIN && !route.gateway && route.index != 0 &&
           route.prefix > 0 && route.prefix < address.bits() && route.network.family() == address.family() &&
           address.network(route.prefix) == route.network;
}

// index 0: any interface.
const Route *best_route(const std::vector<Route> &routes, const net::Address &address, int index)
{
    const Route *best = nullptr;
    for (const auto &route : routes) {
        if (!connects(route, address) || (index != 0 && route.index != index)) {
            continue;
        }
        if (!best || route.prefix > best->prefix || (route.prefix == best->prefix && route.metric < best->metric)) {
            best = &route;
        }
    }
    return best;
}

std::vector<InterfaceAddress> copies_of(const net::Address &address, const NetworkView &view)
{
    std::vector<InterfaceAddress> copies;
    std::copy_if(view.addresses.begin(), view.addresses.end(), std::back_inserter(copies),
                 [&](const auto &entry) { return entry.address == address; });
    return copies;
}

bool is_at(const InterfaceAddress &copy, const Place &place)
{
    return copy.index == place.index && copy.prefix == place.prefix;
}

// The interface may have been made anew under its name; then its number has changed.
Place relocated(const Place &place, const NetworkView &view)
{
    if (!find_link(view.links, place.index)) {
        if (auto *link = find_link(view.links, place.name)) {
            return {link->index, link->name, place.prefix};
        }
    }
    return place;
}

std::string describe(const net::Address &address, const Place &place)
{
    return address.text() + "/" + std::to_string(place.prefix) + " on " + place.name;
}

// Whether a copy is where it should be, as far as that is known.
bool belongs(const InterfaceAddress &copy, const AddressSettings &settings, const std::optional<Place> &recorded,
             const NetworkView &view)
{
    if (recorded) {
        return is_at(copy, relocated(*recorded, view));
    }
    auto *link = settings.nic.empty() ? nullptr : find_link(view.links, settings.nic);
    return (settings.nic.empty() || (link && link->index == copy.index)) &&
           (!settings.prefix || *settings.prefix == copy.prefix);
}

std::string wanted_place(const AddressSettings &settings, const std::optional<Place> &recorded)
{
    if (recorded) {
        return "where start put it (" + describe(settings.address, *recorded) + ")";
    }
    std::string where = "as its parameters say (";
    where += settings.nic.empty() ? "" : "nic=" + base::printable(settings.nic);
    where += settings.prefix ? std::string(settings.nic.empty() ? "" : " ") +
                                   "cidr_netmask=" + std::to_string(*settings.prefix)
                             : "";
    return where + ")";
}

} // namespace

const Link *find_link(const std::vector<Link> &links, const std::string &name)
{
    auto found = std::find_if(links.begin(), links.end(), [&](const Link &link) {
        return link.name == name || std::find(link.altnames.begin(), link.altnames.end(), name) != link.altnames.end();
    });
    return found == links.end() ? nullptr : &*found;
}

const Link *find_link(const std::vector<Link> &links, int index)
{
    auto found = std::find_if(links.begin(), links.end(), [index](const Link &link) { return link.index == index; });
    return found == links.end() ? nullptr : &*found;
}

const Link &required_link(const std::vector<Link> &links, const std::string &nic)
{
    auto *link = find_link(links, nic);
    if (!link) {
        throw Failure(ExitCode::not_installed, "parameter nic=\"" + base::printable(nic) +
                                                   "\": this node has no such interface; set nic to one that all "
                                                   "nodes have, or leave it empty to have it found by the routes");
    }
    return *link;
}

Place choose_place(const AddressSettings &settings, const NetworkView &view)
{
    auto *link = settings.nic.empty() ? nullptr : &required_link(view.links, settings.nic);
    if (link && settings.prefix) {
        return {link->index, link->name, *settings.prefix};
    }
    auto *route = best_route(view.routes, settings.address, link ? link->index : 0);
    if (!route && link) {
        throw Failure(ExitCode::not_installed, "no network connected to " + link->name + " holds " +
                                                   settings.address.text() + ": set cidr_netmask");
    }
    if (!route) {
        throw Failure(ExitCode::not_installed,
                      "no network connected to this node holds " + settings.address.text() +
                          ": set nic and cidr_netmask, or bring up the interface of its network");
    }
    return {route->index, name_of(route->index, view), settings.prefix.value_or(route->prefix)};
}

Place current_place(const AddressSettings &settings, const NetworkView &view, const std::optional<Place> &recorded)
{
    if (recorded) {
        auto place = relocated(*recorded, view);
        auto *link = settings.nic.empty() ? nullptr : &required_link(view.links, settings.nic);
        bool there = find_link(view.links, place.index) != nullptr;
        if (there && (!link || link->index == place.index) && settings.prefix.value_or(place.prefix) == place.prefix) {
            auto copies = copies_of(settings.address, view);
            if (std::any_of(copies.begin(), copies.end(), [&](const auto &copy) { return is_at(copy, place); })) {
                return place;
            }
        }
    }
    return choose_place(settings, view);
}

std::string describe(const InterfaceAddress &copy, const NetworkView &view)
{
    return describe(copy.address, Place{copy.index, name_of(copy.index, view), copy.prefix});
}

std::string removal_command(const InterfaceAddress &copy, const NetworkView &view)
{
    return "ip address del " + copy.address.text() + "/" + std::to_string(copy.prefix) + " dev " +
           name_of(copy.index, view);
}

StartStep plan_start(const AddressSettings &settings, const Place &place, const NetworkView &view)
{
    const InterfaceAddress *here = nullptr;
    auto copies = copies_of(settings.address, view);
    for (const auto &copy : copies) {
        if (!is_at(copy, place)) {
            throw Failure(ExitCode::error, "refusing to add " + describe(settings.address, place) + ": the node has " +
                                               describe(copy, view) + "; remove it (" +
                                               removal_command(copy, view) + ") or set nic and cidr_netmask to it");
        }
        here = &copy;
    }
    if (here && here->dad_failed()) {
        return StartStep::give_up_copy;
    }
    auto *link = find_link(view.links, place.index);
    if (settings.check_link && link && !link_flaw(*link).empty()) {
        throw Failure(ExitCode::error, link_flaw(*link));
    }
    if (!here) {
        return StartStep::add;
    }
    bool fading = !here->permanent() || (here->deprecated() && !settings.may_deprecate);
    return fading ? StartStep::refresh : StartStep::keep;
}

std::string link_flaw(const Link &link)
{
    if (!link.up) {
        return "interface " + link.name + " is down; bring it up (ip link set " + link.name + " up)";
    }
    if (!link.carrier && !link.loopback) {
        return "interface " + link.name + " has no carrier; check the cable, the switch port or the other end";
    }
    return "";
}

std::string flaw(const AddressSettings &settings, const InterfaceAddress &copy, const NetworkView &view)
{
    auto where = describe(copy, view);
    if (copy.dad_failed()) {
        return where + " is not usable: another host has this address (duplicate address detection failed)";
    }
    if (copy.tentative() && !settings.may_be_tentative) {
        return where + " is not usable yet: duplicate address detection has not ended";
    }
    if (copy.deprecated() && !settings.may_deprecate) {
        return where + " is deprecated: its preferred lifetime is over, and parameter preferred_lft asks for none";
    }
    if (!copy.permanent()) {
        return where + " expires: something on this node gave it a finite lifetime";
    }
    auto *link = find_link(view.links, copy.index);
    return settings.check_link && link ? link_flaw(*link) : "";
}

ExitCode judge(const AddressSettings &settings, const std::optional<Place> &recorded, const NetworkView &view)
{
    auto copies = copies_of(settings.address, view);
    if (copies.empty()) {
        return ExitCode::not_running;
    }
    auto here = std::find_if(copies.begin(), copies.end(),
                             [&](const auto &copy) { return belongs(copy, settings, recorded, view); });
    if (here == copies.end()) {
        throw Failure(ExitCode::error, describe(copies.front(), view) + " is not " +
                                           wanted_place(settings, recorded) + "; remove it (" +
                                           removal_command(copies.front(), view) + ")");
    }
    if (auto reason = flaw(settings, *here, view); !reason.empty()) {
        throw Failure(ExitCode::error, reason);
    }
    if (auto other = second_copy(settings, recorded, view)) {
        throw Failure(ExitCode::degraded, describe(*here, view) + " works, but there is a second copy: " +
                                              describe(*other, view) + "; remove it (" +
                                              removal_command(*other, view) + ")");
    }
    return ExitCode::ok;
}

std::optional<InterfaceAddress> second_copy(const AddressSettings &settings, const std::optional<Place> &recorded,
                                            const NetworkView &view)
{
    auto copies = copies_of(settings.address, view);
    auto here = std::find_if(copies.begin(), copies.end(),
                             [&](const auto &copy) { return belongs(copy, settings, recorded, view); });
    if (here == copies.end() || copies.size() < 2) {
        return std::nullopt;
    }
    return here == copies.begin() ? copies.back() : copies.front();
}

std::optional<Finding> address_finding(const AddressSettings &settings, const Place &place, const NetworkView &view)
{
    try {
        if (judge(settings, place, view) == ExitCode::not_running) {
            return Finding{Cause::address_gone, settings.address.text() + " is on no interface any more; start put " +
                                                    describe(settings.address, place)};
        }
    } catch (const Failure &failure) {
        if (failure.code() != ExitCode::degraded) {
            auto *link = find_link(view.links, relocated(place, view).index);
            bool down = link && failure.what() == link_flaw(*link);
            return Finding{down ? Cause::link_down : Cause::address_unusable, failure.what()};
        }
    }
    return std::nullopt;
}

Ownership ownership(const AddressSettings &settings, const std::optional<Place> &recorded, const NetworkView &view)
{
    Ownership owned{.address = settings.address, .recorded = std::nullopt, .prefix = settings.prefix};
    if (recorded) {
        owned.recorded = relocated(*recorded, view);
    }
    if (!settings.nic.empty()) {
        auto *link = find_link(view.links, settings.nic);
        owned.nic_index = link ? std::optional<int>(link->index) : std::nullopt;
    } else if (auto *route = best_route(view.routes, settings.address, 0)) {
        owned.chosen = Place{route->index, name_of(route->index, view), settings.prefix.value_or(route->prefix)};
    }
    return owned;
}

bool is_ours(const InterfaceAddress &copy, const Ownership &owned)
{
    if (copy.address != owned.address) {
        return false;
    }
    if (copy.protocol == address_mark || (owned.recorded && is_at(copy, *owned.recorded))) {
        return true;
    }
    if (copy.protocol != 0) {
        return false;
    }
    if (owned.nic_index) {
        return copy.index == *owned.nic_index && owned.prefix.value_or(copy.prefix) == copy.prefix;
    }
    return owned.chosen && is_at(copy, *owned.chosen);
}

Copies sort_copies(const Ownership &owned, const NetworkView &view)
{
    Copies copies;
    for (const auto &copy : copies_of(owned.address, view)) {
        (is_ours(copy, owned) ? copies.ours : copies.foreign).push_back(copy);
    }
    return copies;
}

std::vector<InterfaceAddress> dependents(const InterfaceAddress &victim,
                                         const std::vector<InterfaceAddress> &addresses)
{
    std::vector<InterfaceAddress> found;
    if (victim.address.family() != net::Family::ipv4 || victim.secondary()) {
        return found;
    }
    std::copy_if(addresses.begin(), addresses.end(), std::back_inserter(found), [&](const auto &other) {
        return other.secondary() && other.index == victim.index && other.prefix == victim.prefix &&
               other.peer.network(other.prefix) == victim.peer.network(victim.prefix);
    });
    return found;
}

std::vector<InterfaceAddress> missing(const std::vector<InterfaceAddress> &wanted,
                                      const std::vector<InterfaceAddress> &there)
{
    std::vector<InterfaceAddress> lost;
    std::copy_if(wanted.begin(), wanted.end(), std::back_inserter(lost), [&](const auto &entry) {
        return std::none_of(there.begin(), there.end(), [&](const auto &other) {
            return other.index == entry.index && other.address == entry.address && other.prefix == entry.prefix &&
                   other.peer == entry.peer;
        });
    });
    return lost;
}

} // namespace core
