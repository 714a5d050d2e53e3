#include "core/lease.hh"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <optional>

using namespace std::chrono_literals;
using base::Milliseconds;
using core::CibTicket;
using core::Epoch;
using core::Lease;
using core::LeaseTerms;
using core::Moment;
using core::Sighting;

namespace {

// expire = 30, renewal-freq = 15, timeout = 2, retries = 4: all its time to renew is 25 s.
const LeaseTerms half_a_minute{30s, 15s, 10s, false};
const LeaseTerms manual{30s, 15s, 10s, true};

constexpr Epoch wall_start{1700000000}; // when the tests' clock, which is true, begins
constexpr Milliseconds boot_start{500s};

// One node's guard on one ticket, on a true clock: it is told of what boothd writes, and asked when it ends.
class Guard {
public:
    explicit Guard(std::optional<LeaseTerms> terms = half_a_minute) : terms_(terms) {}

    // boothd's node writes at this time, by a clock that is foreign_ ahead; a grant sets last-granted.
    void grant(Milliseconds at, Milliseconds length = 30s)
    {
        ticket_.last_granted = std::chrono::floor<Epoch>(Milliseconds(wall_start) + at + foreign);
        renew(at, length);
    }

    void renew(Milliseconds at, Milliseconds length = 30s)
    {
        ticket_.granted = true;
        ticket_.expires = std::chrono::round<Epoch>(Milliseconds(wall_start) + at + foreign + length);
        take(at + late);
    }

    void revoke(Milliseconds at)
    {
        ticket_.granted = false;
        take(at);
    }

    void take(Milliseconds at, std::optional<Milliseconds> known_until = std::nullopt)
    {
        sighting = core::sight(sighting, ticket_, boot_start + known_until.value_or(at), boot_start + at);
    }

    Lease ask(Milliseconds at) const
    {
        return core::judge(*sighting, terms_, margin, Moment{boot_start + at, Milliseconds(wall_start) + at + own});
    }

    // When it ends as the guard sees it at that time, in milliseconds of the tests' clock.
    long end(Milliseconds at) const
    {
        auto lease = ask(at);
        BOOST_REQUIRE((lease.kind == Lease::Kind::limited));
        return static_cast<long>((lease.end - boot_start).count());
    }

    CibTicket &ticket() { return ticket_; }

    Milliseconds foreign{0}; // how much the clock of boothd's node is ahead
    Milliseconds own{0};     // and that of this node
    Milliseconds late{0};    // how long a write is on its way
    Milliseconds margin{0};
    std::optional<Sighting> sighting;

private:
    CibTicket ticket_{"ticket", false, std::nullopt, std::nullopt, "1", "1", ""};
    std::optional<LeaseTerms> terms_;
};

// A guard that has seen the ticket come and be renewed at 15, 30 and 45 s, so that the lease ends at 75 s.
Guard renewed_three_times(Guard guard)
{
    guard.take(0s);
    guard.grant(200ms);
    for (auto at : {15200ms, 30200ms, 45200ms}) {
        BOOST_TEST(guard.end(at) > at.count());
        guard.renew(at);
    }
    return guard;
}

Guard renewed_three_times()
{
    return renewed_three_times(Guard());
}

constexpr long true_end = 75200;

} // namespace

BOOST_AUTO_TEST_CASE(with_clocks_that_agree_the_end_is_expires_less_the_rounding)
{
    // 45.2 s + 30 s is rounded to 75 s.
    auto guard = renewed_three_times();
    BOOST_TEST(guard.end(45200ms) == 74500);
    BOOST_TEST(guard.end(74s) == 74500);
    for (Milliseconds at = 0ms; at < 1000ms; at += 50ms) {
        Guard other;
        other.take(0s);
        other.grant(at);
        BOOST_TEST(other.end(at) <= (at + 30s).count());
        BOOST_TEST(other.end(at) >= (at + 29s).count());
        other.renew(at + 15s);
        BOOST_TEST(other.end(at + 15s) <= (at + 45s).count());
        BOOST_TEST(other.end(at + 15s) >= (at + 44s).count());
    }
}

