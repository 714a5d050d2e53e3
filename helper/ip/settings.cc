#include "ip/settings.hh"

#include "base/failure.hh"
#include "base/number.hh"

#include <linux/if.h>
#include <linux/if_addr.h>

#include <algorithm>
#include <bit>

namespace ip {

using net::Address;
using net::Family;

namespace {

constexpr std::uint32_t forever = 0xffffffff;
constexpr std::size_t longest_name = 127; // ALTIFNAMSIZ less the final NUL
constexpr long most_announcements = 100;
constexpr long longest_interval_ms = 60000;

Address read_address(const ocf::Parameters &parameters)
{
    auto text = parameters.text("ip");
    auto address = Address::parse(text);
    if (!address) {
        ocf::reject_parameter("ip", text, "an IPv4 address such as 192.168.11.100 or an IPv6 address such as "
                                     "2001:db8::100, without prefix length, zone and blanks");
    }
    if (address->is_unspecified() || address->is_loopback() || address->is_multicast() ||
        address->is_limited_broadcast() || address->is_ipv4_mapped()) {
        ocf::reject_parameter("ip", text, "an address that a host can have on a network, not an unspecified, loopback, "
                                     "multicast, broadcast or IPv4-mapped one");
    }
    return *address;
}

std::string read_nic(const ocf::Parameters &parameters, const Address &address)
{
    auto nic = parameters.text("nic");
    if (nic.empty() && address.is_link_local()) {
        ocf::reject_parameter("nic", nic, "an interface, because ip=" + address.text() + " is link-local");
    }
    // What the kernel accepts as a name (net/core/dev.c: dev_valid_name).
    bool odd = std::any_of(nic.begin(), nic.end(), [](char c) {
        return c == '/' || c == ':' || c == ' ' || (c >= '\t' && c <= '\r');
    });
    if (odd || nic.size() > longest_name || nic == "." || nic == "..") {
        ocf::reject_parameter("nic", nic, "the name of an interface, without \"/\", \":\" and blanks");
    }
    return nic;
}

// The two ends of an IPv4 network are no hosts' addresses, except in networks of two and of one (RFC 3021).
void refuse_network_end(const Address &address, unsigned prefix, base::ExitCode code)
{
    if (address.family() == Family::ipv4 && prefix < 31 &&
        (address == address.network(prefix) || address == address.last(prefix))) {
        throw base::Failure(code, "parameter ip=\"" + address.text() + "\": expected the address of a host, not the " +
                                      (address == address.last(prefix) ? "broadcast" : "network") + " address of " +
                                      address.network(prefix).text() + "/" + std::to_string(prefix));
    }
}

// The prefix length of a netmask in dotted form, if it is one.
std::optional<int> prefix_of_mask(const std::string &text)
{
    auto mask = Address::parse(text);
    if (!mask || mask->family() != Family::ipv4) {
        return std::nullopt;
    }
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < mask->size(); ++i) {
        bits = bits << 8 | mask->bytes()[i];
    }
    auto ones = std::countl_one(bits);
    return ones == std::popcount(bits) ? std::optional<int>(ones) : std::nullopt;
}

std::optional<unsigned> read_prefix(const ocf::Parameters &parameters, const Address &address)
{
    if (!parameters.is_set("cidr_netmask")) {
        return std::nullopt;
    }
    auto text = parameters.text("cidr_netmask");
    if (auto prefix = prefix_of_mask(text)) {
        ocf::reject_parameter("cidr_netmask", text, "a prefix length: " + std::to_string(*prefix) +
                                                   " instead of the netmask in dotted form");
    }
    return static_cast<unsigned>(parameters.integer("cidr_netmask", 0, static_cast<long>(address.bits())));
}

std::uint32_t read_preferred(const ocf::Parameters &parameters)
{
    auto text = parameters.text("preferred_lft");
    if (text == "forever") {
        return forever;
    }
    auto seconds = base::parse_number<std::uint32_t>(text);
    if (!seconds || *seconds == forever) {
        ocf::reject_parameter("preferred_lft", text, "\"forever\" or seconds from 0 to " + std::to_string(forever - 1));
    }
    return *seconds;
}

std::string read_broadcast(const ocf::Parameters &parameters, const Address &address)
{
    auto text = parameters.text("broadcast");
    if (text.empty()) {
        return text;
    }
    if (address.family() != Family::ipv4) {
        ocf::reject_parameter("broadcast", text, "nothing, because ip=" + address.text() + " is IPv6, which has none");
    }
    auto broadcast = Address::parse(text);
    if (text != "+" && text != "-" && (!broadcast || broadcast->family() != Family::ipv4)) {
        ocf::reject_parameter("broadcast", text, "\"+\", \"-\" or an IPv4 address");
    }
    return text;
}

bool is_label_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
           c == '.';
}

