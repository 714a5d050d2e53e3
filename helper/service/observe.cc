#include "service/observe.hh"

#include "base/failure.hh"
#include "booth/key.hh"
#include "booth/query.hh"
#include "net/rtnetlink.hh"
#include "service/scan.hh"

#include <algorithm>

namespace service {

using base::Clock;
using base::Milliseconds;
using booth::Outcome;
using core::Holder;

namespace {

// What a healthy boothd needs is a few milliseconds.
constexpr Milliseconds patience{3000};

// The kernel answers at once.
constexpr Milliseconds kernel_patience{2000};

// `boothd status` takes the lock for a moment, and a starting daemon has not written its line yet.
constexpr Milliseconds settling{500};
constexpr Milliseconds settling_step{10};

Holder classify(const booth::Lock &lock, const process::Process *process, const ServiceTarget &target)
{
    if (!lock.held) {
        return Holder::nobody;
    }
    if (lock.holder <= 0 || process == nullptr) {
        return Holder::invisible;
    }
    bool wrote_line = lock.line && lock.line->pid == lock.holder;
    bool is_daemon = is_boothd(*process, target) && (wrote_line || serves_config(process->pid, target.config));
    return is_daemon ? Holder::boothd : Holder::stranger;
}

core::ServiceView look_at_lock(const ServiceTarget &target)
{
    auto lock = booth::inspect_lock(target.lock_file);
    auto process = process::inspect_process(lock.holder);
    core::ServiceView view;
    view.config = target.config;
    view.lock_file = target.lock_file;
    view.holder = classify(lock, process ? &*process : nullptr, target);
    view.pid = lock.holder;
    if (process) {
        view.holder_program = process->program;
        view.state = process->state;
    }
    if (lock.line && lock.line->pid == lock.holder) {
        view.line = lock.line;
        view.address_here = is_local_address(lock.line->address);
        view.address = with_port(lock.line->address, lock.line->port);
    }
    return view;
}

std::vector<net::InterfaceAddress> copies_here(const std::string &text)
{
    auto address = net::Address::parse(text);
    if (!address) {
        return {};
    }
    net::Rtnetlink kernel;
    auto all = kernel.addresses(address->family(), base::Deadline::after(kernel_patience));
    std::erase_if(all, [&address](const auto &copy) { return copy.address != *address; });
    return all;
}

// A boothd that ends or has just begun looks strange for a moment.
bool may_settle(const core::ServiceView &view, const ServiceTarget &target)
{
    process::Process process;
    process.program = view.holder_program;
    return (view.holder == Holder::stranger && is_boothd(process, target)) ||
           (view.holder == Holder::invisible && view.pid > 0);
}

bool worth_asking(const core::ServiceView &view)
{
    return view.holder == Holder::boothd && view.line && view.line->started && view.address_here &&
           !core::is_stopped(view.state);
}

} // namespace

core::ServiceView observe(const ServiceTarget &target)
{
    auto deadline = base::Deadline::after(settling);
    auto view = look_at_lock(target);
    while (may_settle(view, target) && !deadline.passed()) {
        base::pause(settling_step, deadline);
        view = look_at_lock(target);
    }
    if (view.holder != Holder::boothd) {
        view.loose = find_loose(target, view.holder == Holder::nobody ? 0 : view.pid);
    }
    return view;
}

std::string with_port(const std::string &address, std::uint16_t port)
{
    auto host = address.find(':') == std::string::npos ? address : "[" + address + "]";
    return host + ":" + std::to_string(port);
}

KeyLook look_for_key(const std::string &authfile)
{
    try {
        return {authfile.empty() ? std::string() : booth::read_key(authfile), {}};
    } catch (const base::Failure &failure) {
        return {{}, failure.what()};
    }
}

void look_at_process(core::Probe &probe, pid_t pid)
{
    if (auto process = process::inspect_process(pid)) {
        probe.state = process->state;
    }
    probe.has_children = !process::list_children(pid).empty();
}

Question::Question(const core::ServiceView &view, const ServiceTarget &target)
{
    if (worth_asking(view)) {
        key_ = look_for_key(target.authfile);
        line_ = *view.line;
        begin();
    }
}

void Question::begin()
{
    exchange_.emplace(line_.address, line_.port, booth::Command::list, key_.key);
}

std::optional<core::Probe> Question::finish(const base::Deadline &deadline)
{
    if (!exchange_) {
        return std::nullopt;
    }
    core::Probe probe;
    probe.key_problem = key_.problem;
    probe.answer = booth::finish(*exchange_, deadline.within(patience));
    if (probe.answer.outcome == Outcome::no_answer) {
        look_at_process(probe, line_.pid);
        if (probe.has_children) {
            probe.answer = booth::finish(*exchange_, deadline);
            look_at_process(probe, line_.pid);
        }
    }
    // boothd gives the result of a request whose client has left to the one that has its descriptor now
    // (booth's ticket.c: notify_client); a list itself is never refused.
    if (probe.answer.outcome == Outcome::rejected) {
        begin();
        probe.answer = booth::finish(*exchange_, deadline.within(patience));
    }
    probe.waited = std::chrono::duration_cast<Milliseconds>(Clock::now() - start_);
    return probe;
}

std::vector<process::Process> daemons(const core::ServiceView &view)
{
    std::vector<pid_t> pids;
    if (view.holder == Holder::boothd) {
        pids.push_back(view.pid);
    }
    for (const auto &loose : view.loose) {
        pids.push_back(loose.pid);
    }
    std::vector<process::Process> processes;
    for (pid_t pid : pids) {
        if (auto process = process::inspect_process(pid)) {
            processes.push_back(*process);
        }
    }
    return processes;
}

bool is_local_address(const std::string &address)
{
    return !copies_here(address).empty();
}

bool is_usable_address(const std::string &address)
{
    auto copies = copies_here(address);
    return std::any_of(copies.begin(), copies.end(),
                       [](const auto &copy) { return !copy.tentative() && !copy.dad_failed(); });
}

} // namespace service
