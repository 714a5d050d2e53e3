#include "watch/network.hh"

#include "base/failure.hh"
#include "base/log.hh"
#include "core/network.hh"
#include "net/events.hh"
#include "net/rtnetlink.hh"
#include "ocf/state_folder.hh"

#include <linux/rtnetlink.h>
#include <poll.h>

#include <algorithm>
#include <set>
#include <vector>

namespace watch {

using base::Clock;
using base::Deadline;
using base::Milliseconds;

namespace {

constexpr std::uint32_t groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR;

// Notices taken in one turn of the loop, so that a storm of them does not keep other watches waiting.
constexpr std::size_t most_notices = 512;

// How long a change may go on before it is judged as it is.
constexpr Milliseconds patience{1000};
constexpr Milliseconds busy_interval{5};

// Between two readings of everything, and for one of them.
constexpr Milliseconds read_interval{100};
constexpr Milliseconds read_limit{1000};

constexpr std::chrono::minutes log_interval{1};

} // namespace

class Network::Implementation {
public:
    explicit Implementation(loop::Loop &loop)
        : events_(groups), source_(loop, loop::Priority::high, events_.fd(), POLLIN, [this](short) { take(); }),
          timer_(loop, loop::Priority::high, [this] { settle(); })
    {
    }

    const core::NetworkView &view() const { return view_; }
    unsigned long overruns() const { return overruns_; }

    Subscribers::iterator subscribe(const net::Address &address, Callback changed);
    void unsubscribe(Subscribers::iterator position) { subscribers_.erase(position); }

private:
    void take();
    bool take_notices();
    void note_overrun();
    void mark(const core::NetworkChange &change);
    void settle();
    bool settled();
    void read_anew();
    void keep_copies(net::Family family, const Deadline &deadline, core::NetworkView &view);
    void tell();

    // First, so that no change falls between the first reading and the first notice.
    net::Events events_;
    net::Rtnetlink kernel_;
    core::NetworkView view_;
    Subscribers subscribers_;

    // Whom to tell once the change that is under way has ended.
    std::set<net::Address> changed_;
    bool all_changed_ = false;
    std::optional<Deadline> change_end_;

    // What is known is not complete: notices were lost, or an address has never been looked for.
    bool stale_ = true;
    Clock::time_point next_reading_{};

    unsigned long overruns_ = 0;
    std::optional<Clock::time_point> next_log_;
    loop::FdSource source_;
    loop::Timer timer_;
};

Network::Subscribers::iterator Network::Implementation::subscribe(const net::Address &address, Callback changed)
{
    stale_ = true;
    mark({.address = address});
    timer_.start(Milliseconds::zero());
    return subscribers_.emplace(address, std::make_shared<Callback>(std::move(changed)));
}

void Network::Implementation::take()
{
    bool drained = take_notices();
    if (drained || (change_end_ && change_end_->passed())) {
        settle();
    }
}

bool Network::Implementation::take_notices()
{
    auto wanted = [this](const net::Address &address) { return subscribers_.contains(address); };
    auto batch = events_.take(most_notices,
                              [&](const net::Event &event) { mark(core::apply(event, wanted, view_)); });
    if (batch.lost) {
        note_overrun();
    }
    return batch.drained;
}

void Network::Implementation::note_overrun()
{
    ++overruns_;
    stale_ = true;
    mark({.links = true});
    auto now = Clock::now();
    if (!next_log_ || now >= *next_log_) {
        base::log(base::LogLevel::warning, "the kernel's notices of changed links and addresses came faster than they "
                                           "were taken, and some were lost: everything is read anew (" +
                                               std::to_string(overruns_) + " times since the start)");
        next_log_ = now + log_interval;
    }
}

void Network::Implementation::mark(const core::NetworkChange &change)
{
    all_changed_ = all_changed_ || change.links;
    if (change.address) {
        changed_.insert(*change.address);
    }
    if (!change_end_ && (all_changed_ || !changed_.empty())) {
        change_end_ = Deadline::after(patience);
    }
}

// A change is judged when it has ended. An action of booth-ip that removes the first address of a subnet may
// take the others away and put them back, under its lock; what it did is among the notices when it lets go.
void Network::Implementation::settle()
{
    if (!change_end_) {
        return;
    }
    try {
        if (!settled()) {
            return;
        }
    } catch (const base::Failure &failure) {
        base::log(base::LogLevel::error, std::string("cannot follow links and addresses: ") + failure.what());
        timer_.start(patience);
        return;
    }
    tell();
}

// False: called again when there is more to take, or by the timer.
bool Network::Implementation::settled()
{
    auto held = ocf::hold_addresses();
    if (!held && !change_end_->passed()) {
        timer_.start(busy_interval);
        return false;
    }
    bool drained = take_notices();
    if (!drained && !change_end_->passed()) {
        return false;
    }
    if (stale_ || !drained) {
        auto wait = Deadline(next_reading_).left();
        if (wait > Milliseconds::zero()) {
            timer_.start(wait);
            return false;
        }
        read_anew();
    }
    return true;
}

void Network::Implementation::read_anew()
{
    next_reading_ = Clock::now() + read_interval;
    auto deadline = Deadline::after(read_limit);
    core::NetworkView view{.links = kernel_.links(deadline)};
    keep_copies(net::Family::ipv4, deadline, view);
    keep_copies(net::Family::ipv6, deadline, view);
    view_ = std::move(view);
    stale_ = false;
}

void Network::Implementation::keep_copies(net::Family family, const Deadline &deadline, core::NetworkView &view)
{
    bool any = std::any_of(subscribers_.begin(), subscribers_.end(),
                           [family](const auto &entry) { return entry.first.family() == family; });
    if (any) {
        auto wanted = [this](const net::InterfaceAddress &copy) { return subscribers_.contains(copy.address); };
        auto copies = kernel_.addresses(family, deadline, wanted);
        view.addresses.insert(view.addresses.end(), copies.begin(), copies.end());
    }
}

// A subscriber may go, and others may come, while they are told.
void Network::Implementation::tell()
{
    std::vector<std::weak_ptr<Callback>> callbacks;
    for (const auto &[address, callback] : subscribers_) {
        if (all_changed_ || changed_.contains(address)) {
            callbacks.push_back(callback);
        }
    }
    changed_.clear();
    all_changed_ = false;
    change_end_.reset();
    for (const auto &weak : callbacks) {
        if (auto callback = weak.lock()) {
            loop::guarded("a watched address", *callback);
        }
    }
}

Network::Network(loop::Loop &loop) : implementation_(std::make_unique<Implementation>(loop)) {}

Network::~Network() = default;

const core::NetworkView &Network::view() const
{
    return implementation_->view();
}

unsigned long Network::overruns() const
{
    return implementation_->overruns();
}

Network::Subscription::Subscription(Network &network, const net::Address &address, Callback changed)
    : network_(network), position_(network.implementation_->subscribe(address, std::move(changed)))
{
}

Network::Subscription::~Subscription()
{
    network_.implementation_->unsubscribe(position_);
}

} // namespace watch
