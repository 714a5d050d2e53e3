// What a monitor says, of what it has seen itself and what the watcher has seen.
#pragma once

#include "base/exit_code.hh"

#include <optional>
#include <string>

namespace core {

// An incident that the watcher has found and that has not ended.
struct OpenIncident {
    std::string cause;  // core::word of it
    std::string reason; // one line
    std::string since;  // the time of day, as text
};

// What was heard from the watcher.
struct WatcherWord {
    std::string trouble; // why it does not watch the resource, and what to do; empty when it does
    std::optional<OpenIncident> incident = std::nullopt;
};

struct Conclusion {
    base::ExitCode code;
    std::string reason; // empty for ok and not_running
};

// own: what the monitor found itself, which is never overruled for the better. What only the watcher knows, and that
// nobody watches, makes a resource that works a degraded one.
Conclusion conclude(const Conclusion &own, const WatcherWord &watcher);

} // namespace core
