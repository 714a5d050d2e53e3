// One incident of one started resource, from the first finding to its end: when it is reported, and that
// it is reported once.
#pragma once

#include "base/deadline.hh"
#include "core/finding.hh"

#include <optional>
#include <string_view>

namespace core {

using Time = base::Clock::time_point;

// How an attempt to report ended. The numbers are the exit codes of booth-cluster-report; every other code of
// it, and a signal, count as unreachable.
enum class ReportEnd {
    reported = 20,    // the cluster has taken it
    known = 21,       // the cluster knows already that the resource has failed
    left_alone = 22,  // maintenance mode, not managed, or not the cluster's
    managed = 23,     // only looked: it would be reported
    acted = 24,       // the resource was stopped or started anew meanwhile
    busy = 25,        // an action runs on it
    unreachable = 26, // no controller, or none that answers in time
};
ReportEnd report_end(int exit_code);

// What is asked of an attempt.
enum class Ask {
    report,
    look, // whether the cluster sees to the resource; nothing is reported
};
std::string_view word(Ask ask);
std::optional<Ask> parse_ask(std::string_view text);

class Incident {
public:
    enum class State {
        none,
        pending,    // found, and to be reported when due
        sent,       // an attempt is under way
        reported,   // also when the cluster knew already
        left_alone, // looked at again from time to time
    };

    // A link that comes back before link_debounce is over is no incident.
    explicit Incident(base::Milliseconds link_debounce = base::Milliseconds(100)) : link_debounce_(link_debounce) {}

    // What the watch says now; nothing wrong ends the incident.
    void observe(const std::optional<Finding> &finding, Time now);

    // Whether to make an attempt now, and what it asks. The caller then makes it, says sent(), and later
    // ended(). An attempt that is under way is waited for, whatever is found meanwhile.
    bool due(Time now) const;
    Ask ask() const { return ask_; }
    void sent();
    void ended(ReportEnd end, Time now);

    // When to ask due() again without anything else happening.
    std::optional<Time> wake() const;

    State state() const { return state_; }
    // Nothing of it was reported or tried to be yet.
    bool is_first_attempt() const { return attempts_ == 0; }
    // Of the incident, while there is one.
    const std::optional<Finding> &finding() const { return finding_; }
    Time since() const { return since_; }

private:
    void forget();
    void retry(State state, Ask ask, Time when);
    base::Milliseconds busy_delay();

    base::Milliseconds link_debounce_;
    State state_ = State::none;
    std::optional<Finding> finding_;
    Time since_{};
    Time next_{};
    Ask ask_ = Ask::report;
    unsigned long attempts_ = 0;
    unsigned busy_in_a_row_ = 0;
};

} // namespace core
