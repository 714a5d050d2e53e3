// booth-helperd's command line.
#pragma once

#include "base/log.hh"

#include <optional>
#include <string>

namespace helperd {

struct CommandLine {
    bool foreground = false;
    std::string config;                      // of --config, or where it is installed
    std::optional<base::LogLevel> log_level; // overrules the configuration
    std::string output;                      // what --help or --version print
};

// Errors: Failure (bad_argument) saying what is wrong and where the help is.
CommandLine parse_command_line(int argc, const char *const argv[]);

} // namespace helperd
