#include "core/address.hh"

#include "base/failure.hh"

#include <linux/if_addr.h>
#include <linux/rtnetlink.h>

#include <boost/test/unit_test.hpp>

using base::ExitCode;
using core::AddressSettings;
using core::NetworkView;
using core::Place;
using core::StartStep;
using net::Address;
using net::InterfaceAddress;
using net::Link;
using net::Route;

namespace {

Address at(const std::string &text)
{
    return Address::parse(text).value();
}

Link link(int index, const std::string &name)
{
    return {.index = index, .name = name, .up = true, .carrier = true, .mac = {2, 0, 0, 0, 0, 1}};
}

InterfaceAddress copy(int index, const std::string &text, unsigned prefix, std::uint32_t flags = 0,
                      std::uint8_t protocol = 0)
{
    return {.index = index, .address = at(text), .peer = at(text), .prefix = prefix,
            .flags = flags | IFA_F_PERMANENT, .protocol = protocol};
}

Route route(int index, const std::string &text, unsigned prefix, std::uint32_t metric = 0)
{
    return {.network = at(text), .prefix = prefix, .index = index, .table = RT_TABLE_MAIN, .metric = metric,
            .type = RTN_UNICAST};
}

// Two interfaces: eth0 in 10.0.0.0/24, eth1 in 10.0.0.0/16.
NetworkView two_networks()
{
    NetworkView view{.links = {link(2, "eth0"), link(3, "eth1")},
                     .routes = {route(3, "10.0.0.0", 16), route(2, "10.0.0.0", 24)}};
    view.links[1].altnames = {"lan-two"};
    return view;
}

AddressSettings settings(const std::string &text)
{
    return {.address = at(text)};
}

// Checks the exit code and that the reason holds a text.
auto fails(ExitCode code, const std::string &part)
{
    return [code, part](const base::Failure &failure) {
        BOOST_TEST_INFO(failure.what());
        BOOST_TEST(std::string(failure.what()).find(part) != std::string::npos, failure.what());
        return failure.code() == code;
    };
}

} // namespace

BOOST_AUTO_TEST_CASE(place_is_the_longest_connected_prefix)
{
    auto place = core::choose_place(settings("10.0.0.100"), two_networks());
    BOOST_TEST(place.index == 2);
    BOOST_TEST(place.name == "eth0");
    BOOST_TEST(place.prefix == 24U);
    BOOST_TEST(core::choose_place(settings("10.0.9.100"), two_networks()).index == 3);
}

BOOST_AUTO_TEST_CASE(place_takes_the_lower_metric_of_equal_prefixes)
{
    auto view = two_networks();
    view.routes = {route(2, "10.0.0.0", 24, 200), route(3, "10.0.0.0", 24, 100)};
    BOOST_TEST(core::choose_place(settings("10.0.0.100"), view).index == 3);
}

BOOST_AUTO_TEST_CASE(place_keeps_to_nic_and_prefix_as_set)
{
    auto wanted = settings("10.0.0.100");
    wanted.nic = "lan-two"; // an alternative name
    auto place = core::choose_place(wanted, two_networks());
    BOOST_TEST(place.index == 3);
    BOOST_TEST(place.name == "eth1");
    BOOST_TEST(place.prefix == 16U);
    wanted.prefix = 32;
    BOOST_TEST(core::choose_place(wanted, two_networks()).prefix == 32U);
    wanted.nic.clear();
    BOOST_TEST(core::choose_place(wanted, two_networks()).index == 2);
}

BOOST_AUTO_TEST_CASE(place_needs_no_route_when_all_is_set)
{
    auto wanted = settings("192.0.2.1");
    wanted.nic = "eth0";
    BOOST_CHECK_EXCEPTION(core::choose_place(wanted, two_networks()), base::Failure,
                          fails(ExitCode::not_installed, "set cidr_netmask"));
    wanted.prefix = 24;
    BOOST_TEST(core::choose_place(wanted, two_networks()).index == 2);
}

BOOST_AUTO_TEST_CASE(place_that_is_not_there_says_what_to_set)
{
    BOOST_CHECK_EXCEPTION(core::choose_place(settings("192.0.2.1"), two_networks()), base::Failure,
                          fails(ExitCode::not_installed, "set nic and cidr_netmask"));
    auto wanted = settings("10.0.0.100");
    wanted.nic = "eth7";
    BOOST_CHECK_EXCEPTION(core::choose_place(wanted, two_networks()), base::Failure,
                          fails(ExitCode::not_installed, "nic=\"eth7\""));
}

