// booth-helper's command line.
#pragma once

#include "base/log.hh"

#include <optional>
#include <string>
#include <vector>

namespace program {

struct CommandLine {
    base::LogLevel log_level = base::LogLevel::notice;
    std::string config = "booth";   // of check: a name or an absolute path
    std::vector<std::string> words; // the command and its arguments; empty when output answers already
    std::string output;             // what --help or --version print
};

// Errors: Failure (bad_argument) saying what is wrong and where the help is.
CommandLine parse_command_line(int argc, const char *const argv[]);

} // namespace program
