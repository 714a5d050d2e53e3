// One query to a boothd as it went, and what there is to say about it.
#pragma once

#include "booth/exchange.hh"

#include <sys/types.h>

#include <chrono>
#include <string>

namespace core {

// The boothd that is asked.
struct Daemon {
    pid_t pid = 0;
    std::string address; // of the site, with its port
    std::string config;
};

// What was seen when the query had ended.
struct Probe {
    booth::Answer answer;
    char state = 'S';          // of the process, as in /proc/PID/stat
    bool has_children = false; // a boothd may wait for them: it is single-threaded
    std::string key_problem;   // why the key could not be read; then it was asked without
    std::chrono::milliseconds waited{0}; // for the answer
};

// "boothd (pid 7)"
std::string name(const Daemon &daemon);

// Stopped by a signal, or by a debugger.
bool is_stopped(char state);
std::string describe_stopped(const Daemon &daemon, char state);

// The daemon refuses a query only because this node cannot read the key any more: it works, but could not
// be started again.
bool lacks_key(const Probe &probe);
std::string describe_lost_key(const Daemon &daemon, const Probe &probe);

// Why the query failed; empty when it was answered.
std::string describe(const Daemon &daemon, const Probe &probe);

} // namespace core
