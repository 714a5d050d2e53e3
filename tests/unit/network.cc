#include "core/network.hh"
#include "net/message.hh"

#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>

#include <boost/test/unit_test.hpp>

using core::Cause;
using core::NetworkView;
using core::Place;
using net::Address;
using net::AddressEvent;
using net::InterfaceAddress;
using net::Link;
using net::LinkEvent;

namespace {

Address at(const std::string &text)
{
    return Address::parse(text).value();
}

Link link(int index, const std::string &name)
{
    return {.index = index, .name = name, .up = true, .carrier = true};
}

InterfaceAddress copy(int index, const std::string &text, unsigned prefix, std::uint32_t flags = IFA_F_PERMANENT)
{
    return {.index = index, .address = at(text), .peer = at(text), .prefix = prefix, .flags = flags};
}

// What a watcher of 10.0.0.100 and 2001:db8::100 knows of a node with two interfaces.
struct Known {
    NetworkView view{.links = {link(2, "eth0"), link(3, "eth1")},
                     .addresses = {copy(2, "10.0.0.100", 24), copy(2, "2001:db8::100", 64)}};

    core::NetworkChange apply(const net::Event &event)
    {
        auto wanted = [](const Address &address) { return address == at("10.0.0.100") || address == at("2001:db8::100"); };
        return core::apply(event, wanted, view);
    }

    std::optional<core::Finding> finding(const std::string &address = "10.0.0.100")
    {
        return core::address_finding({.address = at(address)}, Place{2, "eth0", address == "10.0.0.100" ? 24U : 64U}, view);
    }

    void expect(Cause cause, const std::string &part, const std::string &address = "10.0.0.100")
    {
        auto found = finding(address);
        BOOST_REQUIRE(found.has_value());
        BOOST_TEST((found->cause == cause), core::word(found->cause));
        BOOST_TEST(found->reason.find(part) != std::string::npos, found->reason);
    }
};

// A notice about an interface, as the kernel sends it.
net::Bytes link_message(std::uint16_t type, std::uint8_t family)
{
    net::Bytes buffer(256);
    auto *header = mnl_nlmsg_put_header(buffer.data());
    header->nlmsg_type = type;
    auto *body = static_cast<ifinfomsg *>(mnl_nlmsg_put_extra_header(header, sizeof(ifinfomsg)));
    body->ifi_family = family;
    body->ifi_index = 2;
    body->ifi_flags = IFF_UP | IFF_LOWER_UP;
    mnl_attr_put_strz(header, IFLA_IFNAME, "eth0");
    return buffer;
}

net::Event parse(const net::Bytes &message)
{
    return net::parse_event(reinterpret_cast<const nlmsghdr *>(message.data()));
}

} // namespace

BOOST_AUTO_TEST_CASE(notices_of_links_are_told_from_those_of_bridge_ports)
{
    auto added = parse(link_message(RTM_NEWLINK, AF_UNSPEC));
    BOOST_REQUIRE(std::holds_alternative<LinkEvent>(added));
    BOOST_TEST(!std::get<LinkEvent>(added).removed);
    BOOST_TEST(std::get<LinkEvent>(added).link.name == "eth0");
    BOOST_TEST(std::get<LinkEvent>(added).link.carrier);
    auto removed = parse(link_message(RTM_DELLINK, AF_UNSPEC));
    BOOST_REQUIRE(std::holds_alternative<LinkEvent>(removed));
    BOOST_TEST(std::get<LinkEvent>(removed).removed);
    BOOST_TEST(std::holds_alternative<std::monostate>(parse(link_message(RTM_DELLINK, AF_BRIDGE))));
    BOOST_TEST(std::holds_alternative<std::monostate>(parse(link_message(RTM_NEWLINK, AF_BRIDGE))));
}

BOOST_AUTO_TEST_CASE(notices_of_addresses_say_whether_they_went)
{
    auto request = net::add_request({.index = 2, .address = at("10.0.0.100"), .prefix = 24});
    auto added = parse(request);
    BOOST_REQUIRE(std::holds_alternative<AddressEvent>(added));
    BOOST_TEST(!std::get<AddressEvent>(added).removed);
    reinterpret_cast<nlmsghdr *>(request.data())->nlmsg_type = RTM_DELADDR;
    auto removed = parse(request);
    BOOST_REQUIRE(std::holds_alternative<AddressEvent>(removed));
    BOOST_TEST(std::get<AddressEvent>(removed).removed);
    reinterpret_cast<nlmsghdr *>(request.data())->nlmsg_type = RTM_NEWROUTE;
    BOOST_TEST(std::holds_alternative<std::monostate>(parse(request)));
}

