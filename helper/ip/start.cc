// booth-ip start: adds the address, waits until it is usable, announces it.
#include "base/failure.hh"
#include "base/log.hh"
#include "ip/actions.hh"
#include "ip/announce.hh"
#include "ip/kernel.hh"
#include "net/arp.hh"
#include "net/events.hh"
#include "net/message.hh"
#include "ocf/state_file.hh"

#include <algorithm>

namespace ip {

using base::Deadline;
using base::ExitCode;
using base::Failure;

namespace {

// Notices can get lost; this often the kernel is asked without one.
constexpr base::Milliseconds notice_limit{1000};

// What remains of the margin before Pacemaker's timeout when the deadline has passed.
constexpr base::Milliseconds rollback_time{500};

// One start, under the lock of its state file.
class Start {
public:
    Start(const ocf::Request &request, IpSettings settings, ocf::StateFile &state)
        : request_(request), settings_(std::move(settings)), state_(state), before_(to_ip_record(state.read())),
          events_(settings_.where.address.family())
    {
    }

    void run()
    {
        try {
            refuse_other_address();
            look_for_duplicate();
            establish();
            wait_usable();
        } catch (const std::exception &) {
            undo();
            throw;
        }
        tell_neighbours();
    }

private:
    core::NetworkView view() { return view_network(kernel_, settings_.where.address.family(), request_.deadline); }

    core::Place choose(const core::NetworkView &view) const
    {
        return core::current_place(settings_.where, view, before_ ? std::optional(before_->place) : std::nullopt);
    }

    IpRecord record() const
    {
        return {request_.resource, settings_.where.address, place_, settings_.where.check_link,
                settings_.where.may_deprecate};
    }

    void refuse_other_address();
    void look_for_duplicate();
    void establish();
    void add(core::StartStep step, const net::NewAddress &wanted);
    [[noreturn]] void give_up(const core::NetworkView &view);
    void wait_usable();
    void undo() noexcept;
    void remove_ours(const Deadline &deadline);
    void tell_neighbours();

    const ocf::Request &request_;
    IpSettings settings_;
    ocf::StateFile &state_;
    std::optional<IpRecord> before_;
    net::Rtnetlink kernel_;
    net::Events events_;
    core::Place place_;
    bool added_ = false;
};

// The state file holds one address; another one that it stands for would be forgotten.
void Start::refuse_other_address()
{
    if (!before_ || before_->address == settings_.where.address) {
        return;
    }
    auto now = view_addresses(kernel_, before_->address.family(), request_.deadline);
    for (const auto &copy : now.addresses) {
        if (copy.address == before_->address) {
            throw Failure(ExitCode::error, "this resource is still started with " + core::describe(copy, now) +
                                               "; stop it before it is started with ip=" +
                                               settings_.where.address.text());
        }
    }
    before_.reset();
}

// Asks the network before the address is added, and before the lock of all addresses is taken.
void Start::look_for_duplicate()
{
    const auto &address = settings_.where.address;
    if (!settings_.probe_first || address.family() != net::Family::ipv4) {
        return;
    }
    auto now = view();
    auto place = choose(now);
    auto *link = core::find_link(now.links, place.index);
    if (!link || link->loopback || !link->resolves ||
        core::plan_start(settings_.where, place, now) != core::StartStep::add) {
        return;
    }
    net::ArpSocket socket(*link, true);
    if (auto owner = socket.probe(address, request_.deadline)) {
        throw Failure(ExitCode::error, "another host on " + link->name + " has " + address.text() + ": " +
                                           net::format_mac(*owner) + "; nothing was added");
    }
}

void Start::establish()
{
    auto lock = ocf::lock_addresses(request_.deadline);
    auto now = view();
    place_ = choose(now);
    auto wanted = new_address(settings_, place_);
    auto step = core::plan_start(settings_.where, place_, now);
    if (step == core::StartStep::give_up_copy) {
        give_up(now);
    }
    // Recorded first: whatever happens from here on, stop knows what to remove.
    state_.write(to_record(record()));
    if (step != core::StartStep::keep) {
        add(step, wanted);
    }
}

void Start::add(core::StartStep step, const net::NewAddress &wanted)
{
    auto what = wanted.address.text() + "/" + std::to_string(wanted.prefix) + " on " + place_.name;
    if (step == core::StartStep::refresh) {
        change_address(kernel_, net::refresh_request(wanted), "renew " + what, request_.deadline);
        return;
    }
    change_address(kernel_, net::add_request(wanted), "add " + what, request_.deadline);
    added_ = true;
}

// The kernel never tries again by itself: a copy that lost is of no use, and in the way of the next start.
void Start::give_up(const core::NetworkView &view)
{
    auto here = std::find_if(view.addresses.begin(), view.addresses.end(), [&](const auto &copy) {
        return copy.address == settings_.where.address && copy.index == place_.index && copy.prefix == place_.prefix;
    });
    remove_copy(kernel_, *here, view, request_.deadline);
    before_.reset();
    throw Failure(ExitCode::error, "another host has " + settings_.where.address.text() +
                                       " (duplicate address detection failed on " + place_.name +
                                       "); this node's copy was removed");
}

void Start::wait_usable()
{
    const auto &address = settings_.where.address;
    for (;;) {
        auto now = view_addresses(kernel_, address.family(), request_.deadline);
        auto here = std::find_if(now.addresses.begin(), now.addresses.end(), [&](const auto &copy) {
            return copy.address == address && copy.index == place_.index && copy.prefix == place_.prefix;
        });
        if (here == now.addresses.end()) {
            throw Failure(ExitCode::error, address.text() + " was added to " + place_.name +
                                               " and is gone again: something else on this node removed it");
        }
        auto reason = core::flaw(settings_.where, *here, now);
        if (reason.empty()) {
            return;
        }
        if (!here->tentative() || here->dad_failed() || request_.deadline.passed()) {
            throw Failure(ExitCode::error, reason + (added_ ? "; it was removed again" : ""));
        }
        events_.wait(request_.deadline.within(notice_limit));
    }
}

void Start::remove_ours(const Deadline &deadline)
{
    auto lock = ocf::lock_addresses(deadline);
    const auto &address = settings_.where.address;
    auto now = view_addresses(kernel_, address.family(), deadline);
    for (const auto &copy : now.addresses) {
        if (copy.address == address && copy.index == place_.index && copy.prefix == place_.prefix) {
            remove_copy(kernel_, copy, now, deadline);
        }
    }
}

// Leaves the node as it was. What cannot be undone stays recorded, for stop to do.
void Start::undo() noexcept
{
    try {
        if (added_) {
            remove_ours(Deadline::after(rollback_time));
        }
        if (before_ && !added_) {
            state_.write(to_record(*before_));
        } else {
            state_.remove();
        }
    } catch (const std::exception &error) {
        base::log(base::LogLevel::error, request_.resource + ": cannot undo a failed start: " + error.what());
    }
}

// A neighbour that is not told finds out later; that is no reason not to start.
void Start::tell_neighbours()
{
    auto links = kernel_.links(request_.deadline);
    if (auto *link = core::find_link(links, place_.index)) {
        announce(record(), *link, settings_.announcements, settings_.announcement_interval);
    }
}

} // namespace

ExitCode start(const ocf::Request &request)
{
    ocf::require_root();
    auto settings = read_settings(request.parameters);
    auto state = ocf::StateFile::acquire(request.resource, request.deadline);
    Start(request, std::move(settings), state).run();
    return ExitCode::ok;
}

} // namespace ip
