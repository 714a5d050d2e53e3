// Whether the tickets of a booth configuration wait long enough before another site takes them.
#pragma once

#include "base/deadline.hh"
#include "booth/config.hh"

#include <optional>
#include <string>
#include <vector>

namespace service {

// What booth-cluster-advice stop-time says about one ticket.
struct StopTime {
    struct Step {
        std::string what; // a resource, RESOURCE:demote or RESOURCE:fencing
        base::Milliseconds span;
    };
    std::string ticket;
    base::Milliseconds total{0};
    std::vector<Step> steps;        // none: nothing in the cluster stops
    std::vector<std::string> notes; // what no time covers
};

// Nothing for a line of that kind that says something else. What the cluster's libraries may have written
// to standard error in between is passed over.
std::optional<std::vector<StopTime>> parse_stop_times(const std::string &answer);

// What is to be said of one ticket: a warning is a danger, the rest is for who asks.
struct Remark {
    bool warning;
    std::string text; // one sentence or more, without a full stop at the end
};

// About the ticket of this stop time, whatever there is to say; never empty. A ticket in manual mode has no lease,
// and so no acquire-after that matters.
std::vector<Remark> judge_handover(const booth::Ticket &ticket, const StopTime &time, const std::string &path);

// The same about all tickets of a configuration; asks the cluster. Errors: Failure when the cluster does not
// answer by the deadline, or at all.
std::vector<Remark> inspect_handover(const booth::Config &config, const base::Deadline &deadline);

// Logs the warnings about the configuration at path. Never fails, and takes two seconds at most.
void warn_of_handover(const std::string &path, const base::Deadline &deadline) noexcept;

} // namespace service
