#include "net/address.hh"
#include "net/arp.hh"
#include "net/message.hh"
#include "net/neighbour.hh"

#include <linux/if_arp.h>
#include <linux/rtnetlink.h>
#include <netinet/icmp6.h>

#include <boost/test/unit_test.hpp>

using net::Address;
using net::Bytes;

namespace {

Address at(const std::string &text)
{
    return Address::parse(text).value();
}

net::Link ethernet()
{
    return {.index = 2,
            .name = "eth0",
            .type = ARPHRD_ETHER,
            .mac = {2, 0, 0, 0, 0, 1},
            .broadcast_mac = {255, 255, 255, 255, 255, 255}};
}

Bytes with_mac(Bytes packet, const Bytes &mac)
{
    std::copy(mac.begin(), mac.end(), packet.begin() + 8);
    return packet;
}

} // namespace

BOOST_AUTO_TEST_CASE(addresses_are_parsed_strictly)
{
    for (const char *good : {"192.168.11.100", "0.0.0.0", "2001:db8::1", "::", "::ffff:192.0.2.1", "1:2:3:4:5:6:7:8"}) {
        BOOST_TEST(Address::parse(good).has_value(), good);
    }
    for (const char *bad :
         {"", " 10.0.0.1", "10.0.0.1 ", "10.0.0", "10.0.0.01", "10.0.0.256", "10.0.0.1/24", "0x0a.0.0.1", "10.0.0.1.",
          "fe80::1%eth0", "2001:db8::1/64", "2001:db8:::1", "12345::", "1:2:3:4:5:6:7:8:9", "[::1]", "ten"}) {
        BOOST_TEST(!Address::parse(bad).has_value(), bad);
    }
    BOOST_TEST(!Address::parse(std::string("10.0.0.1\0x", 10)).has_value());
}

BOOST_AUTO_TEST_CASE(addresses_are_written_as_rfc_5952_says)
{
    BOOST_TEST(at("2001:DB8:0:0:0:0:0:1").text() == "2001:db8::1");
    BOOST_TEST(at("2001:db8:0:1:1:1:1:1").text() == "2001:db8:0:1:1:1:1:1");
    BOOST_TEST(at("2001:0:0:1:0:0:0:1").text() == "2001:0:0:1::1");
    BOOST_TEST(at("192.168.11.100").text() == "192.168.11.100");
}

BOOST_AUTO_TEST_CASE(networks_and_their_ends)
{
    BOOST_TEST(at("10.1.2.200").network(25).text() == "10.1.2.128");
    BOOST_TEST(at("10.1.2.200").last(25).text() == "10.1.2.255");
    BOOST_TEST(at("10.1.2.200").network(0).text() == "0.0.0.0");
    BOOST_TEST(at("10.1.2.200").network(32).text() == "10.1.2.200");
    BOOST_TEST(at("2001:db8::ffff").network(113).text() == "2001:db8::8000");
}

BOOST_AUTO_TEST_CASE(kinds_of_addresses)
{
    BOOST_TEST(at("0.0.0.0").is_unspecified());
    BOOST_TEST(at("::").is_unspecified());
    BOOST_TEST(at("127.9.9.9").is_loopback());
    BOOST_TEST(at("::1").is_loopback());
    BOOST_TEST(at("239.1.1.1").is_multicast());
    BOOST_TEST(at("ff02::1").is_multicast());
    BOOST_TEST(at("255.255.255.255").is_limited_broadcast());
    BOOST_TEST(at("febf::1").is_link_local());
    BOOST_TEST(at("::ffff:10.0.0.1").is_ipv4_mapped());
    for (const char *plain : {"10.0.0.1", "2001:db8::1"}) {
        auto a = at(plain);
        BOOST_TEST(!(a.is_unspecified() || a.is_loopback() || a.is_multicast() || a.is_limited_broadcast() ||
                     a.is_link_local() || a.is_ipv4_mapped()));
    }
    BOOST_TEST((at("10.0.0.1") != at("a00:1::")));
}

