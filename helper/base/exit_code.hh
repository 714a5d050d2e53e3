// The exit codes of a resource agent (OCF 1.1, and 190 from Pacemaker).
#pragma once

namespace base {

enum class ExitCode {
    ok = 0,
    error = 1,           // a soft error, worth another try
    bad_argument = 2,    // a parameter makes no sense on this node
    unimplemented = 3,   // an action that does not exist
    not_permitted = 4,   // this process lacks a right
    not_installed = 5,   // something is missing on this node only
    not_configured = 6,  // a parameter is wrong everywhere: bans the whole cluster
    not_running = 7,     // cleanly stopped, and certain of it
    degraded = 190,      // works, but not as well as it should
};

} // namespace base
