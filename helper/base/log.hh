// The log: libqb, to the journal by syslog.
#pragma once

#include <string>

namespace base {

enum class LogLevel { error, warning, notice, info, debug };

// Opens the log under the program's name; what is less severe than level is dropped.
// Closes itself at the end of the program.
void open_log(const char *program, LogLevel level);

void log(LogLevel level, const std::string &line);

} // namespace base
