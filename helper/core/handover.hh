// When a ticket may go to another site, by the time that this one needs to let go.
#pragma once

#include <chrono>

namespace core {

using Milliseconds = std::chrono::milliseconds;

// What passes besides the stopping itself, at most, where nothing is overloaded: booth rounds the end of a lease to
// the nearest second (booth's timer.c: round2secs), the revoke takes its way through the CIB, and the scheduler
// works out and begins the transition.
inline constexpr Milliseconds reaction{2000};

// The acquire-after, in whole seconds, from which on another site cannot begin before this one has stopped.
std::chrono::seconds safe_acquire_after(Milliseconds stop_time);

// Whether every site that could win waits that long. Only the other site counts acquire-after, from the last renewal
// that it has heard of; the arbitrator votes as soon as its own lease is over (booth's raft.c: answer_REQ_VOTE). So a
// site that misses one renewal must still be waiting when the arbitrator's lease ends: renewal is from one to the next.
bool is_waited_for(Milliseconds acquire_after, Milliseconds renewal);

// For how long two sites may be active at once; zero when acquire-after is safe.
Milliseconds possible_overlap(Milliseconds stop_time, Milliseconds acquire_after);

} // namespace core