BOOST_AUTO_TEST_CASE(only_connected_networks_count)
{
    auto none = [](Route odd) {
        NetworkView view{.links = {link(2, "eth0")}, .routes = {std::move(odd)}};
        BOOST_CHECK_THROW(core::choose_place(settings("10.0.0.100"), view), base::Failure);
    };
    auto gateway = route(2, "10.0.0.0", 24);
    gateway.gateway = true;
    none(gateway);
    none(route(2, "0.0.0.0", 0));     // a default route
    none(route(2, "10.0.0.100", 32)); // a peer
    auto local = route(2, "10.0.0.0", 24);
    local.type = RTN_LOCAL;
    none(local);
    auto other_table = route(2, "10.0.0.0", 24);
    other_table.table = 100;
    none(other_table);
    none(route(2, "2001:db8::", 64));
}

BOOST_AUTO_TEST_CASE(a_started_address_stays_where_it_was_put)
{
    auto view = two_networks();
    view.addresses = {copy(3, "10.0.0.100", 16)};
    Place recorded{3, "eth1", 16};
    BOOST_TEST(core::current_place(settings("10.0.0.100"), view, recorded).index == 3);
    auto moved = settings("10.0.0.100");
    moved.nic = "eth0";
    BOOST_TEST(core::current_place(moved, view, recorded).index == 2);
    view.addresses.clear();
    BOOST_TEST(core::current_place(settings("10.0.0.100"), view, recorded).index == 2);
}

BOOST_AUTO_TEST_CASE(start_adds_keeps_refreshes_or_gives_up)
{
    auto view = two_networks();
    Place place{2, "eth0", 24};
    auto plan = [&] { return core::plan_start(settings("10.0.0.100"), place, view); };
    BOOST_TEST((plan() == StartStep::add));
    view.addresses = {copy(2, "10.0.0.100", 24)};
    BOOST_TEST((plan() == StartStep::keep));
    view.addresses = {copy(2, "10.0.0.100", 24, IFA_F_DEPRECATED)};
    BOOST_TEST((plan() == StartStep::refresh));
    view.addresses = {copy(2, "10.0.0.100", 24, IFA_F_DADFAILED | IFA_F_TENTATIVE)};
    BOOST_TEST((plan() == StartStep::give_up_copy));
}

BOOST_AUTO_TEST_CASE(start_keeps_a_deprecated_copy_that_was_asked_for)
{
    auto view = two_networks();
    view.addresses = {copy(2, "10.0.0.100", 24, IFA_F_DEPRECATED)};
    auto wanted = settings("10.0.0.100");
    wanted.may_deprecate = true;
    BOOST_TEST((core::plan_start(wanted, {2, "eth0", 24}, view) == StartStep::keep));
}

BOOST_AUTO_TEST_CASE(start_refuses_a_second_copy)
{
    auto view = two_networks();
    Place place{2, "eth0", 24};
    view.addresses = {copy(3, "10.0.0.100", 24)};
    BOOST_CHECK_EXCEPTION(core::plan_start(settings("10.0.0.100"), place, view), base::Failure,
                          fails(ExitCode::error, "ip address del 10.0.0.100/24 dev eth1"));
    view.addresses = {copy(2, "10.0.0.100", 24), copy(2, "10.0.0.100", 32)};
    BOOST_CHECK_EXCEPTION(core::plan_start(settings("10.0.0.100"), place, view), base::Failure,
                          fails(ExitCode::error, "ip address del 10.0.0.100/32 dev eth0"));
}

BOOST_AUTO_TEST_CASE(start_wants_the_link_unless_told_otherwise)
{
    auto view = two_networks();
    Place place{2, "eth0", 24};
    auto wanted = settings("10.0.0.100");
    view.links[0].carrier = false;
    BOOST_CHECK_EXCEPTION(core::plan_start(wanted, place, view), base::Failure,
                          fails(ExitCode::error, "eth0 has no carrier"));
    view.links[0].up = false;
    BOOST_CHECK_EXCEPTION(core::plan_start(wanted, place, view), base::Failure, fails(ExitCode::error, "eth0 is down"));
    wanted.check_link = false;
    BOOST_TEST((core::plan_start(wanted, place, view) == StartStep::add));
}

