// What booth-helper's actions say to booth-helperd, and hear from it. No action waits longer than ipc::patience for
// it, or fails because of it.
#pragma once

#include "base/deadline.hh"
#include "base/exit_code.hh"
#include "base/record.hh"
#include "core/verdict.hh"

#include <functional>
#include <optional>
#include <string>

namespace ipc {

// After a start, and after a stop, which has released the state file. When the daemon is away, a start logs
// a line about it: what nobody watches is the operator's concern. A stop does not.
void tell_started(const std::string &resource, const base::Deadline &deadline);
void tell_stopped(const std::string &resource, const base::Deadline &deadline);

// A monitor of a started resource: its own check, which asks kernel and process, and the watcher's word. check
// returns or throws as an action does, and so does this. check may call meanwhile once it has decided to wait
// for something: the watcher is asked then, otherwise after it.
using Check = std::function<base::ExitCode(const std::function<void()> &meanwhile)>;
base::ExitCode confirm(const std::string &resource, const base::Deadline &deadline, const Check &check);

// What the answer to a verdict means; nothing stands for a resource that the daemon does not know.
core::WatcherWord read_verdict(const std::string &resource, const std::optional<base::Record> &record);

// The local time of day, HH:MM:SS, of seconds since the epoch as text; "?" when it is none.
std::string time_of_day(const std::string &epoch);

// The value of a key; empty when there is none.
std::string field(const base::Record &record, const std::string &key);

} // namespace ipc
