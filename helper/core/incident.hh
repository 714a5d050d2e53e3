// One incident of one started resource, from the first finding to its end: when it is reported, and that
// it is reported once.
#pragma once

#include "base/deadline.hh"
#include "core/finding.hh"

#include <optional>

namespace core {

using Time = base::Clock::time_point;

// How an attempt to report ended.
enum class ReportEnd {
    reported,    // the cluster has taken it
    known,       // the cluster knows already that the resource has failed
    left_alone,  // maintenance mode, or the resource is not managed
    acted,       // the resource was stopped or started anew meanwhile
    busy,        // an action runs on it
    unreachable, // no controller, or none that answers in time
};

class Incident {
public:
    enum class State {
        none,
        pending,    // found, and to be reported when due
        sent,       // a report is under way
        reported,   // also when the cluster knew already
        left_alone, // looked at again from time to time
    };

    // What the watch says now; nothing wrong ends the incident.
    void observe(const std::optional<Finding> &finding, Time now);

    // Whether to report now. The caller then reports, says sent(), and later ended().
    bool due(Time now) const;
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
    State state_ = State::none;
    std::optional<Finding> finding_;
    Time since_{};
    Time next_{};
    bool was_left_alone_ = false;
    unsigned long attempts_ = 0;
};

} // namespace core
