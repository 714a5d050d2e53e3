#include "watch/journal.hh"

#ifdef HAVE_SYSTEMD
#include <systemd/sd-journal.h>
#include <unistd.h>

#include <sys/uio.h>
#endif

namespace watch {

namespace {

#ifdef HAVE_SYSTEMD

std::vector<std::string> entry(base::LogLevel level, const std::string &line, const JournalFields &fields)
{
    std::vector<std::string> entry{
        "MESSAGE=" + line,
        "PRIORITY=" + std::to_string(base::syslog_priority(level)),
        "SYSLOG_IDENTIFIER=booth-helperd",
    };
    auto add = [&entry](const char *name, const std::string &value) {
        if (!value.empty()) {
            entry.push_back(name + value);
        }
    };
    add("RESOURCE=", fields.resource);
    for (const auto &ticket : fields.tickets) {
        add("TICKET=", ticket);
    }
    add("SITE=", fields.site);
    add("CAUSE=", fields.cause);
    return entry;
}

// Whether the journal has it now.
bool send(const std::vector<std::string> &entry)
{
    // Without a journal sd_journal_sendv(3) drops the entry and says that all is well.
    if (::access("/run/systemd/journal/socket", F_OK) < 0) {
        return false;
    }
    std::vector<iovec> parts;
    for (const auto &field : entry) {
        parts.push_back({const_cast<char *>(field.data()), field.size()});
    }
    return ::sd_journal_sendv(parts.data(), static_cast<int>(parts.size())) == 0;
}

#else

std::vector<std::string> entry(base::LogLevel, const std::string &, const JournalFields &)
{
    return {};
}

bool send(const std::vector<std::string> &)
{
    return false;
}

#endif

} // namespace

void log_incident(base::LogLevel level, const std::string &line, const JournalFields &fields)
{
    if (!base::is_logged(level)) {
        return;
    }
    if (send(entry(level, line, fields))) {
        base::log_copy(level, line);
    } else {
        base::log(level, line);
    }
}

} // namespace watch