BOOST_AUTO_TEST_CASE(it_is_over_no_later_without_a_configuration)
{
    auto guard = renewed_three_times(Guard(std::nullopt));
    BOOST_TEST(guard.end(45200ms) == 74500);
}

BOOST_AUTO_TEST_CASE(a_clock_that_is_ahead_takes_nothing_away_before_boothd_has_had_its_time)
{
    for (Milliseconds ahead : {Milliseconds(10s), Milliseconds(1h), Milliseconds(24h * 400)}) {
        Guard guard;
        guard.own = ahead;
        BOOST_TEST(renewed_three_times(guard).end(45200ms) == 45200 + 25000);
        Guard behind;
        behind.foreign = -ahead;
        BOOST_TEST(renewed_three_times(behind).end(45200ms) == 45200 + 25000);
    }
}

BOOST_AUTO_TEST_CASE(a_clock_that_is_behind_does_not_prolong_a_lease)
{
    for (Milliseconds behind : {Milliseconds(10s), Milliseconds(1h), Milliseconds(24h * 400)}) {
        Guard guard;
        guard.own = -behind;
        BOOST_TEST(renewed_three_times(guard).end(45200ms) == true_end);
        Guard ahead;
        ahead.foreign = behind;
        BOOST_TEST(renewed_three_times(ahead).end(45200ms) == true_end);
    }
}

BOOST_AUTO_TEST_CASE(this_nodes_clock_is_set_between_two_renewals)
{
    auto guard = renewed_three_times();
    guard.own = 1h;
    BOOST_TEST(guard.end(50s) == 45200 + 25000);
    guard.own = -1h;
    BOOST_TEST(guard.end(50s) == true_end);
    guard.own = 0s;
    BOOST_TEST(guard.end(50s) == 74500);
}

BOOST_AUTO_TEST_CASE(the_clock_of_boothds_node_is_set_between_two_renewals)
{
    for (Milliseconds jump : {Milliseconds(1h), -Milliseconds(1h), Milliseconds(20s), -Milliseconds(20s)}) {
        auto guard = renewed_three_times();
        guard.foreign = jump;
        guard.renew(60200ms);
        BOOST_TEST(guard.end(60200ms) >= 60200 + 25000);
        BOOST_TEST(guard.end(60200ms) <= 60200 + 30000);
        guard.renew(75200ms);
        BOOST_TEST(guard.end(75200ms) >= 75200 + 25000);
    }
}

BOOST_AUTO_TEST_CASE(without_a_configuration_the_grant_has_taught_how_long_a_lease_is)
{
    Guard guard(std::nullopt);
    guard.own = 1h;
    // What is learned is up to a second and a half short of it, by the rounding of both times.
    auto end = renewed_three_times(guard).end(45200ms);
    BOOST_TEST(end > true_end - 2000);
    BOOST_TEST(end <= true_end);
}

// The others cannot know better than their own clock where nothing was learned.
BOOST_AUTO_TEST_CASE(without_configuration_and_grant_the_clock_is_all_there_is)
{
    Guard guard(std::nullopt);
    guard.ticket().last_granted = wall_start - Epoch(1000);
    guard.renew(0s);
    guard.renew(15s);
    BOOST_TEST(guard.end(15s) == 44500);
    guard.own = 1h;
    BOOST_TEST(guard.end(15s) == 15000); // over when it arrived
    guard.own = -1h;
    BOOST_TEST(guard.end(15s) == 44500 + 3600000);
}

