// booth-service: the actions of the booth daemon.
#include "ocf/actions.hh"

#include "base/failure.hh"
#include "core/service.hh"
#include "ocf/service_actions.hh"
#include "ocf/service_observe.hh"
#include "ocf/service_settings.hh"
#include "ocf/state_file.hh"

#include <unistd.h>

namespace ocf {

using base::ExitCode;
using base::Failure;

namespace {

constexpr int environment_level = 10; // OCF_CHECK_LEVEL from which on validate-all looks beyond the parameters

void require_root(const char *action)
{
    if (::geteuid() != 0) {
        throw Failure(ExitCode::not_permitted, std::string(action) + " must run as root");
    }
}

ServiceTarget find_target(const Request &request, const ServiceSettings &settings)
{
    auto record = read_state(request.resource, request.deadline);
    auto target = record ? recorded_target(*record, settings.daemon) : std::nullopt;
    return target ? *target : configured_target(settings);
}

ExitCode monitor(const Request &request)
{
    require_root("monitor");
    auto settings = read_settings(request.parameters);
    auto target = find_target(request, settings);
    auto view = observe(target);
    ask(view, target, request.deadline);
    auto verdict = core::judge(view);
    if (verdict.code != ExitCode::ok && verdict.code != ExitCode::not_running) {
        throw Failure(verdict.code, verdict.reason);
    }
    return verdict.code;
}

void validate(const Request &request)
{
    auto settings = read_settings(request.parameters);
    check_config(settings.config, true);
    if (request.check_level >= environment_level) {
        find_daemon(settings.daemon);
        check_user();
    }
}

} // namespace

ExitCode run_service(const Request &request)
{
    switch (request.action) {
    case Action::start:
        require_root("start");
        start_service(request);
        return ExitCode::ok;
    case Action::stop:
        require_root("stop");
        stop_service(request);
        return ExitCode::ok;
    case Action::monitor: return monitor(request);
    case Action::validate_all: validate(request); return ExitCode::ok;
    case Action::reload_agent: break;
    }
    throw Failure(ExitCode::unimplemented, "booth-service has no reload-agent: boothd cannot reload");
}

} // namespace ocf
