#include "watch/journal.hh"

namespace watch {

void log_incident(base::LogLevel level, const std::string &line, const JournalFields &)
{
    base::log(level, line);
}

} // namespace watch
