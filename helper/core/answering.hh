// Whether a boothd that is asked again and again is at work, busy or hung.
#pragma once

#include "base/deadline.hh"
#include "core/finding.hh"
#include "core/probe.hh"

#include <optional>

namespace core {

// Defaults: a hang is found at the latest after interval + missed * max(timeout, interval) = 8 s.
struct AnswerSettings {
    base::Milliseconds interval{2000}; // from the start of one query to the start of the next
    base::Milliseconds timeout{2000};  // for one answer
    int missed = 3;                    // so many in a row are a failure
    base::Milliseconds grace{30000};   // for a boothd that waits for crm_ticket, a handler or a device
};

class Answering {
public:
    Answering(const AnswerSettings &settings, Daemon daemon) : settings_(settings), daemon_(std::move(daemon)) {}

    // What follows from the latest query, which ended now; nothing while all is well or it is not certain yet.
    std::optional<Finding> take(const Probe &probe, base::Clock::time_point now);

    // Queries in a row that were not answered.
    int missed() const { return missed_; }

private:
    bool is_certain(const Probe &probe, base::Clock::time_point now);

    AnswerSettings settings_;
    Daemon daemon_;
    int missed_ = 0;
    int unexcused_ = 0; // of these, the latest in a row that nothing excuses
    bool certain_ = false; // there is a finding: it stands until an answer comes
    base::Clock::time_point first_missed_{};
};

} // namespace core