BOOST_AUTO_TEST_CASE(not_running_only_when_it_is_nowhere)
{
    auto view = two_networks();
    view.addresses = {copy(2, "10.0.0.1", 24)};
    BOOST_TEST((core::judge(settings("10.0.0.100"), std::nullopt, view) == ExitCode::not_running));
    view.addresses.push_back(copy(2, "10.0.0.100", 24));
    BOOST_TEST((core::judge(settings("10.0.0.100"), std::nullopt, view) == ExitCode::ok));
    BOOST_TEST((core::judge(settings("10.0.0.100"), Place{2, "eth0", 24}, view) == ExitCode::ok));
}

BOOST_AUTO_TEST_CASE(a_copy_elsewhere_is_a_failure)
{
    auto view = two_networks();
    view.addresses = {copy(3, "10.0.0.100", 24)};
    auto judge = [&](AddressSettings wanted, std::optional<Place> recorded) {
        return core::judge(wanted, recorded, view);
    };
    BOOST_CHECK_EXCEPTION(judge(settings("10.0.0.100"), Place{2, "eth0", 24}), base::Failure,
                          fails(ExitCode::error, "10.0.0.100/24 on eth1"));
    auto wanted = settings("10.0.0.100");
    wanted.nic = "eth0";
    BOOST_CHECK_EXCEPTION(judge(wanted, std::nullopt), base::Failure, fails(ExitCode::error, "nic=eth0"));
    wanted.nic = "lan-two";
    BOOST_TEST((judge(wanted, std::nullopt) == ExitCode::ok));
    wanted.prefix = 32;
    BOOST_CHECK_EXCEPTION(judge(wanted, std::nullopt), base::Failure, fails(ExitCode::error, "cidr_netmask=32"));
}

BOOST_AUTO_TEST_CASE(a_recreated_interface_counts_by_name)
{
    auto view = two_networks();
    view.addresses = {copy(2, "10.0.0.100", 24)};
    BOOST_TEST((core::judge(settings("10.0.0.100"), Place{9, "eth0", 24}, view) == ExitCode::ok));
    BOOST_CHECK_THROW(core::judge(settings("10.0.0.100"), Place{9, "eth8", 24}, view), base::Failure);
}

BOOST_AUTO_TEST_CASE(a_second_copy_is_a_degradation)
{
    auto view = two_networks();
    view.addresses = {copy(2, "10.0.0.100", 24), copy(3, "10.0.0.100", 32)};
    BOOST_CHECK_EXCEPTION(core::judge(settings("10.0.0.100"), Place{2, "eth0", 24}, view), base::Failure,
                          fails(ExitCode::degraded, "ip address del 10.0.0.100/32 dev eth1"));
}

BOOST_AUTO_TEST_CASE(an_unusable_copy_is_a_failure)
{
    auto view = two_networks();
    auto wanted = settings("10.0.0.100");
    auto expect = [&](std::uint32_t flags, const std::string &part) {
        view.addresses = {copy(2, "10.0.0.100", 24, flags)};
        BOOST_CHECK_EXCEPTION(core::judge(wanted, std::nullopt, view), base::Failure, fails(ExitCode::error, part));
    };
    expect(IFA_F_TENTATIVE, "has not ended");
    expect(IFA_F_DADFAILED | IFA_F_TENTATIVE, "another host");
    expect(IFA_F_DEPRECATED, "deprecated");
    wanted.may_be_tentative = true;
    expect(IFA_F_DADFAILED | IFA_F_TENTATIVE, "another host");
    view.addresses = {copy(2, "10.0.0.100", 24, IFA_F_TENTATIVE)};
    BOOST_TEST((core::judge(wanted, std::nullopt, view) == ExitCode::ok));
    view.addresses = {copy(2, "10.0.0.100", 24, IFA_F_DEPRECATED)};
    wanted.may_deprecate = true;
    BOOST_TEST((core::judge(wanted, std::nullopt, view) == ExitCode::ok));
    view.addresses[0].flags = 0;
    BOOST_CHECK_EXCEPTION(core::judge(wanted, std::nullopt, view), base::Failure, fails(ExitCode::error, "expires"));
    BOOST_TEST((core::plan_start(wanted, {2, "eth0", 24}, view) == StartStep::refresh));
}

