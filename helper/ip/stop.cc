// booth-ip stop: removes what is ours, by value, and sees it gone.
#include "base/failure.hh"
#include "ip/actions.hh"
#include "ip/kernel.hh"
#include "ocf/state_file.hh"

namespace ip {

using base::ExitCode;
using base::Failure;

namespace {

// What start recorded and what the parameters say, as far as there is either.
struct Target {
    core::AddressSettings settings;
    std::optional<core::Place> recorded;
};

std::optional<Target> find_target(const std::optional<IpRecord> &record,
                                  const std::optional<core::AddressSettings> &settings)
{
    if (record) {
        // ocf::Parameters that were changed since start say nothing of this address.
        bool same = settings && settings->address == record->address;
        return Target{same ? *settings : core::AddressSettings{.address = record->address}, record->place};
    }
    if (settings) {
        return Target{*settings, std::nullopt};
    }
    return std::nullopt;
}

[[noreturn]] void report_foreign(const net::InterfaceAddress &copy, const core::NetworkView &view)
{
    throw Failure(ExitCode::error, "this node still has " + core::describe(copy, view) +
                                       ", which this resource did not add; remove it (" +
                                       core::removal_command(copy, view) + ")");
}

core::Copies find_copies(const Target &target, const core::NetworkView &view)
{
    return core::sort_copies(core::ownership(target.settings, target.recorded, view), view);
}

// Looks again under the lock: which address of a subnet is its first, and which are there at all, may
// have changed.
void remove_one(net::Rtnetlink &kernel, const Target &target, const base::Deadline &deadline)
{
    auto lock = ocf::lock_addresses(deadline);
    auto view = view_network(kernel, target.settings.address.family(), deadline);
    auto copies = find_copies(target, view);
    if (!copies.ours.empty()) {
        remove_copy(kernel, copies.ours.front(), view, deadline);
    }
}

// Success means that a dump made after the last removal showed no copy.
void remove_all(const Target &target, const base::Deadline &deadline)
{
    net::Rtnetlink kernel;
    for (;;) {
        auto view = view_network(kernel, target.settings.address.family(), deadline);
        auto copies = find_copies(target, view);
        if (copies.ours.empty() && !copies.foreign.empty()) {
            report_foreign(copies.foreign.front(), view);
        }
        if (copies.ours.empty()) {
            return;
        }
        if (deadline.passed()) {
            throw Failure(ExitCode::error, core::describe(copies.ours.front(), view) +
                                               " comes back whenever it is removed; find out what adds it");
        }
        remove_one(kernel, target, deadline);
    }
}

} // namespace

ExitCode stop(const ocf::Request &request)
{
    ocf::require_root();
    auto state = ocf::StateFile::acquire_existing(request.resource, request.deadline);
    auto record = to_ip_record(state ? state->read() : std::nullopt);
    auto target = find_target(record, salvage_ip_settings(request.parameters));
    if (!target && state) {
        throw Failure(ExitCode::error, state->path() + " is damaged and parameter ip=\"" +
                                           base::printable(request.parameters.text("ip")) +
                                           "\" is no address: cannot know what to remove; remove this resource's "
                                           "address and that file by hand");
    }
    // The file goes first, so that nothing refreshes or announces what is about to go.
    if (state) {
        state->remove();
    }
    if (target) {
        remove_all(*target, request.deadline);
    }
    return ExitCode::ok;
}

} // namespace ip
