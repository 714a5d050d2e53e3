// booth-helperd's settings: /etc/booth-agents/helper.conf.
#pragma once

#include "base/log.hh"
#include "guard/settings.hh"
#include "watch/watcher.hh"

#include <string>

namespace helperd {

struct Settings {
    base::LogLevel log_level = base::LogLevel::notice;
    watch::WatcherSettings watcher = {};
    guard::Settings guard = {};
};

// What text sets; every key has a default. path is for errors.
// Errors: Failure (not_configured) "PATH line N: ..." for an unknown or repeated key, or a value out of bounds.
Settings parse_settings(const std::string &text, const std::string &path);

// The same for the file; a missing one means all defaults. Errors: Failure.
Settings load_settings(const std::string &path);

} // namespace helperd
