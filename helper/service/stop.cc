// booth-service: stop.
#include "service/actions.hh"

#include "base/failure.hh"
#include "base/log.hh"
#include "core/service.hh"
#include "ocf/state_file.hh"
#include "service/observe.hh"
#include "service/settings.hh"

#include <optional>
#include <vector>

namespace service {

using base::ExitCode;
using base::Failure;

namespace {

// A wrong parameter never keeps stop from ending what was started.
std::optional<ServiceTarget> lenient_target(const ocf::Parameters &parameters)
{
    try {
        ServiceSettings settings{booth::config_path(parameters.text("config")), parameters.text("daemon"), {}};
        return configured_target(settings);
    } catch (const Failure &) {
        return std::nullopt;
    }
}

std::vector<ServiceTarget> find_targets(const std::optional<base::Record> &record, const ocf::Parameters &parameters)
{
    std::vector<ServiceTarget> targets;
    if (auto recorded = record ? recorded_target(*record, parameters.text("daemon")) : std::nullopt) {
        targets.push_back(*recorded);
    }
    if (auto configured = lenient_target(parameters)) {
        targets.push_back(*configured);
    }
    return targets;
}

void end_daemon(const process::Process &process, const base::Deadline &deadline)
{
    auto grace = core::grace_period(deadline.left(), process.state);
    if (!process::end_process(process, grace, deadline)) {
        throw Failure(ExitCode::error, "boothd (pid " + std::to_string(process.pid) +
                                           ") does not end, not even by SIGKILL: it waits in the kernel");
    }
    base::log(base::LogLevel::info, "boothd (pid " + std::to_string(process.pid) + ") has ended");
}

// Ends what there is, until a look shows nothing more.
void end_all(const ServiceTarget &target, const base::Deadline &deadline)
{
    for (;;) {
        auto view = observe(target);
        auto found = daemons(view);
        // What cannot be seen cannot be said to be stopped.
        if (found.empty() && view.holder == core::Holder::invisible) {
            throw Failure(ExitCode::error, core::judge(view).reason);
        }
        if (found.empty()) {
            return;
        }
        if (deadline.passed()) {
            throw Failure(ExitCode::error, "boothd of " + target.config + " is started again while it is stopped");
        }
        for (const auto &process : found) {
            end_daemon(process, deadline);
        }
    }
}

} // namespace

void stop(const ocf::Request &request)
{
    auto file = ocf::StateFile::acquire_existing(request.resource, request.deadline);
    auto record = file ? file->read() : std::nullopt;
    // The record goes first: whoever watches the resource must see its end as wanted.
    if (file) {
        file->remove();
    }
    for (const auto &target : find_targets(record, request.parameters)) {
        end_all(target, request.deadline);
    }
}

} // namespace service
