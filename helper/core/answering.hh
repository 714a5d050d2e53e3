// Whether a boothd that is asked again and again is at work, busy or hung.
#pragma once

#include "base/deadline.hh"
#include "booth/query.hh"
#include "core/finding.hh"

#include <optional>
#include <string>

namespace core {

// Defaults: a hang is found at the latest after interval + missed * max(timeout, interval) = 8 s.
struct AnswerSettings {
    base::Milliseconds interval{2000}; // from the start of one query to the start of the next
    base::Milliseconds timeout{2000};  // for one answer
    int missed = 3;                    // so many in a row are a failure
    base::Milliseconds grace{30000};   // for a boothd that waits for crm_ticket, a handler or a device
};

// What was seen when a query had ended.
struct Probe {
    booth::Answer answer;
    char state = 'S';          // of the process, as in /proc/PID/stat
    bool has_children = false; // boothd is single-threaded and waits for them
    std::string key_problem;   // why it was asked without the key
};

class Answering {
public:
    // who names the process in reasons: "boothd (pid 7) at 192.168.11.100:9929".
    Answering(AnswerSettings settings, std::string who) : settings_(settings), who_(std::move(who)) {}

    // What follows from the latest query; nothing while all is well or it is not certain yet.
    std::optional<Finding> take(const Probe &probe, base::Clock::time_point now);

    int missed() const { return missed_; }

private:
    AnswerSettings settings_;
    std::string who_;
    int missed_ = 0;
    base::Clock::time_point first_missed_{};
};

} // namespace core
