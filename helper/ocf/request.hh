// One action that Pacemaker asks for, as its environment describes it.
#pragma once

#include "base/deadline.hh"
#include "ocf/parameters.hh"

#include <span>
#include <string>
#include <string_view>

namespace ocf {

enum class Action { start, stop, monitor, validate_all, reload_agent };

// Errors: Failure (unimplemented) for any other name.
Action parse_action(std::string_view name);

struct Request {
    Action action;
    std::string resource;    // its name in the cluster (OCF_RESOURCE_INSTANCE)
    bool probe;              // a monitor that only asks whether it runs here (interval 0)
    int check_level;         // OCF_CHECK_LEVEL
    base::Deadline deadline; // a margin before Pacemaker's own timeout kills the action
    Parameters parameters;
};

// Reads OCF_RESOURCE_INSTANCE, OCF_CHECK_LEVEL and the CRM_meta variables (OCF 1.1, and Pacemaker's
// crm_resource, which sets no interval at all: unset means a full monitor).
// Errors: Failure (not_configured) for values that are no numbers.
Request read_request(std::string_view action_name, std::span<const ParameterSpec> parameters,
                     std::span<const ActionSpec> actions, const Environment &environment);

// From this OCF_CHECK_LEVEL on, validate-all looks at this node too, not at the parameters alone.
constexpr int local_check_level = 10;

// Errors: Failure (not_permitted) unless root runs this.
void require_root();

// How long the action may take: the operation's timeout less a margin for ending and reporting.
base::Milliseconds usable_time(base::Milliseconds timeout);

} // namespace ocf