BOOST_AUTO_TEST_CASE(a_dead_link_is_a_failure_unless_told_otherwise)
{
    auto view = two_networks();
    view.addresses = {copy(2, "10.0.0.100", 24)};
    auto wanted = settings("10.0.0.100");
    view.links[0].carrier = false;
    BOOST_CHECK_EXCEPTION(core::judge(wanted, std::nullopt, view), base::Failure, fails(ExitCode::error, "no carrier"));
    view.links[0].loopback = true;
    BOOST_TEST((core::judge(wanted, std::nullopt, view) == ExitCode::ok));
    view.links[0].up = false;
    BOOST_CHECK_EXCEPTION(core::judge(wanted, std::nullopt, view), base::Failure, fails(ExitCode::error, "is down"));
    wanted.check_link = false;
    BOOST_TEST((core::judge(wanted, std::nullopt, view) == ExitCode::ok));
}

BOOST_AUTO_TEST_CASE(stop_takes_marked_and_recorded_copies_wherever_they_are)
{
    auto view = two_networks();
    view.addresses = {copy(3, "10.0.0.100", 32, 0, core::address_mark), copy(3, "10.0.0.100", 20),
                      copy(3, "10.0.0.100", 28), copy(3, "10.0.0.7", 16, 0, core::address_mark)};
    auto copies = core::sort_copies(core::ownership(settings("10.0.0.100"), Place{3, "eth1", 20}, view), view);
    BOOST_REQUIRE(copies.ours.size() == 2U);
    BOOST_TEST(copies.ours[0].prefix == 32U);
    BOOST_TEST(copies.ours[1].prefix == 20U);
    BOOST_REQUIRE(copies.foreign.size() == 1U);
    BOOST_TEST(copies.foreign[0].prefix == 28U);
}

BOOST_AUTO_TEST_CASE(stop_adopts_an_unmarked_copy_only_where_it_would_put_it)
{
    auto view = two_networks();
    auto ours = [&](const AddressSettings &wanted, const InterfaceAddress &one) {
        return core::is_ours(one, core::ownership(wanted, std::nullopt, view));
    };
    auto by_route = settings("10.0.0.100");
    BOOST_TEST(ours(by_route, copy(2, "10.0.0.100", 24)));
    BOOST_TEST(!ours(by_route, copy(2, "10.0.0.100", 32)));
    BOOST_TEST(!ours(by_route, copy(3, "10.0.0.100", 16)));
    BOOST_TEST(!ours(by_route, copy(2, "10.0.0.101", 24)));
    BOOST_TEST(!ours(by_route, copy(2, "10.0.0.100", 24, 0, 99))); // marked by someone else
    auto by_nic = settings("10.0.0.100");
    by_nic.nic = "eth1";
    BOOST_TEST(ours(by_nic, copy(3, "10.0.0.100", 32)));
    BOOST_TEST(!ours(by_nic, copy(2, "10.0.0.100", 24)));
    by_nic.prefix = 24;
    BOOST_TEST(!ours(by_nic, copy(3, "10.0.0.100", 32)));
    by_nic.nic = "gone";
    BOOST_TEST(!ours(by_nic, copy(2, "10.0.0.100", 24)));
}

BOOST_AUTO_TEST_CASE(dependents_are_the_secondaries_of_the_same_subnet)
{
    std::vector<InterfaceAddress> all{
        copy(2, "10.0.0.100", 24),
        copy(2, "10.0.0.6", 24, IFA_F_SECONDARY),
        copy(2, "10.0.0.7", 25, IFA_F_SECONDARY), // another prefix
        copy(3, "10.0.0.8", 24, IFA_F_SECONDARY), // another interface
        copy(2, "10.0.1.9", 24, IFA_F_SECONDARY), // another network
        copy(2, "10.0.0.10", 24),                 // not secondary
    };
    auto found = core::dependents(all[0], all);
    BOOST_REQUIRE(found.size() == 1U);
    BOOST_TEST(found[0].address.text() == "10.0.0.6");
    BOOST_TEST(core::dependents(all[1], all).empty());
    std::vector<InterfaceAddress> ipv6{copy(2, "2001:db8::1", 64), copy(2, "2001:db8::2", 64, IFA_F_TEMPORARY)};
    BOOST_TEST(core::dependents(ipv6[0], ipv6).empty());
    BOOST_TEST(core::missing({all[1], all[2]}, {all[1]}).size() == 1U);
}