BOOST_AUTO_TEST_CASE(an_update_that_arrives_late_changes_nothing_while_the_clocks_agree)
{
    auto guard = renewed_three_times();
    guard.late = 4s;
    guard.renew(60200ms);
    BOOST_TEST(guard.end(65s) == 89500);
    // Later than what booth can spare, the time to renew counts from the arrival.
    guard.late = 8s;
    guard.renew(75200ms);
    BOOST_TEST(guard.end(84s) == 75200 + 8000 + 25000);
}

// boothd waits for acquire-after to write a grant, and has renewed it by then.
BOOST_AUTO_TEST_CASE(a_grant_that_was_written_late_is_over_when_it_says_so)
{
    for (auto own : {Milliseconds(0s), Milliseconds(1h), -Milliseconds(1h)}) {
        for (bool configured : {true, false}) {
            Guard guard(configured ? std::optional(half_a_minute) : std::nullopt);
            guard.own = own;
            guard.take(0s);
            // Renewed at 5 s, written at 18 s.
            guard.grant(18s, 17s);
            BOOST_TEST(guard.end(18s) >= 33000);
            BOOST_TEST(guard.end(18s) <= 35500);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_value_that_is_only_rounded_anew_is_no_renewal)
{
    for (auto shift : {Milliseconds(-1s), Milliseconds(1s)}) {
        auto guard = renewed_three_times();
        *guard.ticket().expires += std::chrono::round<Epoch>(shift);
        guard.take(70s);
        BOOST_TEST(guard.end(70s) == std::min(74500 + shift.count(), true_end));
        guard.own = 1h;
        BOOST_TEST(guard.end(70s) == 45200 + 25000);
        guard.own = -1h;
        BOOST_TEST(guard.end(70s) == true_end);
    }
    // A lease of two seconds is renewed every second.
    Guard quick(LeaseTerms{2s, 1s, 0s, false});
    quick.take(0s);
    quick.grant(100ms, 2s);
    quick.renew(1100ms, 2s);
    quick.renew(2100ms, 2s);
    BOOST_TEST(quick.end(2100ms) >= 3100);
    BOOST_TEST(quick.end(2100ms) <= 4100);
}

BOOST_AUTO_TEST_CASE(a_restart_with_memory_changes_nothing)
{
    auto guard = renewed_three_times();
    guard.own = 1h;
    auto end = guard.end(50s);
    // The same value, after an hour's break: it was renewed when it was.
    guard.take(60s, 46s);
    BOOST_TEST(guard.end(60s) == end);
    BOOST_TEST(guard.end(3600s) == end);
}

BOOST_AUTO_TEST_CASE(after_a_break_the_renewal_may_be_as_old_as_the_break)
{
    auto guard = renewed_three_times();
    guard.renew(60200ms);
    guard.sighting = renewed_three_times().sighting;
    // Seen at 70 s; the old value was last known to stand at 58 s.
    guard.take(70s, 58s);
    BOOST_TEST(guard.end(70s) == 89500);
    guard.own = 1h;
    BOOST_TEST(guard.end(70s) == 58000 + 25000);
    guard.own = -1h;
    BOOST_TEST(guard.end(70s) == 70000 + 30000);
}

// What was not seen to arrive says nothing about how long a lease is, or how often it is renewed.
BOOST_AUTO_TEST_CASE(after_a_break_nothing_is_learned_or_measured)
{
    Guard guard;
    guard.take(0s);
    guard.grant(200ms);
    guard.renew(5s); // acquire-after was over: soon after the grant, and no measure
    BOOST_TEST(!guard.sighting->interval.has_value());
    guard.renew(20s);
    BOOST_TEST((guard.sighting->interval == 15s));
    guard.ticket().expires = wall_start + Epoch(120);
    guard.take(95s, 22s);
    BOOST_TEST((guard.sighting->interval == 15s));
    guard.revoke(130s);
    // Granted at 140 s and renewed since, but seen only now.
    guard.ticket().granted = true;
    guard.ticket().last_granted = wall_start + Epoch(140);
    guard.ticket().expires = wall_start + Epoch(200);
    guard.take(170s, 135s);
    BOOST_TEST(!guard.sighting->learned.has_value());
    BOOST_TEST(!guard.sighting->remaining.has_value());
    BOOST_TEST(guard.end(170s) == 199500);
}

// Nothing is left over for the rounding when the time to renew is all of the lease.
BOOST_AUTO_TEST_CASE(a_lease_that_booth_needs_all_of_is_over_all_the_same)
{
    auto guard = renewed_three_times(Guard(LeaseTerms{30s, 15s, 40s, false}));
    BOOST_TEST(guard.end(45200ms) == 74500);
}

BOOST_AUTO_TEST_CASE(without_memory_the_clock_says_when_it_is_over)
{
    Guard guard;
    guard.ticket().last_granted = wall_start - Epoch(1000);
    guard.renew(-60s); // granted and over for half a minute, as after a power cut
    guard.sighting.reset();
    guard.take(0s);
    BOOST_TEST(guard.end(0s) == -30500);
    guard.own = -1h; // but it lasts no longer than a lease does
    BOOST_TEST(guard.end(0s) == 30000);
}

BOOST_AUTO_TEST_CASE(a_margin_lets_go_earlier_and_is_cut_to_what_booth_can_spare)
{
    Guard guard;
    guard.margin = 3s;
    BOOST_TEST(renewed_three_times(guard).end(45200ms) == 71500);
    BOOST_TEST(!renewed_three_times(guard).ask(45200ms).margin_cut);
    guard.margin = 5s;
    BOOST_TEST(!renewed_three_times(guard).ask(45200ms).margin_cut);
    guard.margin = 20s;
    BOOST_TEST(renewed_three_times(guard).end(45200ms) == 45200 + 25000);
    BOOST_TEST(renewed_three_times(guard).ask(45200ms).margin_cut);
    // Also where nothing is known of the renewals: the first look must not be the last.
    guard.ticket().last_granted = wall_start - Epoch(1000);
    guard.renew(0s);
    BOOST_TEST(guard.end(0s) == 29500 - 5000);
    // What booth can spare is not known without its configuration.
    Guard unconfigured(std::nullopt);
    unconfigured.margin = 1s;
    BOOST_TEST(renewed_three_times(unconfigured).end(45200ms) == 74500);
    BOOST_TEST(renewed_three_times(unconfigured).ask(45200ms).margin_cut);
}

BOOST_AUTO_TEST_CASE(a_margin_takes_nothing_from_the_time_to_renew_when_the_clock_is_ahead)
{
    Guard guard;
    guard.margin = 5s;
    guard.own = 1h;
    BOOST_TEST(renewed_three_times(guard).end(45200ms) == 45200 + 25000);
    guard.own = -1h;
    BOOST_TEST(renewed_three_times(guard).end(45200ms) == true_end - 5000);
}

// Someone has changed the file, and boothd, which reads it only when it starts, still runs with the old one.
BOOST_AUTO_TEST_CASE(a_configuration_that_the_renewals_contradict_is_not_used)
{
    for (const auto &terms : {LeaseTerms{600s, 300s, 55s, false}, LeaseTerms{8s, 4s, 3s, false}}) {
        Guard guard(terms);
        guard.ticket().last_granted = wall_start - Epoch(1000);
        guard.renew(200ms);
        guard.renew(15200ms);
        guard.renew(30200ms);
        BOOST_TEST(guard.end(30200ms) == 59500);
    }
    // The grant taught it that the lease is shorter, before the renewals did.
    Guard longer(LeaseTerms{600s, 300s, 55s, false});
    longer.take(0s);
    longer.grant(200ms);
    BOOST_TEST(longer.end(200ms) <= 30200);
    longer.renew(15200ms);
    BOOST_TEST(longer.end(15200ms) <= 45200);
}

BOOST_AUTO_TEST_CASE(a_renewal_that_took_all_its_tries_contradicts_nothing)
{
    auto guard = renewed_three_times();
    guard.renew(69s);
    guard.own = 1h;
    BOOST_TEST(guard.end(69s) == 69000 + 25000);
}

BOOST_AUTO_TEST_CASE(a_manual_ticket_has_no_lease)
{
    Guard configured(manual);
    configured.take(0s);
    configured.ticket().last_granted = wall_start;
    configured.renew(0s);
    BOOST_TEST((configured.ask(1h).kind == Lease::Kind::unlimited));
    // boothd writes when its node was booted.
    for (bool seen_coming : {true, false}) {
        Guard unconfigured(std::nullopt);
        if (seen_coming) {
            unconfigured.take(-1s);
        }
        unconfigured.ticket().last_granted = wall_start;
        unconfigured.renew(0s, -10h);
        BOOST_TEST((unconfigured.ask(1h).kind == Lease::Kind::unlimited));
    }
    // A configuration that says otherwise is believed.
    Guard automatic;
    automatic.ticket().last_granted = wall_start;
    automatic.renew(0s, -10h);
    BOOST_TEST((automatic.ask(1h).kind == Lease::Kind::limited));
}

// expires before last-granted: boothd's clock was set back. It was seen to have a lease.
BOOST_AUTO_TEST_CASE(a_clock_that_was_set_back_does_not_make_a_ticket_manual)
{
    auto guard = renewed_three_times(Guard(std::nullopt));
    guard.foreign = -1h;
    guard.renew(60200ms);
    BOOST_TEST((guard.ask(60200ms).kind == Lease::Kind::limited));
    BOOST_TEST(guard.end(60200ms) > 60200 + 28000);
    BOOST_TEST(guard.end(60200ms) <= 60200 + 30000);
}

BOOST_AUTO_TEST_CASE(what_is_not_granted_has_no_end_and_a_new_grant_starts_anew)
{
    auto guard = renewed_three_times();
    guard.revoke(50s);
    BOOST_TEST((guard.ask(1h).kind == Lease::Kind::none));
    guard.grant(100s, 20s);
    BOOST_TEST(guard.end(100s) == 119500);
    BOOST_TEST(!guard.sighting->interval.has_value());
}

// The half of a cluster in which it was not revoked wins when the halves come together again.
BOOST_AUTO_TEST_CASE(a_lease_that_is_over_stays_over_when_its_ticket_is_granted_again)
{
    auto guard = renewed_three_times();
    guard.own = -1h;
    auto end = guard.end(50s);
    guard.revoke(80s);
    guard.ticket().granted = true;
    guard.take(90s);
    BOOST_TEST(guard.end(90s) == end);
}

BOOST_AUTO_TEST_CASE(an_expires_that_is_no_time_is_unknown)
{
    auto guard = renewed_three_times();
    guard.ticket().expires.reset();
    guard.take(50s);
    BOOST_TEST((guard.ask(50s).kind == Lease::Kind::unknown));
    guard.renew(60s);
    BOOST_TEST((guard.ask(60s).kind == Lease::Kind::limited));
}

BOOST_AUTO_TEST_CASE(terms_are_those_of_the_ticket)
{
    booth::Ticket ticket;
    ticket.expire = 30s;
    ticket.renewal = 15s;
    ticket.timeout = 2s;
    ticket.retries = 4;
    BOOST_TEST((core::terms_of(ticket) == half_a_minute));
    ticket.manual = true;
    BOOST_TEST((core::terms_of(ticket) == manual));
}

BOOST_AUTO_TEST_CASE(a_failed_revoke_is_tried_again_at_a_bounded_rate)
{
    BOOST_TEST((core::retry_delay(1) == 1s));
    BOOST_TEST((core::retry_delay(2) == 2s));
    BOOST_TEST((core::retry_delay(6) == 5s));
    BOOST_TEST((core::retry_delay(100000) == 5s));
}
