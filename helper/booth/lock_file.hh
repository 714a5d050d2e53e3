// boothd's lock file: who holds it and what it says.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>

namespace booth {

// The one line that boothd writes into its lock file (booth's main.c: write_daemon_state).
struct LockLine {
    pid_t pid = 0;
    bool started = false; // else it is starting
    std::string type;     // site or arbitrator
    std::string name;
    std::string address;
    std::uint16_t port = 0;
};

// Nothing when the text is not such a line.
std::optional<LockLine> parse_lock_line(const std::string &text);

struct Lock {
    bool exists = false;
    bool held = false;
    pid_t holder = 0; // not positive when it is in another pid namespace
    std::optional<LockLine> line;
};

// The path of the lock file that boothd takes by default for a configuration's name.
std::string lock_path(const std::string &name);

// Looks without ever taking the lock. path may also be a descriptor's link in /proc.
// Errors: Failure when the file is there but cannot be opened.
Lock inspect_lock(const std::string &path);

} // namespace booth
