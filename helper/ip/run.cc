// booth-ip: the actions of the floating address.
#include "ip/actions.hh"

#include "base/failure.hh"
#include "ip/kernel.hh"
#include "ipc/action.hh"
#include "ocf/state_file.hh"

namespace ip {

using base::ExitCode;
using base::Failure;

namespace {

ExitCode validate(const ocf::Request &request)
{
    auto settings = read_settings(request.parameters);
    if (request.check_level >= ocf::local_check_level) {
        net::Rtnetlink kernel;
        auto view = view_network(kernel, settings.where.address.family(), request.deadline);
        new_address(settings, core::choose_place(settings.where, view));
    }
    return ExitCode::ok;
}

ExitCode start_and_tell(const ocf::Request &request)
{
    auto code = start(request);
    ipc::tell_started(request.resource, request.deadline);
    return code;
}

ExitCode stop_and_tell(const ocf::Request &request)
{
    auto code = stop(request);
    ipc::tell_stopped(request.resource, request.deadline);
    return code;
}

// Every action reads the parameters anew; only the watcher goes by what start recorded. The address stays.
ExitCode reload(const ocf::Request &request)
{
    auto settings = read_settings(request.parameters);
    if (auto state = ocf::StateFile::acquire_existing(request.resource, request.deadline)) {
        auto content = state->read();
        auto record = to_ip_record(content);
        bool same = record && record->address == settings.where.address;
        if (same && record->check_link != settings.where.check_link) {
            (*content)[check_link_key] = yes_or_no(settings.where.check_link);
            state->write(*content);
        }
    }
    ipc::tell_started(request.resource, request.deadline);
    return monitor(request);
}

} // namespace

ExitCode run(const ocf::Request &request)
{
    switch (request.action) {
    case ocf::Action::start: return start_and_tell(request);
    case ocf::Action::stop: return stop_and_tell(request);
    case ocf::Action::monitor: return monitor(request);
    case ocf::Action::validate_all: return validate(request);
    case ocf::Action::reload_agent: return reload(request);
    }
    throw Failure(ExitCode::unimplemented, "booth-ip has no such action");
}

} // namespace ip