BOOST_AUTO_TEST_CASE(what_nobody_watches_is_not_kept)
{
    Known known;
    auto change = known.apply(AddressEvent{copy(2, "10.0.0.7", 24)});
    BOOST_TEST((!change.links && !change.address));
    BOOST_TEST(known.view.addresses.size() == 2U);
    BOOST_TEST((!known.apply(AddressEvent{copy(2, "10.0.0.7", 24), true}).address));
}

BOOST_AUTO_TEST_CASE(a_removed_address_is_gone)
{
    Known known;
    BOOST_TEST(!known.finding().has_value());
    auto change = known.apply(AddressEvent{copy(2, "10.0.0.100", 24), true});
    BOOST_TEST((change.address == at("10.0.0.100")));
    known.expect(Cause::address_gone, "10.0.0.100/24 on eth0");
    BOOST_TEST(!known.finding("2001:db8::100").has_value());
    BOOST_TEST((!known.apply(AddressEvent{copy(2, "10.0.0.100", 24), true}).address)); // nothing new
    known.apply(AddressEvent{copy(2, "10.0.0.100", 24)});
    BOOST_TEST(!known.finding().has_value());
}

BOOST_AUTO_TEST_CASE(copies_of_other_subnets_are_other_copies)
{
    Known known;
    known.apply(AddressEvent{copy(2, "10.0.0.100", 32)});
    known.apply(AddressEvent{copy(3, "10.0.0.100", 24)});
    BOOST_TEST(known.view.addresses.size() == 4U);
    BOOST_TEST(!known.finding().has_value()); // no finding, but a second copy
    known.apply(AddressEvent{copy(2, "10.0.0.100", 32), true});
    auto second = core::second_copy({.address = at("10.0.0.100")}, Place{2, "eth0", 24}, known.view);
    BOOST_REQUIRE(second.has_value());
    BOOST_TEST(second->index == 3);
    known.apply(AddressEvent{copy(2, "10.0.0.100", 24), true});
    known.expect(Cause::address_unusable, "10.0.0.100/24 on eth1");
    BOOST_TEST((!core::second_copy({.address = at("10.0.0.100")}, Place{2, "eth0", 24}, known.view)));
}

BOOST_AUTO_TEST_CASE(a_notice_of_new_flags_replaces_the_old)
{
    Known known;
    known.apply(AddressEvent{copy(2, "2001:db8::100", 64, IFA_F_PERMANENT | IFA_F_TENTATIVE | IFA_F_DADFAILED)});
    BOOST_TEST(known.view.addresses.size() == 2U);
    known.expect(Cause::address_unusable, "another host", "2001:db8::100");
    known.apply(AddressEvent{copy(2, "2001:db8::100", 128)}); // another prefix is the same copy for IPv6
    BOOST_TEST(known.view.addresses.size() == 2U);
}

BOOST_AUTO_TEST_CASE(links_go_down_come_back_and_change_their_names)
{
    Known known;
    BOOST_TEST(!known.apply(LinkEvent{link(2, "eth0")}).links); // nothing new
    auto dead = link(2, "eth0");
    dead.carrier = false;
    BOOST_TEST(known.apply(LinkEvent{dead}).links);
    known.expect(Cause::link_down, "no carrier");
    dead.up = false;
    known.apply(LinkEvent{dead});
    known.expect(Cause::link_down, "is down");
    BOOST_TEST(known.apply(LinkEvent{link(2, "lan0")}).links);
    BOOST_TEST(!known.finding().has_value());
    BOOST_TEST(known.view.links.size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_removed_link_takes_its_addresses_along)
{
    Known known;
    BOOST_TEST(known.apply(LinkEvent{link(2, "eth0"), true}).links);
    known.expect(Cause::address_gone, "no interface");
    BOOST_TEST(known.view.addresses.empty());
    BOOST_TEST(!known.apply(LinkEvent{link(2, "eth0"), true}).links);
    known.apply(LinkEvent{link(9, "eth0")}); // made anew under its name
    known.apply(AddressEvent{copy(9, "10.0.0.100", 24)});
    BOOST_TEST(!known.finding().has_value());
}
