#include "core/answering.hh"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <optional>

using base::Clock;
using base::Milliseconds;
using booth::Outcome;
using core::Cause;
using core::Probe;

namespace {

const core::Daemon daemon_7{7, "192.0.2.1:9929", "/etc/booth/booth.conf"};
const Clock::time_point start{std::chrono::hours(1)};

Probe probe(Outcome outcome, char state = 'S', bool has_children = false)
{
    Probe probe;
    probe.answer.outcome = outcome;
    probe.answer.detail = "detail";
    probe.state = state;
    probe.has_children = has_children;
    probe.waited = Milliseconds(2000);
    return probe;
}

// Takes the same probe count times, 2 s apart; the last one says what follows.
std::optional<core::Finding> take(core::Answering &answering, const Probe &probe, int count,
                                  Clock::time_point &now)
{
    std::optional<core::Finding> finding;
    for (int i = 0; i < count; ++i) {
        BOOST_TEST(!finding.has_value());
        finding = answering.take(probe, now += Milliseconds(2000));
    }
    return finding;
}

core::Finding third(const Probe &probe)
{
    core::Answering answering({}, daemon_7);
    auto now = start;
    auto finding = take(answering, probe, 3, now);
    BOOST_REQUIRE(finding.has_value());
    return *finding;
}

// Asks a boothd on a clock of its own, as the watcher does: a query every interval or when the one before
// has ended, whichever is later. From fault_at on each sees the fault and takes fault_takes. Returns how long
// after fault_at there is a finding.
Milliseconds delay(const core::AnswerSettings &settings, const Probe &fault, Milliseconds fault_takes,
                   Milliseconds fault_at)
{
    core::Answering answering(settings, daemon_7);
    for (Milliseconds at{0};;) {
        bool failed = at >= fault_at;
        auto ended = at + (failed ? fault_takes : Milliseconds(1));
        if (answering.take(failed ? fault : probe(Outcome::answered), start + ended)) {
            return ended - fault_at;
        }
        BOOST_REQUIRE(at < fault_at + std::chrono::minutes(10));
        at = std::max(at + settings.interval, ended);
    }
}

Milliseconds worst_delay(const core::AnswerSettings &settings, const Probe &fault, Milliseconds fault_takes)
{
    Milliseconds worst{0};
    for (Milliseconds phase{1}; phase <= settings.interval; phase += Milliseconds(1)) {
        worst = std::max(worst, delay(settings, fault, fault_takes, settings.interval + phase));
    }
    return worst;
}

} // namespace

BOOST_AUTO_TEST_CASE(three_misses_in_a_row_are_a_finding)
{
    core::Answering answering({}, daemon_7);
    auto now = start;
    BOOST_TEST(!take(answering, probe(Outcome::no_answer), 2, now).has_value());
    BOOST_TEST(answering.missed() == 2);
    BOOST_TEST(!take(answering, probe(Outcome::answered), 1, now).has_value());
    BOOST_TEST(answering.missed() == 0);
    BOOST_TEST(!take(answering, probe(Outcome::refused), 2, now).has_value());
    BOOST_TEST(take(answering, probe(Outcome::no_answer), 1, now).has_value());
    // It stands until an answer comes, also when there is an excuse by then.
    BOOST_TEST(take(answering, probe(Outcome::no_answer, 'S', true), 1, now).has_value());
    BOOST_TEST(take(answering, probe(Outcome::no_answer), 1, now).has_value());
    BOOST_TEST(!take(answering, probe(Outcome::answered), 3, now).has_value());
}

