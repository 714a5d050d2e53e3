// booth-ip monitor: whether the address is there and of use.
#include "base/failure.hh"
#include "ip/actions.hh"
#include "ip/announce.hh"
#include "ip/kernel.hh"
#include "ipc/action.hh"
#include "ocf/state_file.hh"

namespace ip {

using base::ExitCode;
using base::Failure;

namespace {

// Announces again what neighbours may have forgotten.
void refresh(const ocf::Request &request, const IpSettings &settings, const core::NetworkView &view)
{
    if (request.action != ocf::Action::monitor || request.probe || settings.refresh_announcements == 0) {
        return;
    }
    // Under the lock, so that nothing is announced that a stop has just removed.
    auto state = ocf::StateFile::acquire_existing(request.resource, request.deadline);
    auto record = to_ip_record(state ? state->read() : std::nullopt);
    auto *link = record ? core::find_link(view.links, record->place.index) : nullptr;
    if (link) {
        announce(*record, *link, settings.refresh_announcements, settings.announcement_interval);
    }
}

ExitCode judge(const ocf::Request &request, const IpSettings &settings, const std::optional<IpRecord> &record,
               const core::NetworkView &view)
{
    try {
        return core::judge(settings.where, record ? std::optional(record->place) : std::nullopt, view);
    } catch (const Failure &failure) {
        // To a probe it only matters that it runs here.
        if (request.probe && failure.code() == ExitCode::degraded) {
            return ExitCode::ok;
        }
        throw;
    }
}

ExitCode check(const ocf::Request &request, const IpSettings &settings, const std::optional<IpRecord> &record)
{
    const auto &address = settings.where.address;
    if (record && record->address != address) {
        throw Failure(ExitCode::error, "this resource was started with ip=" + record->address.text() + ", not with " +
                                           address.text() + "; stop and start it to change its address");
    }
    net::Rtnetlink kernel;
    auto view = view_addresses(kernel, address.family(), request.deadline);
    auto verdict = judge(request, settings, record, view);
    if (verdict == ExitCode::ok) {
        refresh(request, settings, view);
    }
    return verdict;
}

} // namespace

ExitCode monitor(const ocf::Request &request)
{
    auto settings = read_settings(request.parameters);
    auto record = to_ip_record(ocf::read_state(request.resource, request.deadline));
    // The kernel first, always; the watcher knows what was started, and adds what it has seen.
    auto own = [&](const std::function<void()> &) { return check(request, settings, record); };
    bool watched = record && request.action == ocf::Action::monitor && !request.probe;
    return watched ? ipc::confirm(request.resource, request.deadline, own) : own([] {});
}

} // namespace ip
