#include "core/incident.hh"

#include <boost/test/unit_test.hpp>

using base::Milliseconds;
using core::Ask;
using core::Cause;
using core::Finding;
using core::Incident;
using core::ReportEnd;
using State = core::Incident::State;

namespace {

const core::Time start{std::chrono::hours(1)};

core::Time at(int milliseconds)
{
    return start + Milliseconds(milliseconds);
}

const Finding gone{Cause::address_gone, "the address is on no interface"};
const Finding ended{Cause::daemon_ended, "boothd (pid 7) has ended"};
const Finding no_link{Cause::link_down, "no carrier"};

// An incident whose attempt, made at the start, ended like this.
Incident after(ReportEnd end, core::Time when = start)
{
    Incident incident;
    incident.observe(gone, start);
    incident.sent();
    incident.ended(end, when);
    return incident;
}

// Whether it is to be tried for the first time exactly then.
bool first_due(const Incident &incident, core::Time when)
{
    return incident.wake() == when && incident.due(when) && !incident.due(when - Milliseconds(1));
}

} // namespace

BOOST_AUTO_TEST_CASE(nothing_wrong_is_no_incident)
{
    Incident incident;
    incident.observe(std::nullopt, start);
    BOOST_TEST((incident.state() == State::none));
    BOOST_TEST(!incident.due(at(100000)));
    BOOST_TEST(!incident.wake().has_value());
}

BOOST_AUTO_TEST_CASE(a_finding_is_reported_at_once)
{
    Incident incident;
    incident.observe(gone, start);
    BOOST_TEST((incident.state() == State::pending));
    BOOST_TEST(first_due(incident, start));
    BOOST_TEST((incident.ask() == Ask::report));
    BOOST_TEST(incident.is_first_attempt());
    BOOST_TEST((incident.since() == start));
    BOOST_TEST(incident.finding()->reason == gone.reason);
}

BOOST_AUTO_TEST_CASE(one_attempt_at_a_time)
{
    Incident incident;
    incident.observe(gone, start);
    incident.sent();
    incident.observe(ended, at(10));
    BOOST_TEST((incident.state() == State::sent));
    BOOST_TEST(!incident.due(at(100000)));
    BOOST_TEST(!incident.wake().has_value());
    BOOST_TEST(!incident.is_first_attempt());
    BOOST_TEST((incident.finding()->cause == Cause::daemon_ended));
    BOOST_TEST((incident.since() == start));
}

BOOST_AUTO_TEST_CASE(what_the_cluster_has_taken_or_knows_is_not_reported_again)
{
    for (auto end : {ReportEnd::reported, ReportEnd::known}) {
        auto incident = after(end);
        incident.observe(ended, at(5000));
        BOOST_TEST((incident.state() == State::reported));
        BOOST_TEST(!incident.due(at(1000000)));
        BOOST_TEST(!incident.wake().has_value());
    }
}

BOOST_AUTO_TEST_CASE(after_a_recovery_the_next_finding_is_a_new_incident)
{
    auto incident = after(ReportEnd::reported);
    incident.observe(std::nullopt, at(1000));
    BOOST_TEST((incident.state() == State::none));
    BOOST_TEST(!incident.finding().has_value());
    incident.observe(gone, at(2000));
    BOOST_TEST(first_due(incident, at(2000)));
    BOOST_TEST(incident.is_first_attempt());
    BOOST_TEST((incident.since() == at(2000)));
}

BOOST_AUTO_TEST_CASE(a_finding_that_goes_away_before_it_was_reported_is_dropped)
{
    for (auto end : {ReportEnd::busy, ReportEnd::unreachable, ReportEnd::left_alone, ReportEnd::managed,
                     ReportEnd::acted}) {
        auto incident = after(end);
        incident.observe(std::nullopt, at(1));
        BOOST_TEST((incident.state() == State::none));
        BOOST_TEST(!incident.due(at(100000)));
    }
}

BOOST_AUTO_TEST_CASE(a_finding_that_goes_away_during_an_attempt_is_not_tried_again)
{
    for (auto end : {ReportEnd::reported, ReportEnd::busy, ReportEnd::unreachable, ReportEnd::left_alone}) {
        Incident incident;
        incident.observe(gone, start);
        incident.sent();
        incident.observe(std::nullopt, at(10));
        BOOST_TEST((incident.state() == State::sent));
        incident.ended(end, at(20));
        BOOST_TEST((incident.state() == State::none));
        BOOST_TEST(!incident.due(at(100000)));
    }
}

BOOST_AUTO_TEST_CASE(while_an_action_runs_it_is_tried_again_soon_and_then_less_often)
{
    auto incident = after(ReportEnd::busy);
    int now = 0;
    for (int delay : {20, 40, 80, 160, 320, 320, 320}) {
        BOOST_TEST(first_due(incident, at(now + delay)), delay);
        BOOST_TEST((incident.state() == State::pending));
        now += delay;
        incident.sent();
        incident.ended(ReportEnd::busy, at(now));
    }
    incident.sent();
    incident.ended(ReportEnd::unreachable, at(now));
    incident.sent();
    incident.ended(ReportEnd::busy, at(now));
    BOOST_TEST(first_due(incident, at(now + 20)));
}