BOOST_AUTO_TEST_CASE(the_last_miss_names_cause_and_reason)
{
    auto hung = third(probe(Outcome::no_answer));
    BOOST_TEST((hung.cause == Cause::daemon_hung));
    BOOST_TEST(hung.reason == "boothd (pid 7) does not answer at 192.0.2.1:9929 within 2.0 s");
    auto stopped = third(probe(Outcome::no_answer, 'T'));
    BOOST_TEST((stopped.cause == Cause::daemon_hung));
    BOOST_TEST(stopped.reason == "boothd (pid 7) was stopped by a signal (state T)");
    auto garbage = third(probe(Outcome::garbage));
    BOOST_TEST((garbage.cause == Cause::daemon_garbage));
    BOOST_TEST(garbage.reason == "boothd (pid 7) at 192.0.2.1:9929 does not answer in booth's protocol: detail");
    for (auto outcome : {Outcome::wrong_key, Outcome::unauthenticated}) {
        BOOST_TEST((third(probe(outcome)).cause == Cause::wrong_key));
    }
    for (auto outcome : {Outcome::refused, Outcome::closed_early, Outcome::unreachable, Outcome::rejected}) {
        auto deaf = third(probe(outcome));
        BOOST_TEST((deaf.cause == Cause::daemon_deaf));
        BOOST_TEST(deaf.reason.find("192.0.2.1:9929") != std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(a_boothd_that_waits_gets_the_grace)
{
    for (const auto &busy : {probe(Outcome::no_answer, 'S', true), probe(Outcome::no_answer, 'D')}) {
        core::Answering answering({}, daemon_7);
        auto now = start;
        // The first miss is seen at 2 s, so the grace ends at 32 s.
        BOOST_TEST(!take(answering, busy, 15, now).has_value());
        auto finding = take(answering, busy, 1, now);
        BOOST_REQUIRE(finding.has_value());
        BOOST_TEST((now - start == Milliseconds(32000)));
        BOOST_TEST((finding->cause == Cause::daemon_hung));
        BOOST_TEST(finding->reason.find(busy.has_children ? "crm_ticket or a handler" : "a device (state D)") !=
                   std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(what_is_no_waiting_gets_none)
{
    BOOST_TEST((third(probe(Outcome::no_answer, 'T', true)).cause == Cause::daemon_hung));
    BOOST_TEST((third(probe(Outcome::no_answer, 't', true)).cause == Cause::daemon_hung));
    BOOST_TEST((third(probe(Outcome::garbage, 'S', true)).cause == Cause::daemon_garbage));
    BOOST_TEST((third(probe(Outcome::closed_early, 'S', true)).cause == Cause::daemon_deaf));
}

// boothd calls crm_ticket again and again: a query may end between two of these.
BOOST_AUTO_TEST_CASE(a_moment_without_a_child_does_not_end_the_grace)
{
    core::Answering answering({}, daemon_7);
    auto now = start;
    BOOST_TEST(!take(answering, probe(Outcome::no_answer, 'S', true), 4, now).has_value());
    BOOST_TEST(!take(answering, probe(Outcome::no_answer), 2, now).has_value());
    BOOST_TEST(!take(answering, probe(Outcome::no_answer, 'S', true), 1, now).has_value());
    BOOST_TEST(!take(answering, probe(Outcome::no_answer), 2, now).has_value());
    BOOST_TEST(take(answering, probe(Outcome::no_answer), 1, now).has_value());
}

BOOST_AUTO_TEST_CASE(the_grace_needs_the_misses_too)
{
    core::AnswerSettings seldom;
    seldom.interval = Milliseconds(60000);
    core::Answering answering(seldom, daemon_7);
    auto busy = probe(Outcome::no_answer, 'S', true);
    BOOST_TEST(!answering.take(busy, start).has_value());
    BOOST_TEST(!answering.take(busy, start + seldom.interval).has_value());
    BOOST_TEST(answering.take(busy, start + 2 * seldom.interval).has_value());
}

BOOST_AUTO_TEST_CASE(a_key_that_this_node_lost_is_no_miss)
{
    core::Answering answering({}, daemon_7);
    auto lost = probe(Outcome::wrong_key);
    lost.key_problem = "authfile /k does not exist";
    auto now = start;
    BOOST_TEST(!take(answering, lost, 10, now).has_value());
    BOOST_TEST(answering.missed() == 0);
    lost.answer.outcome = Outcome::no_answer;
    BOOST_TEST(take(answering, lost, 3, now).has_value());
}

// Over every moment at which the fault can come between two queries.
BOOST_AUTO_TEST_CASE(the_worst_case_is_under_ten_seconds)
{
    core::AnswerSettings defaults;
    BOOST_TEST((worst_delay(defaults, probe(Outcome::no_answer), defaults.timeout) == Milliseconds(7999)));
    BOOST_TEST((worst_delay(defaults, probe(Outcome::no_answer, 'T', true), defaults.timeout) == Milliseconds(7999)));
    for (auto outcome : {Outcome::garbage, Outcome::wrong_key, Outcome::unauthenticated, Outcome::refused,
                         Outcome::closed_early, Outcome::unreachable, Outcome::rejected}) {
        BOOST_TEST((worst_delay(defaults, probe(outcome), Milliseconds(1)) == Milliseconds(6000)));
        // Even if every one of them is as late as it can be.
        BOOST_TEST((worst_delay(defaults, probe(outcome), defaults.timeout) < Milliseconds(10000)));
    }
    core::AnswerSettings often;
    often.interval = Milliseconds(500);
    BOOST_TEST((worst_delay(often, probe(Outcome::no_answer), often.timeout) < Milliseconds(10000)));
}
