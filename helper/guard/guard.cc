#include "guard/guard.hh"

#include "base/duration.hh"
#include "base/failure.hh"
#include "core/ticket_end.hh"
#include "guard/clock.hh"
#include "watch/journal.hh"

#include <algorithm>
#include <cerrno>
#include <cmath>

namespace guard {

using base::LogLevel;
using base::Milliseconds;
using core::Lease;
using core::Moment;
using core::RevokeEnd;
using loop::Priority;

using namespace std::chrono_literals;

namespace {

// The program itself gives up after 4 s.
constexpr Milliseconds revoke_limit = 5s;

// How often a revoke that fails again and again is said.
constexpr Milliseconds said_interval = 1min;

std::string seconds(Milliseconds span)
{
    auto hundredths = std::lround(static_cast<double>(span.count()) / 10);
    auto text = std::to_string(std::abs(hundredths) % 100);
    return (hundredths < 0 ? "-" : "") + std::to_string(std::abs(hundredths) / 100) + '.' +
           std::string(2 - text.size(), '0') + text + " s";
}

std::string site_of(const core::CibTicket &ticket, const std::optional<Terms> &terms)
{
    return terms && !terms->site.empty() ? terms->site : ticket.owner;
}

} // namespace

Guard::Guard(loop::Loop &loop, Settings settings, Paths paths)
    : loop_(loop), settings_(settings), paths_(std::move(paths)), memory_(paths_.memory),
      timer_(loop, Priority::high, [this] { judge_all(); }, CLOCK_BOOTTIME), clock_(loop, [this] { judge_all(); })
{
    if (settings_.mode == Mode::off) {
        return;
    }
    if (auto memory = memory_.load()) {
        known_ = memory->known;
        for (const auto &[name, sighting] : memory->sightings) {
            tickets_[name].sighting = sighting;
            tickets_[name].cib.name = name;
        }
    }
    follower_ = std::make_unique<Follower>(
        loop, paths_.program, paths_.sockets,
        Follower::Callbacks{[this](const auto &tickets) { take(tickets); }, [this] { known_ = this_moment().boot; }});
    judge_all();
}

void Guard::take(const std::vector<core::CibTicket> &tickets)
{
    auto now = this_moment().boot;
    auto known = follower_->unbroken() ? now : known_.value_or(Milliseconds::min());
    std::set<std::string> names;
    for (const auto &ticket : tickets) {
        names.insert(ticket.name);
        take_one(ticket, known, now);
    }
    forget_all_but(names);
    known_ = now;
    remember();
    judge_all();
}

// One that is being revoked is kept until the program has ended, which nobody else would collect.
void Guard::forget_all_but(const std::set<std::string> &names)
{
    for (auto &[name, ticket] : tickets_) {
        ticket.gone = !names.contains(name);
        if (ticket.gone) {
            ticket.sighting = {};
        }
    }
    std::erase_if(tickets_, [](const auto &entry) { return entry.second.gone && !entry.second.revoke; });
}

void Guard::take_one(const core::CibTicket &cib, Milliseconds known, Milliseconds now)
{
    auto position = tickets_.find(cib.name);
    std::optional<core::Sighting> before;
    if (position != tickets_.end()) {
        before = position->second.sighting;
    } else if (follower_->unbroken()) {
        // There was no such ticket, which is known, too.
        before = core::Sighting{};
    }
    auto &ticket = tickets_[cib.name];
    ticket.sighting = core::sight(before, cib, known, now);
    if (ticket.sighting != before) {
        ticket.failures = 0;
        ticket.not_earlier.reset();
        ticket.over_said = false;
    }
    // With every renewal the configuration is read anew; all the tickets are told whenever one of them changes.
    if (ticket.cib != cib) {
        ticket.cib = cib;
        take_terms(ticket);
    }
}

void Guard::take_terms(Ticket &ticket) const
{
    std::string trouble;
    ticket.terms = find_terms(ticket.cib, paths_.configurations, trouble);
    if (!trouble.empty() && trouble != ticket.trouble) {
        base::log(LogLevel::warning, "ticket " + ticket.cib.name + ": booth's configuration is not used: " + trouble);
    }
    ticket.trouble = trouble;
}

void Guard::remember()
{
    Memory memory;
    memory.known = *known_;
    for (const auto &[name, ticket] : tickets_) {
        memory.sightings[name] = ticket.sighting;
    }
    memory_.save(std::move(memory));
}

// Also while the CIB cannot be followed: a ticket that was renewed meanwhile is not revoked, since its expiry is
// another one by then.
void Guard::judge_all()
{
    if (!follower_) {
        return;
    }
    auto now = this_moment();
    std::optional<Milliseconds> next;
    for (auto &[name, ticket] : tickets_) {
        auto wake = judge(ticket, now);
        next = wake && (!next || *wake < *next) ? wake : next;
    }
    if (next) {
        timer_.start(std::max(*next - now.boot, 1ms));
    } else {
        timer_.cancel();
    }
}

// Lets go of one that is over; otherwise says when to look again.
std::optional<Milliseconds> Guard::judge(Ticket &ticket, Moment now)
{
    auto lease = lease_of(ticket, now);
    if (lease.kind != Lease::Kind::limited || ticket.revoke) {
        return std::nullopt;
    }
    say_margin(ticket, lease);
    auto due = std::max(lease.end, ticket.not_earlier.value_or(lease.end));
    if (due > now.boot) {
        return due;
    }
    let_go(ticket);
    // A revoke that has begun says itself when it has ended.
    return ticket.revoke ? std::nullopt : ticket.not_earlier;
}

Lease Guard::lease_of(const Ticket &ticket, Moment now) const
{
    auto terms = ticket.terms ? std::optional(ticket.terms->lease) : std::nullopt;
    return core::judge(ticket.sighting, terms, settings_.margin, now);
}

void Guard::say_margin(Ticket &ticket, const Lease &lease) const
{
    if (lease.margin_cut && !ticket.margin_said) {
        base::log(
            LogLevel::warning,
            "ticket " + ticket.cib.name + ": lease-margin = " + base::format_duration(settings_.margin) +
                " is more than booth can spare and is cut: boothd needs the rest of the lease to renew it; make expire "
                "longer in booth's configuration, or lease-margin smaller");
    }
    ticket.margin_said = lease.margin_cut;
}

void Guard::let_go(Ticket &ticket)
{
    if (settings_.mode == Mode::on) {
        revoke(ticket);
    } else if (!ticket.over_said) {
        log(LogLevel::error, ticket,
            "the lease of " + site_of(ticket.cib, ticket.terms) +
                " is over and boothd did not renew it; not revoked (lease-guard = report): another site may start what "
                "runs here; run: crm_ticket --ticket " + ticket.cib.name + " --revoke --force");
        ticket.over_said = true;
    }
}

// Where Pacemaker does not run nothing is held that could be let go, and there is no CIB to say so to.
void Guard::revoke(Ticket &ticket)
{
    if (!pacemaker_runs(paths_.sockets)) {
        ticket.not_earlier = this_moment().boot + core::retry_delay(1);
        return;
    }
    auto end = lease_of(ticket, this_moment()).end;
    auto done = [this, name = ticket.cib.name, end](auto status, const auto &output) {
        finish(name, end, status, output);
    };
    try {
        ticket.revoke = std::make_unique<watch::ProgramRun>(
            loop_, paths_.program,
            std::vector<std::string>{"revoke", ticket.cib.name, std::to_string(ticket.sighting.expires->count())},
            revoke_limit, done);
    } catch (const base::Failure &failure) {
        fail(ticket, failure.what());
    }
}

void Guard::finish(const std::string &name, Milliseconds end, std::optional<int> status, const std::string &output)
{
    auto position = tickets_.find(name);
    if (position == tickets_.end()) {
        return;
    }
    auto &ticket = position->second;
    ticket.revoke.reset();
    bool settled = status == static_cast<int>(RevokeEnd::revoked) || status == static_cast<int>(RevokeEnd::no_longer);
    if (settled) {
        say_end(ticket, end, status, output);
        // What is in the CIB now is about to be told.
        ticket.not_earlier = this_moment().boot + core::retry_delay(1);
        follower_->ask();
    } else {
        fail(ticket, !status ? "the CIB manager did not take it within " + base::format_duration(revoke_limit)
                             : process::last_line(output));
    }
    if (ticket.gone) {
        tickets_.erase(position);
    }
    judge_all();
}

void Guard::say_end(Ticket &ticket, Milliseconds end, std::optional<int> status, const std::string &output) const
{
    if (status == static_cast<int>(RevokeEnd::no_longer)) {
        base::log(LogLevel::notice, process::last_line(output));
        return;
    }
    auto now = this_moment();
    auto late = now.boot - end;
    log(LogLevel::error, ticket,
        "the lease of " + site_of(ticket.cib, ticket.terms) + " ended at " +
            base::time_of_day(std::chrono::floor<core::Epoch>(now.wall - late)) +
            " and boothd did not renew it; revoked by " + node_name() + ' ' + seconds(late) +
            " later, so that what depends on it stops here; see what boothd of this site does: booth-helper status, "
            "pcs booth status");
}

void Guard::fail(Ticket &ticket, const std::string &why)
{
    auto now = this_moment().boot;
    ++ticket.failures;
    ticket.not_earlier = now + core::retry_delay(ticket.failures);
    if (ticket.failures == 1 || now - ticket.said >= said_interval) {
        ticket.said = now;
        log(LogLevel::error, ticket,
            "the lease of " + site_of(ticket.cib, ticket.terms) +
                " is over, and it cannot be revoked here: " + why + "; tried again until it is: another site may run "
                "what runs here");
    }
}

void Guard::log(LogLevel level, const Ticket &ticket, const std::string &line) const
{
    watch::log_incident(level, "ticket " + ticket.cib.name + ": " + line,
                        {"", {ticket.cib.name}, site_of(ticket.cib, ticket.terms), "lease-over"});
}

ipc::Response Guard::status(const std::string &after) const
{
    auto position = tickets_.upper_bound(after);
    if (position == tickets_.end()) {
        return {ENOENT, {}};
    }
    return {0, describe(position->second, this_moment())};
}

base::Record Guard::describe(const Ticket &ticket, Moment now) const
{
    auto lease = lease_of(ticket, now);
    base::Record record{{"ticket", ticket.cib.name}, {"site", site_of(ticket.cib, ticket.terms)}};
    switch (lease.kind) {
    case Lease::Kind::none: record["state"] = "elsewhere"; break;
    case Lease::Kind::unlimited: record["state"] = "manual"; break;
    case Lease::Kind::unknown: record["state"] = "unknown"; break;
    case Lease::Kind::limited:
        record["state"] = lease.end > now.boot ? "held" : "over";
        record["left"] = std::to_string((lease.end - now.boot).count());
        record["until"] = std::to_string(std::chrono::floor<core::Epoch>(now.wall + (lease.end - now.boot)).count());
        break;
    }
    if (lease.margin_cut) {
        record["remark"] = "lease-margin is cut to what booth can spare";
    }
    if (!ticket.trouble.empty()) {
        record["trouble"] = "booth's configuration is not used: " + ticket.trouble;
    }
    return record;
}

base::Record Guard::facts() const
{
    base::Record record{{"guard", word(settings_.mode)}};
    if (follower_ && !follower_->trouble().empty()) {
        record["guard_trouble"] = follower_->trouble();
    }
    return record;
}

} // namespace guard
