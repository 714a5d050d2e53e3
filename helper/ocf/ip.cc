// booth-ip: the actions of the floating address.
#include "ocf/actions.hh"

#include "base/failure.hh"
#include "ocf/ip_actions.hh"
#include "ocf/ip_kernel.hh"

#include <unistd.h>

namespace ocf {

using base::ExitCode;
using base::Failure;

namespace {

constexpr int local_check_level = 10; // OCF 1.1: from here on, look at this node too

ExitCode validate(const Request &request)
{
    auto settings = read_ip_settings(request.parameters);
    if (request.check_level >= local_check_level) {
        net::Rtnetlink kernel;
        auto view = view_network(kernel, settings.where.address.family(), request.deadline);
        new_address(settings, core::choose_place(settings.where, view));
    }
    return ExitCode::ok;
}

} // namespace

void require_root()
{
    if (::geteuid() != 0) {
        throw Failure(ExitCode::not_permitted, "only root may add and remove addresses; run this as root");
    }
}

ExitCode run_ip(const Request &request)
{
    switch (request.action) {
    case Action::start: return start_ip(request);
    case Action::stop: return stop_ip(request);
    case Action::monitor: return monitor_ip(request);
    case Action::validate_all: return validate(request);
    // Every action reads the parameters anew, so there is nothing to load; the address stays.
    case Action::reload_agent: return monitor_ip(request);
    }
    throw Failure(ExitCode::unimplemented, "booth-ip has no such action");
}

} // namespace ocf
