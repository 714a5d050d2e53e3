// Decisions about the floating address: where it belongs, what to do about what is there, how it is.
#pragma once

#include "base/exit_code.hh"
#include "core/finding.hh"
#include "net/interface.hh"

#include <optional>
#include <string>
#include <vector>

namespace core {

// Marks an address in the kernel (IFA_PROTO, Linux 5.18 and newer) as added by booth-ip. The kernel uses
// 0 to 3; no routing protocol of rtnetlink(7) has this number.
constexpr std::uint8_t address_mark = 0xb0;

// What the resource's parameters say of the address itself.
struct AddressSettings {
    net::Address address;
    std::string nic = {};                           // empty: found by the routes
    std::optional<unsigned> prefix = std::nullopt;  // empty: found by the routes
    bool check_link = true;
    bool may_deprecate = false; // a finite preferred lifetime was asked for
    bool may_be_tentative = false; // how duplicate address detection ends will be seen
};

// An interface and the prefix that the address has there.
struct Place {
    int index = 0;
    std::string name;
    unsigned prefix = 0;
};

// What the kernel shows: all links, the addresses and routes of the address's family.
struct NetworkView {
    std::vector<net::Link> links = {};
    std::vector<net::InterfaceAddress> addresses = {};
    std::vector<net::Route> routes = {};
};

// By name or alternative name; nothing when there is none.
const net::Link *find_link(const std::vector<net::Link> &links, const std::string &name);
const net::Link *find_link(const std::vector<net::Link> &links, int index);

// The interface that parameter nic names. Errors: Failure (not_installed).
const net::Link &required_link(const std::vector<net::Link> &links, const std::string &nic);

// Where the address belongs: nic and prefix as set, what is not set from the connected network that holds
// the address; the longest prefix wins, then the lowest metric.
// Errors: Failure (not_installed) saying which parameter to set.
Place choose_place(const AddressSettings &settings, const NetworkView &view);

// The same, for a resource that is started: the place that start recorded, if the settings still allow it.
Place current_place(const AddressSettings &settings, const NetworkView &view, const std::optional<Place> &recorded);

// "ADDRESS/PREFIX on INTERFACE", and the command that removes that copy.
std::string describe(const net::InterfaceAddress &copy, const NetworkView &view);
std::string removal_command(const net::InterfaceAddress &copy, const NetworkView &view);

enum class StartStep {
    add,          // it is nowhere
    keep,         // it is there
    refresh,      // it is there, deprecated or expiring: give it a new lifetime
    give_up_copy, // it is there, and another host has it: remove ours
};

// What start does about the copies that are there.
// Errors: Failure (error) when one is anywhere else, or the link is not usable.
StartStep plan_start(const AddressSettings &settings, const Place &place, const NetworkView &view);

// Whether a copy can be used; the reason if not, empty if it can.
std::string flaw(const AddressSettings &settings, const net::InterfaceAddress &copy, const NetworkView &view);
std::string link_flaw(const net::Link &link);

// ok, or not_running when the address is on no interface. recorded is the place that start chose, if
// known; else nic and prefix count as far as they are set.
// Errors: Failure: (error) with the reason; (degraded) when it works and a second copy is elsewhere.
base::ExitCode judge(const AddressSettings &settings, const std::optional<Place> &recorded,
                     const NetworkView &view);

// A copy of the address elsewhere than it belongs, when there is one beside that which belongs.
std::optional<net::InterfaceAddress> second_copy(const AddressSettings &settings, const std::optional<Place> &recorded,
                                                 const NetworkView &view);

// What is wrong with an address that start put at place, by judge(). A second copy elsewhere is no finding.
std::optional<Finding> address_finding(const AddressSettings &settings, const Place &place, const NetworkView &view);

// What stop has to go by: the address, where start put it, where it would be put now.
struct Ownership {
    net::Address address;
    std::optional<Place> recorded = std::nullopt;
    std::optional<int> nic_index = std::nullopt; // set when parameter nic names an interface
    std::optional<unsigned> prefix = std::nullopt;
    std::optional<Place> chosen = std::nullopt;  // by the routes, when nic is not set
};

// What the resource may call its own, now that settings can be read or not.
Ownership ownership(const AddressSettings &settings, const std::optional<Place> &recorded, const NetworkView &view);

// Marked as ours, or where start put it, or unmarked where this resource would put it.
bool is_ours(const net::InterfaceAddress &copy, const Ownership &owned);

struct Copies {
    std::vector<net::InterfaceAddress> ours = {};
    std::vector<net::InterfaceAddress> foreign = {};
};
Copies sort_copies(const Ownership &owned, const NetworkView &view);

// The other addresses that Linux deletes along with victim when promote_secondaries is 0: those of the same
// subnet that came after it (net/ipv4/devinet.c: __inet_del_ifa). None for IPv6.
std::vector<net::InterfaceAddress> dependents(const net::InterfaceAddress &victim,
                                              const std::vector<net::InterfaceAddress> &addresses);

// Those of wanted that are not there any more (interface, address, prefix and peer count).
std::vector<net::InterfaceAddress> missing(const std::vector<net::InterfaceAddress> &wanted,
                                           const std::vector<net::InterfaceAddress> &there);

} // namespace core
