// Asking booth-helperd from an action.
#pragma once

#include "base/deadline.hh"
#include "ipc/protocol.hh"

namespace ipc {

// No action waits longer for the watcher.
constexpr base::Milliseconds patience{500};

// The record of the answer; nothing when the daemon has no such watch.
// Errors: Failure (degraded) with a sentence that says what is the matter with the daemon and what to do:
// it does not run, does not answer in time, is not run by root or hacluster, or refuses this user.
std::optional<base::Record> ask(Command command, const std::string &resource, const base::Deadline &deadline);

} // namespace ipc