BOOST_AUTO_TEST_CASE(an_unreachable_cluster_is_tried_every_second_for_ever)
{
    auto incident = after(ReportEnd::unreachable, at(0));
    for (int second = 1; second <= 1000; ++second) {
        BOOST_REQUIRE(first_due(incident, at(second * 1000)));
        BOOST_REQUIRE((incident.ask() == Ask::report));
        incident.sent();
        incident.ended(ReportEnd::unreachable, at(second * 1000));
    }
}

BOOST_AUTO_TEST_CASE(what_the_cluster_leaves_alone_is_only_looked_at)
{
    auto incident = after(ReportEnd::left_alone);
    for (int second = 5; second <= 50; second += 5) {
        BOOST_TEST((incident.state() == State::left_alone));
        BOOST_TEST((incident.ask() == Ask::look));
        incident.observe(gone, at(second * 1000 - 1));
        BOOST_TEST(first_due(incident, at(second * 1000)));
        incident.sent();
        incident.ended(ReportEnd::left_alone, at(second * 1000));
    }
}

BOOST_AUTO_TEST_CASE(the_end_of_maintenance_mode_is_confirmed_before_a_report)
{
    auto incident = after(ReportEnd::left_alone);
    incident.sent();
    incident.ended(ReportEnd::managed, at(5000));
    BOOST_TEST((incident.state() == State::pending));
    BOOST_TEST((incident.ask() == Ask::report));
    BOOST_TEST(first_due(incident, at(8000)));
    incident.sent();
    incident.ended(ReportEnd::left_alone, at(8000));
    BOOST_TEST((incident.ask() == Ask::look));
    BOOST_TEST(first_due(incident, at(13000)));
}

BOOST_AUTO_TEST_CASE(a_look_that_fails_stays_a_look)
{
    auto incident = after(ReportEnd::left_alone);
    incident.sent();
    incident.ended(ReportEnd::unreachable, at(5000));
    BOOST_TEST((incident.ask() == Ask::look));
    BOOST_TEST(first_due(incident, at(6000)));
}

BOOST_AUTO_TEST_CASE(what_an_action_has_overtaken_is_looked_at_anew)
{
    auto incident = after(ReportEnd::acted);
    BOOST_TEST((incident.state() == State::pending));
    BOOST_TEST(first_due(incident, at(1000)));
}

BOOST_AUTO_TEST_CASE(a_short_flap_of_the_link_is_no_incident)
{
    Incident incident(Milliseconds(100));
    incident.observe(no_link, start);
    BOOST_TEST(first_due(incident, at(100)));
    incident.observe(no_link, at(50));
    BOOST_TEST(first_due(incident, at(100)));
    incident.observe(std::nullopt, at(60));
    BOOST_TEST(!incident.wake().has_value());
    incident.observe(no_link, at(70));
    BOOST_TEST(first_due(incident, at(170)));
}

BOOST_AUTO_TEST_CASE(a_worse_finding_does_not_wait_for_the_link)
{
    Incident incident(Milliseconds(100));
    incident.observe(no_link, start);
    incident.observe(gone, at(10));
    BOOST_TEST(first_due(incident, at(10)));
    incident.observe(no_link, at(20));
    BOOST_TEST(incident.due(at(20)));
    BOOST_TEST((Incident(Milliseconds(0)).state() == State::none));
    Incident at_once{Milliseconds(0)};
    at_once.observe(no_link, start);
    BOOST_TEST(at_once.due(start));
}

BOOST_AUTO_TEST_CASE(the_debounce_does_not_hurry_a_later_attempt)
{
    auto incident = after(ReportEnd::unreachable);
    incident.observe(no_link, at(10));
    BOOST_TEST(first_due(incident, at(1000)));
}

BOOST_AUTO_TEST_CASE(an_end_that_nobody_waits_for_changes_nothing)
{
    Incident incident;
    incident.ended(ReportEnd::reported, start);
    BOOST_TEST((incident.state() == State::none));
    incident.observe(gone, start);
    incident.ended(ReportEnd::reported, start);
    BOOST_TEST(incident.due(start));
}

BOOST_AUTO_TEST_CASE(exit_codes_of_the_program)
{
    for (auto end : {ReportEnd::reported, ReportEnd::known, ReportEnd::left_alone, ReportEnd::managed,
                     ReportEnd::acted, ReportEnd::busy, ReportEnd::unreachable}) {
        BOOST_TEST((core::report_end(static_cast<int>(end)) == end));
    }
    for (int foreign : {-1, 0, 1, 2, 19, 27, 126, 127, 137, 139, 142}) {
        BOOST_TEST((core::report_end(foreign) == ReportEnd::unreachable));
    }
}

BOOST_AUTO_TEST_CASE(words_of_an_attempt)
{
    for (auto ask : {Ask::report, Ask::look}) {
        BOOST_TEST((core::parse_ask(core::word(ask)) == ask));
    }
    BOOST_TEST(!core::parse_ask("").has_value());
    BOOST_TEST(!core::parse_ask("reports").has_value());
}
