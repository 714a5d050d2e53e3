// booth-service: the actions of the booth daemon.
#include "service/actions.hh"

#include "base/failure.hh"
#include "core/service.hh"
#include "ipc/action.hh"
#include "ocf/state_file.hh"
#include "service/handover.hh"
#include "service/observe.hh"
#include "service/settings.hh"

#include <functional>

namespace service {

using base::ExitCode;
using base::Failure;

namespace {

ServiceTarget find_target(const std::optional<base::Record> &record, const ServiceSettings &settings)
{
    auto target = record ? recorded_target(*record, settings.daemon) : std::nullopt;
    return target ? *target : configured_target(settings);
}

ExitCode check(const ocf::Request &request, const ServiceTarget &target, const std::function<void()> &meanwhile)
{
    auto view = observe(target);
    Question question(view, target);
    if (question.is_asked()) {
        meanwhile();
    }
    view.probe = question.finish(request.deadline);
    auto verdict = core::judge(view);
    if (verdict.code != ExitCode::ok && verdict.code != ExitCode::not_running) {
        throw Failure(verdict.code, verdict.reason);
    }
    return verdict.code;
}

ExitCode monitor(const ocf::Request &request)
{
    ocf::require_root();
    auto settings = read_settings(request.parameters);
    auto record = ocf::read_state(request.resource, request.deadline);
    // The process first, always; the watcher knows what was started, and adds what it has seen.
    auto own = [&](const std::function<void()> &meanwhile) {
        return check(request, find_target(record, settings), meanwhile);
    };
    return record && !request.probe ? ipc::confirm(request.resource, request.deadline, own) : own([] {});
}

void validate(const ocf::Request &request)
{
    auto settings = read_settings(request.parameters);
    check_config(settings.config, true);
    if (request.check_level >= ocf::local_check_level) {
        find_daemon(settings.daemon);
        check_user();
    }
}

} // namespace

ExitCode run(const ocf::Request &request)
{
    switch (request.action) {
    case ocf::Action::start:
        ocf::require_root();
        start(request);
        ipc::tell_started(request.resource, request.deadline);
        warn_of_handover(read_settings(request.parameters).config, request.deadline);
        return ExitCode::ok;
    case ocf::Action::stop:
        ocf::require_root();
        stop(request);
        ipc::tell_stopped(request.resource, request.deadline);
        return ExitCode::ok;
    case ocf::Action::monitor: return monitor(request);
    case ocf::Action::validate_all: validate(request); return ExitCode::ok;
    case ocf::Action::reload_agent: break;
    }
    throw Failure(ExitCode::unimplemented, "booth-service has no reload-agent: boothd cannot reload");
}

} // namespace service