BOOST_AUTO_TEST_CASE(arp_packets_are_laid_out_as_rfc_826_says)
{
    Bytes request{0, 1, 8, 0, 6, 4, 0, 1, 2, 0, 0, 0, 0, 1, 10, 0, 0, 9, 0, 0, 0, 0, 0, 0, 10, 0, 0, 9};
    BOOST_TEST(net::arp_packet(net::ArpOperation::request, ethernet(), at("10.0.0.9"), at("10.0.0.9")) == request);
    Bytes reply{0, 1, 8, 0, 6, 4, 0, 2, 2, 0, 0, 0, 0, 1, 10, 0, 0, 9, 2, 0, 0, 0, 0, 1, 10, 0, 0, 9};
    BOOST_TEST(net::arp_packet(net::ArpOperation::reply, ethernet(), at("10.0.0.9"), at("10.0.0.9")) == reply);
}

BOOST_AUTO_TEST_CASE(arp_conflicts_are_told_from_other_packets)
{
    auto link = ethernet();
    auto address = at("10.0.0.9");
    Bytes other{2, 0, 0, 0, 0, 7};
    auto reply = net::arp_packet(net::ArpOperation::reply, link, address, at("10.0.0.1"));
    BOOST_TEST(!net::arp_conflict(reply, link, address).has_value()); // our own
    auto conflict = net::arp_conflict(with_mac(reply, other), link, address);
    BOOST_REQUIRE(conflict.has_value());
    BOOST_TEST(*conflict == other);
    BOOST_TEST(!net::arp_conflict(with_mac(reply, other), link, at("10.0.0.8")).has_value());
    auto probe = with_mac(net::arp_packet(net::ArpOperation::request, link, at("0.0.0.0"), address), other);
    BOOST_TEST(net::arp_conflict(probe, link, address).has_value()); // wants it at the same moment
    auto question = with_mac(net::arp_packet(net::ArpOperation::request, link, at("10.0.0.1"), address), other);
    BOOST_TEST(!net::arp_conflict(question, link, address).has_value());
    for (std::size_t size = 0; size < reply.size(); ++size) {
        auto cut = with_mac(reply, other);
        cut.resize(size);
        BOOST_TEST(!net::arp_conflict(cut, link, address).has_value());
    }
}

BOOST_AUTO_TEST_CASE(advertisements_override_and_carry_the_hardware_address)
{
    auto message = net::advertisement(ethernet(), at("2001:db8::9"), false);
    BOOST_REQUIRE(message.size() == 32U);
    BOOST_TEST(message[0] == ND_NEIGHBOR_ADVERT);
    BOOST_TEST(message[4] == 0x20); // Override only
    BOOST_TEST(message[23] == 9);
    BOOST_TEST(message[24] == 2);   // target link-layer address
    BOOST_TEST(message[25] == 1);
    BOOST_TEST(message[31] == 1);
    BOOST_TEST(net::advertisement(ethernet(), at("2001:db8::9"), true)[4] == 0xa0);
}

BOOST_AUTO_TEST_CASE(what_is_requested_reads_back)
{
    net::NewAddress wanted{.index = 7, .address = at("10.0.0.9"), .prefix = 24, .protocol = 0xb0, .label = "eth0:x"};
    auto request = net::add_request(wanted);
    auto *header = reinterpret_cast<nlmsghdr *>(request.data());
    auto read = net::parse_address(header);
    BOOST_REQUIRE(read.has_value());
    BOOST_TEST(read->index == 7);
    BOOST_TEST((read->address == wanted.address));
    BOOST_TEST(read->prefix == 24U);
    BOOST_TEST(read->protocol == 0xb0);
    BOOST_TEST(!net::parse_link(header).has_value());
    BOOST_TEST(!net::parse_route(header).has_value());
    auto again = net::restore_request(*read);
    BOOST_TEST(Bytes(again.begin() + sizeof(nlmsghdr), again.end()) ==
               Bytes(request.begin() + sizeof(nlmsghdr), request.end()));
}

BOOST_AUTO_TEST_CASE(cut_messages_are_no_messages)
{
    auto request = net::add_request({.index = 7, .address = at("10.0.0.9"), .prefix = 24});
    for (std::uint32_t size = sizeof(nlmsghdr); size < sizeof(nlmsghdr) + sizeof(ifaddrmsg) + 8; ++size) {
        auto cut = request;
        cut.resize(size);
        reinterpret_cast<nlmsghdr *>(cut.data())->nlmsg_len = size;
        BOOST_TEST(!net::parse_address(reinterpret_cast<nlmsghdr *>(cut.data())).has_value());
    }
}
