#include "process/process.hh"

#include "base/deleter.hh"
#include "base/failure.hh"
#include "base/file.hh"
#include "base/number.hh"

#include <dirent.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdlib>
#include <sstream>

namespace process {

using base::ExitCode;
using base::Failure;

namespace {

constexpr std::size_t largest_proc_file = 1024 * 1024;

std::string proc_path(pid_t pid, const char *name)
{
    return "/proc/" + std::to_string(pid) + "/" + name;
}

// A process may end at any moment: then its files in /proc are gone (ENOENT) or dead (ESRCH).
std::optional<std::string> read_proc(pid_t pid, const char *name)
{
    try {
        return base::read_file(proc_path(pid, name), largest_proc_file);
    } catch (const Failure &) {
        if (::kill(pid, 0) < 0 && errno == ESRCH) {
            return std::nullopt;
        }
        throw;
    }
}

std::string read_program(pid_t pid)
{
    char target[PATH_MAX + 16];
    ssize_t size = ::readlink(proc_path(pid, "exe").c_str(), target, sizeof target);
    std::string program(target, size > 0 ? static_cast<std::size_t>(size) : 0);
    static constexpr std::string_view removed = " (deleted)";
    return program.ends_with(removed) ? program.substr(0, program.size() - removed.size()) : program;
}

// The fields behind the name, which may hold any character: state is the first, field 3 of proc(5).
std::optional<Process> parse_stat(pid_t pid, const std::string &stat)
{
    auto end = stat.rfind(')');
    if (end == std::string::npos) {
        return std::nullopt;
    }
    std::istringstream fields(stat.substr(end + 1));
    Process process;
    process.pid = pid;
    std::string skipped;
    fields >> process.state >> process.parent;
    for (int field = 5; field < 22; ++field) {
        fields >> skipped;
    }
    fields >> process.start_time;
    return fields ? std::optional<Process>(process) : std::nullopt;
}

bool same_file(const std::string &a, const std::string &b)
{
    struct stat one {};
    struct stat two {};
    return ::stat(a.c_str(), &one) == 0 && ::stat(b.c_str(), &two) == 0 && one.st_ino == two.st_ino &&
           one.st_dev == two.st_dev;
}

std::optional<Process> inspect_without_program(pid_t pid)
{
    auto stat = pid > 0 ? read_proc(pid, "stat") : std::nullopt;
    auto process = stat ? parse_stat(pid, *stat) : std::nullopt;
    bool ended = process && (process->state == 'Z' || process->state == 'X');
    return ended ? std::nullopt : process;
}

void send_signal(int pidfd, int number, pid_t pid)
{
    if (::syscall(SYS_pidfd_send_signal, pidfd, number, nullptr, 0) < 0 && errno != ESRCH) {
        throw base::system_failure("cannot end process " + std::to_string(pid),
                                   errno == EPERM ? ExitCode::not_permitted : ExitCode::error);
    }
}

bool kill_process(const base::Fd &pidfd, const Process &process, const base::Deadline &deadline)
{
    send_signal(pidfd.get(), SIGKILL, process.pid);
    return base::wait_ready(pidfd.get(), POLLIN, deadline);
}

std::vector<Process> list_descendants(pid_t ancestor)
{
    std::vector<Process> found;
    std::vector<pid_t> parents{ancestor};
    for (std::size_t i = 0; i < parents.size(); ++i) {
        for (pid_t pid : list_children(parents[i])) {
            if (auto process = inspect_process(pid)) {
                found.push_back(*process);
                parents.push_back(pid);
            }
        }
    }
    return found;
}

} // namespace

std::optional<Process> inspect_process(pid_t pid)
{
    auto process = inspect_without_program(pid);
    if (process) {
        process->program = read_program(pid);
    }
    return process;
}

std::vector<std::string> read_arguments(pid_t pid)
{
    std::istringstream text(read_proc(pid, "cmdline").value_or(""));
    std::vector<std::string> arguments;
    for (std::string argument; std::getline(text, argument, '\0');) {
        arguments.push_back(argument);
    }
    return arguments;
}

std::vector<pid_t> list_pids()
{
    base::Owned<DIR, ::closedir> folder(::opendir("/proc"));
    if (!folder) {
        throw base::system_failure("cannot list /proc");
    }
    std::vector<pid_t> pids;
    while (const dirent *entry = ::readdir(folder.get())) {
        if (auto pid = base::parse_number<pid_t>(entry->d_name)) {
            pids.push_back(*pid);
        }
    }
    return pids;
}

std::vector<pid_t> list_children(pid_t parent)
{
    auto pids = list_pids();
    std::erase_if(pids, [parent](pid_t pid) {
        auto process = inspect_without_program(pid);
        return !process || process->parent != parent;
    });
    return pids;
}

bool is_of_this_node(pid_t pid)
{
    return same_file(proc_path(pid, "ns/pid"), "/proc/self/ns/pid") &&
           same_file(proc_path(pid, "ns/net"), "/proc/self/ns/net") && same_file(proc_path(pid, "root"), "/");
}

// The descriptor is of the process only if that is still the same after opening.
base::Fd open_process(const Process &process)
{
    base::Fd pidfd(static_cast<int>(::syscall(SYS_pidfd_open, process.pid, 0)));
    if (!pidfd && errno != ESRCH) {
        throw base::system_failure("cannot follow process " + std::to_string(process.pid));
    }
    return pidfd && is_alive(process) ? std::move(pidfd) : base::Fd();
}

bool is_alive(const Process &process)
{
    auto now = inspect_without_program(process.pid);
    return now && now->start_time == process.start_time;
}

bool end_process(const Process &process, base::Milliseconds grace, const base::Deadline &deadline)
{
    auto pidfd = open_process(process);
    if (!pidfd) {
        return true;
    }
    if (grace > base::Milliseconds::zero()) {
        send_signal(pidfd.get(), SIGTERM, process.pid);
        if (base::wait_ready(pidfd.get(), POLLIN, deadline.within(grace))) {
            return true;
        }
    }
    auto children = list_descendants(process.pid);
    bool gone = kill_process(pidfd, process, deadline);
    for (const auto &child : children) {
        auto child_pidfd = open_process(child);
        gone = (!child_pidfd || kill_process(child_pidfd, child, deadline)) && gone;
    }
    return gone;
}

} // namespace process
