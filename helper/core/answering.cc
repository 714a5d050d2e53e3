#include "core/answering.hh"

namespace core {

using base::Clock;
using booth::Outcome;

namespace {

Cause cause_of(Outcome outcome)
{
    switch (outcome) {
    case Outcome::answered: break;
    case Outcome::no_answer: return Cause::daemon_hung;
    case Outcome::garbage: return Cause::daemon_garbage;
    case Outcome::wrong_key:
    case Outcome::unauthenticated: return Cause::wrong_key;
    case Outcome::refused:
    case Outcome::unreachable:
    case Outcome::closed_early:
    case Outcome::rejected: break;
    }
    return Cause::daemon_deaf;
}

// It cannot answer before what it waits for ends. A stopped one does not wait for anything, and one that
// answers wrongly or ends connections is not waiting.
bool is_excused(const Probe &probe)
{
    return probe.answer.outcome == Outcome::no_answer && !is_stopped(probe.state) &&
           (probe.has_children || probe.state == 'D');
}

} // namespace

std::optional<Finding> Answering::take(const Probe &probe, Clock::time_point now)
{
    if (probe.answer.outcome == Outcome::answered || lacks_key(probe)) {
        missed_ = unexcused_ = 0;
        certain_ = false;
        return std::nullopt;
    }
    certain_ = is_certain(probe, now) || certain_;
    if (!certain_) {
        return std::nullopt;
    }
    return Finding{cause_of(probe.answer.outcome), describe(daemon_, probe)};
}

// Between two children boothd has none for a moment: so the misses without excuse must be in a row.
bool Answering::is_certain(const Probe &probe, Clock::time_point now)
{
    if (missed_++ == 0) {
        first_missed_ = now;
    }
    unexcused_ = is_excused(probe) ? 0 : unexcused_ + 1;
    bool grace_is_over = now - first_missed_ >= settings_.grace;
    return missed_ >= settings_.missed && (grace_is_over || unexcused_ >= settings_.missed);
}

} // namespace core
