#include "service/observe.hh"

#include "base/deleter.hh"
#include "base/failure.hh"
#include "base/fd.hh"
#include "booth/key.hh"
#include "service/scan.hh"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>

namespace service {

using base::Clock;
using base::Milliseconds;
using booth::Outcome;
using core::Holder;

namespace {

// What a healthy boothd needs is a few milliseconds.
constexpr Milliseconds patience{3000};

// `boothd status` takes the lock for a moment, and a starting daemon has not written its line yet.
constexpr Milliseconds settling{500};
constexpr Milliseconds settling_step{10};

Holder classify(const booth::Lock &lock, const Process *process, const ServiceTarget &target)
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
    auto process = inspect_process(lock.holder);
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
        view.address = (lock.line->address.find(':') == std::string::npos ? lock.line->address
                                                                          : "[" + lock.line->address + "]") +
                       ":" + std::to_string(lock.line->port);
    }
    return view;
}

struct Ip {
    int family = AF_INET;
    unsigned char bytes[16] = {};
};

std::optional<Ip> parse_ip(const std::string &text)
{
    Ip ip;
    if (::inet_pton(AF_INET, text.c_str(), ip.bytes) > 0) {
        return ip;
    }
    ip.family = AF_INET6;
    return ::inet_pton(AF_INET6, text.c_str(), ip.bytes) > 0 ? std::optional<Ip>(ip) : std::nullopt;
}

bool is_same(const sockaddr *address, const Ip &ip)
{
    if (address == nullptr || address->sa_family != ip.family) {
        return false;
    }
    if (ip.family == AF_INET) {
        return std::memcmp(&reinterpret_cast<const sockaddr_in *>(address)->sin_addr, ip.bytes, 4) == 0;
    }
    return std::memcmp(&reinterpret_cast<const sockaddr_in6 *>(address)->sin6_addr, ip.bytes, 16) == 0;
}

// A boothd that ends or has just begun looks strange for a moment.
bool may_settle(const core::ServiceView &view, const ServiceTarget &target)
{
    Process process;
    process.program = view.holder_program;
    return (view.holder == Holder::stranger && is_boothd(process, target)) ||
           (view.holder == Holder::invisible && view.pid > 0);
}

bool worth_asking(const core::ServiceView &view)
{
    return view.holder == Holder::boothd && view.line && view.line->started && view.address_here &&
           view.state != 'T' && view.state != 't';
}

std::string read_key_for(core::ServiceView &view, const ServiceTarget &target)
{
    try {
        return target.authfile.empty() ? std::string() : booth::read_key(target.authfile);
    } catch (const base::Failure &failure) {
        view.key_problem = failure.what();
        return {};
    }
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

void ask(core::ServiceView &view, const ServiceTarget &target, const base::Deadline &deadline)
{
    if (!worth_asking(view)) {
        return;
    }
    auto key = read_key_for(view, target);
    auto start = Clock::now();
    auto query = [&](const base::Deadline &limit) {
        view.answer = booth::query(view.line->address, view.line->port, booth::Command::list, key, limit);
    };
    query(deadline.within(patience));
    if (view.answer->outcome == Outcome::no_answer && !list_children(view.pid).empty()) {
        query(deadline);
    }
    view.waited = std::chrono::duration_cast<Milliseconds>(Clock::now() - start);
    if (auto process = view.answer->outcome == Outcome::no_answer ? inspect_process(view.pid) : std::nullopt) {
        view.state = process->state;
    }
}

std::vector<Process> daemons(const core::ServiceView &view)
{
    std::vector<pid_t> pids;
    if (view.holder == Holder::boothd) {
        pids.push_back(view.pid);
    }
    for (const auto &loose : view.loose) {
        pids.push_back(loose.pid);
    }
    std::vector<Process> processes;
    for (pid_t pid : pids) {
        if (auto process = inspect_process(pid)) {
            processes.push_back(*process);
        }
    }
    return processes;
}

bool is_ip_address(const std::string &text)
{
    return parse_ip(text).has_value();
}

bool is_local_address(const std::string &address)
{
    auto wanted = parse_ip(address);
    ifaddrs *list = nullptr;
    if (::getifaddrs(&list) < 0) {
        throw base::system_failure("cannot list the addresses of this node");
    }
    base::Owned<ifaddrs, ::freeifaddrs> owner(list);
    for (const ifaddrs *entry = list; wanted && entry != nullptr; entry = entry->ifa_next) {
        if (is_same(entry->ifa_addr, *wanted)) {
            return true;
        }
    }
    return false;
}

bool can_bind(const std::string &address)
{
    auto ip = parse_ip(address);
    base::Fd fd(ip ? ::socket(ip->family, SOCK_DGRAM | SOCK_CLOEXEC, 0) : -1);
    if (!fd) {
        return false;
    }
    if (ip->family == AF_INET) {
        sockaddr_in v4{.sin_family = AF_INET, .sin_port = 0, .sin_addr = {}, .sin_zero = {}};
        std::memcpy(&v4.sin_addr, ip->bytes, sizeof v4.sin_addr);
        return ::bind(fd.get(), reinterpret_cast<const sockaddr *>(&v4), sizeof v4) == 0;
    }
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    std::memcpy(&v6.sin6_addr, ip->bytes, sizeof v6.sin6_addr);
    return ::bind(fd.get(), reinterpret_cast<const sockaddr *>(&v6), sizeof v6) == 0;
}

} // namespace service
