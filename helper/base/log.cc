#include "base/log.hh"

#include <qb/qblog.h>
#include <syslog.h>

#include <cstdint>
#include <cstdlib>

namespace base {

namespace {

uint8_t priority(LogLevel level)
{
    switch (level) {
    case LogLevel::error: return LOG_ERR;
    case LogLevel::warning: return LOG_WARNING;
    case LogLevel::notice: return LOG_NOTICE;
    case LogLevel::info: return LOG_INFO;
    case LogLevel::debug: return LOG_DEBUG;
    }
    return LOG_ERR;
}

} // namespace

void open_log(const char *program, LogLevel level)
{
    qb_log_init(program, LOG_DAEMON, priority(level));
    qb_log_ctl(QB_LOG_SYSLOG, QB_LOG_CONF_ENABLED, QB_TRUE);
    std::atexit(qb_log_fini);
}

void log(LogLevel level, const std::string &line)
{
    qb_log_from_external_source(__func__, __FILE__, "%s", priority(level), __LINE__, 0, line.c_str());
}

} // namespace base
