// Processes as the kernel knows them: identity, children, and a sure end.
#pragma once

#include "base/deadline.hh"
#include "base/fd.hh"

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace process {

// A pid alone may have been given to another process since; together with its start time it may not.
struct Process {
    pid_t pid = 0;
    pid_t parent = 0;
    std::uint64_t start_time = 0; // clock ticks since boot (field 22 of /proc/PID/stat)
    char state = 'S';
    std::string program; // /proc/PID/exe, also if the file was removed since; empty for the kernel's own
                         // and for a process with more rights than ours

    bool stopped() const { return state == 'T' || state == 't'; }
};

// Nothing when there is no such process, or only its zombie is left.
std::optional<Process> inspect_process(pid_t pid);

// Its arguments.
std::vector<std::string> read_arguments(pid_t pid);

// All pids, and those of the children of parent that have not ended.
std::vector<pid_t> list_pids();
std::vector<pid_t> list_children(pid_t parent);

// Whether the process lives in this root folder, network and pid namespace: one of a container, even
// if its paths are the same, does not serve this node.
bool is_of_this_node(pid_t pid);

// A pidfd (pidfd_open(2)) of it, readable when it has ended; empty when it is gone, also when its pid belongs
// to another process now. Errors: Failure.
base::Fd open_process(const Process &process);

// Whether it is still there, as the process it was.
bool is_alive(const Process &process);

// Ends a process: TERM, and KILL when grace is over; a grace of zero means KILL at once. What it started
// is killed along with it, since that may have its sockets. True when all were seen gone (a zombie counts
// as gone), false when the deadline passed first.
// Errors: Failure (not_permitted).
bool end_process(const Process &process, base::Milliseconds grace, const base::Deadline &deadline);

} // namespace process
