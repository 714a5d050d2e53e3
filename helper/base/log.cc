#include "base/log.hh"

#include <qb/qblog.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>

namespace base {

namespace {

const char *log_name = "booth-agents";
LogLevel log_level = LogLevel::notice;

bool copies = false;

uint8_t priority(LogLevel level)
{
    return static_cast<uint8_t>(syslog_priority(level));
}

// systemd.exec(5): JOURNAL_STREAM is DEVICE:INODE of the stream that it has connected to the journal.
bool is_journal(int fd)
{
    const char *stream = std::getenv("JOURNAL_STREAM");
    struct stat info {};
    return stream != nullptr && ::fstat(fd, &info) == 0 &&
           stream == std::to_string(info.st_dev) + ':' + std::to_string(info.st_ino);
}

// libqb's log, from the first line to the end of the program.
class Libqb {
public:
    Libqb()
    {
        qb_log_init(log_name, LOG_DAEMON, priority(log_level));
        qb_log_ctl(QB_LOG_SYSLOG, QB_LOG_CONF_ENABLED, QB_TRUE);
    }
    Libqb(const Libqb &) = delete;
    Libqb &operator=(const Libqb &) = delete;
    ~Libqb() { qb_log_fini(); }

    void write(LogLevel level, const std::string &line) const
    {
        qb_log_from_external_source(__func__, __FILE__, "%s", priority(level), __LINE__, 0, line.c_str());
    }
};

const Libqb &libqb()
{
    static const Libqb instance;
    return instance;
}

} // namespace

std::optional<LogLevel> parse_log_level(const std::string &name)
{
    static const std::map<std::string, LogLevel> levels{
        {"error", LogLevel::error}, {"warning", LogLevel::warning}, {"notice", LogLevel::notice},
        {"info", LogLevel::info},   {"debug", LogLevel::debug},
    };
    auto found = levels.find(name);
    return found == levels.end() ? std::nullopt : std::optional<LogLevel>(found->second);
}

void open_log(const char *program, LogLevel level)
{
    log_name = program;
    log_level = level;
}

void copy_log_to_stderr()
{
    copies = !is_journal(STDERR_FILENO);
}

bool is_logged(LogLevel level)
{
    return level <= log_level;
}

void log_copy(LogLevel level, const std::string &line)
{
    if (copies && is_logged(level)) {
        std::fprintf(stderr, "%s: %s\n", log_name, line.c_str());
    }
}

int syslog_priority(LogLevel level)
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

void log(LogLevel level, const std::string &line)
{
    if (!is_logged(level)) {
        return;
    }
    log_copy(level, line);
    libqb().write(level, line);
}

void prepare_log()
{
    libqb();
}

} // namespace base
