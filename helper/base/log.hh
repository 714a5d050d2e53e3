// The log: libqb's, to the journal by syslog.
#pragma once

#include <optional>
#include <string>

namespace base {

enum class LogLevel { error, warning, notice, info, debug };

// The level of that name: error, warning, notice, info or debug.
std::optional<LogLevel> parse_log_level(const std::string &name);

// Says under which name (a literal) to log, and that what is less severe than level is dropped.
void open_log(const char *program, LogLevel level);

void log(LogLevel level, const std::string &line);

// To be called before anything else of libqb, in a program that may not have logged yet: a line of libqb's own that
// comes before its log is set up switches that off for good (libqb's lib/log.c: qb_log_real_va_, without a callsite).
void prepare_log();

// From now on every line is also said on standard error, unless that leads into the journal, which has it anyway.
void copy_log_to_stderr();

// Whether a line of this level is logged.
bool is_logged(LogLevel level);

// Only the copy on standard error, of a line that came into the log on another way.
void log_copy(LogLevel level, const std::string &line);

// As syslog(3) and the journal number it.
int syslog_priority(LogLevel level);

} // namespace base