std::string read_label(const ocf::Parameters &parameters, const Address &address)
{
    auto label = parameters.text("iflabel");
    if (label.empty()) {
        return label;
    }
    if (address.family() != Family::ipv4) {
        ocf::reject_parameter("iflabel", label, "nothing, because ip=" + address.text() + " is IPv6, which has no labels");
    }
    // The kernel shows INTERFACE:LABEL in IFNAMSIZ bytes; the shortest interface has one character.
    constexpr std::size_t longest = IFNAMSIZ - 1 - 2;
    if (label.size() > longest || !std::all_of(label.begin(), label.end(), is_label_character)) {
        ocf::reject_parameter("iflabel", label, "at most " + std::to_string(longest) +
                                               " letters, digits, \"_\", \"-\" or \".\"");
    }
    return label;
}

std::optional<Address> broadcast_address(const IpSettings &settings, const core::Place &place)
{
    const auto &address = settings.where.address;
    // A network of two addresses has no broadcast (RFC 3021), and one of a single address neither.
    bool usual = address.family() == Family::ipv4 && place.prefix < 31;
    if (settings.broadcast.empty()) {
        return usual ? std::optional<Address>(address.last(place.prefix)) : std::nullopt;
    }
    if (settings.broadcast == "+") {
        return address.last(place.prefix);
    }
    return settings.broadcast == "-" ? address.network(place.prefix) : Address::parse(settings.broadcast);
}

} // namespace

IpSettings read_settings(const ocf::Parameters &parameters)
{
    parameters.check_all();
    auto address = read_address(parameters);
    auto preferred = read_preferred(parameters);
    auto prefix = read_prefix(parameters, address);
    refuse_network_end(address, prefix.value_or(address.bits()), base::ExitCode::not_configured);
    auto count = [&](const char *name) { return static_cast<int>(parameters.integer(name, 0, most_announcements)); };
    return IpSettings{
        .where = {.address = address,
                  .nic = read_nic(parameters, address),
                  .prefix = prefix,
                  .check_link = parameters.boolean("check_link_status"),
                  .may_deprecate = preferred != forever},
        .broadcast = read_broadcast(parameters, address),
        .label = read_label(parameters, address),
        .no_prefix_route = parameters.boolean("noprefixroute"),
        .no_dad = parameters.boolean("nodad"),
        .probe_first = parameters.boolean("run_arping"),
        .preferred_seconds = preferred,
        .announcements = count("arp_count"),
        .refresh_announcements = count("arp_count_refresh"),
        .announcement_interval =
            std::chrono::milliseconds(parameters.integer("arp_interval", 1, longest_interval_ms)),
    };
}

std::optional<core::AddressSettings> salvage_ip_settings(const ocf::Parameters &parameters)
{
    auto address = Address::parse(parameters.text("ip"));
    if (!address) {
        return std::nullopt;
    }
    core::AddressSettings settings{.address = *address, .nic = parameters.text("nic")};
    try {
        settings.prefix = read_prefix(parameters, *address);
    } catch (const base::Failure &) {
        // Then every prefix may be the one that was meant.
    }
    return settings;
}

net::NewAddress new_address(const IpSettings &settings, const core::Place &place)
{
    refuse_network_end(settings.where.address, place.prefix, base::ExitCode::bad_argument);
    std::string label = settings.label.empty() ? "" : place.name + ":" + settings.label;
    if (label.size() >= IFNAMSIZ) {
        throw base::Failure(base::ExitCode::bad_argument,
                            "parameter iflabel=\"" + settings.label + "\": " + label + " has more than " +
                                std::to_string(IFNAMSIZ - 1) + " characters; shorten it");
    }
    bool ipv6 = settings.where.address.family() == Family::ipv6;
    std::uint32_t flags = 0;
    flags |= settings.no_prefix_route ? std::uint32_t{IFA_F_NOPREFIXROUTE} : 0U;
    flags |= settings.no_dad && ipv6 ? std::uint32_t{IFA_F_NODAD} : 0U;
    return net::NewAddress{
        .index = place.index,
        .address = settings.where.address,
        .prefix = place.prefix,
        .flags = flags,
        .protocol = core::address_mark,
        .broadcast = broadcast_address(settings, place),
        .label = label,
        .preferred_seconds = settings.preferred_seconds,
    };
}

} // namespace ip
