#include "ocf/request.hh"

#include "base/failure.hh"
#include "base/number.hh"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace ocf {

using base::ExitCode;
using base::Failure;
using base::Milliseconds;

namespace {

constexpr std::array<std::pair<std::string_view, Action>, 5> action_names{{
    {"start", Action::start},
    {"stop", Action::stop},
    {"monitor", Action::monitor},
    {"validate-all", Action::validate_all},
    {"reload-agent", Action::reload_agent},
}};

// A day: no operation is longer, and what is cannot overflow the clock.
constexpr long longest_timeout_ms = 24L * 60 * 60 * 1000;

std::optional<long> read_number(const Environment &environment, const std::string &name)
{
    auto value = environment(name);
    if (!value || value->empty()) {
        return std::nullopt;
    }
    auto number = base::parse_number<long>(*value);
    if (!number || *number < 0) {
        throw Failure(ExitCode::not_configured,
                      name + "=\"" + base::printable(*value) + "\" in the environment: expected a whole number");
    }
    return number;
}

Milliseconds default_timeout(std::string_view action_name, std::span<const ActionSpec> actions)
{
    auto same = [action_name](const ActionSpec &spec) { return spec.name == action_name; };
    auto found = std::find_if(actions.begin(), actions.end(), same);
    if (found == actions.end()) {
        throw Failure(ExitCode::unimplemented, "this agent has no action " + base::printable(std::string(action_name)));
    }
    return found->timeout;
}

} // namespace

Action parse_action(std::string_view name)
{
    for (const auto &[known, action] : action_names) {
        if (known == name) {
            return action;
        }
    }
    throw Failure(ExitCode::unimplemented, "unknown action " + base::printable(std::string(name)));
}

void require_root()
{
    if (::geteuid() != 0) {
        throw Failure(ExitCode::not_permitted, "only root may do this; run it as root");
    }
}

Milliseconds usable_time(Milliseconds timeout)
{
    // A tenth for the end and the report, within reason.
    auto margin = std::clamp(timeout / 10, Milliseconds(100), Milliseconds(2000));
    return std::max(timeout - margin, timeout / 2);
}

Request read_request(std::string_view action_name, std::span<const ParameterSpec> parameters,
                     std::span<const ActionSpec> actions, const Environment &environment)
{
    auto action = parse_action(action_name);
    auto timeout = default_timeout(action_name, actions);
    // Pacemaker passes the timeout in milliseconds; 0 would mean none, and every wait has a deadline.
    if (auto meta = read_number(environment, "OCF_RESKEY_CRM_meta_timeout"); meta && *meta > 0) {
        timeout = Milliseconds(std::min(*meta, longest_timeout_ms));
    }
    auto interval = read_number(environment, "OCF_RESKEY_CRM_meta_interval");
    auto level = read_number(environment, "OCF_CHECK_LEVEL").value_or(0);
    auto resource = environment("OCF_RESOURCE_INSTANCE").value_or("");
    return Request{
        .action = action,
        .resource = resource.empty() ? "default" : resource,
        .probe = action == Action::monitor && interval == 0,
        .check_level = static_cast<int>(std::min(level, 1000L)),
        .deadline = base::Deadline::after(usable_time(timeout)),
        .parameters = Parameters(parameters, environment),
    };
}

} // namespace ocf
