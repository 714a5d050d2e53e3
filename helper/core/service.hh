// What the state of a booth daemon means for its resource.
#pragma once

#include "base/exit_code.hh"
#include "booth/lock_file.hh"
#include "core/probe.hh"

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace core {

// Who holds the lock of the configuration.
enum class Holder {
    nobody,
    boothd,
    stranger,  // another program, or not the boothd that wrote the lock file
    invisible, // a process of another pid namespace
};

// A boothd of this configuration that is alive without holding the lock file of that name.
struct Loose {
    pid_t pid;
    bool lock_removed; // it holds the lock of a file that is gone; else it never took it
};

// What was seen of one configuration's daemon, all at about the same moment.
struct ServiceView {
    std::string config;
    std::string lock_file;
    Holder holder = Holder::nobody;
    pid_t pid = 0;                      // of the holder
    std::string holder_program;         // its executable
    char state = 'S';                   // of the process, as in /proc/PID/stat
    std::optional<booth::LockLine> line;
    std::vector<Loose> loose;
    std::string address;                // of the site, with its port
    bool address_here = true;           // on an interface of this node
    std::optional<Probe> probe;         // nothing when it made no sense to ask
};

struct Verdict {
    base::ExitCode code;
    std::string reason; // empty for ok and not_running
};

// For monitor: ok when the daemon works, not_running only when it is certain that there is none.
Verdict judge(const ServiceView &view);

// Whether it is worth waiting for view to become ok after a start: it is on its way there.
bool is_starting(const ServiceView &view);

// How much of the time that is left stop gives boothd to end by itself, before it is killed.
std::chrono::milliseconds grace_period(std::chrono::milliseconds left, char state);

// booth before 1.2 never returns from its start on Linux 6.9 and newer (booth's transport.c:
// _find_myself waits for an NLMSG_DONE that such a kernel sends in the same datagram as the last
// address). version is what boothd prints for --version, release what uname says.
bool hangs_on_this_kernel(const std::string &version, const std::string &release);

// The reason in what a boothd wrote to standard error: its errors, without time, program and level.
std::string boothd_reason(const std::string &output);

} // namespace core
