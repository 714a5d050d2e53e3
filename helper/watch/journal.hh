// What an operator is to find in the journal about an incident.
#pragma once

#include "base/log.hh"

#include <string>
#include <vector>

namespace watch {

// The journal's fields besides the message; empty ones are left out, and each ticket is a field of its own.
struct JournalFields {
    std::string resource; // RESOURCE=
    std::vector<std::string> tickets; // TICKET=
    std::string site;     // SITE=, the site's address
    std::string cause;    // CAUSE=, core::word
};

// To the journal with its fields, where systemd runs; otherwise the line goes to the log.
void log_incident(base::LogLevel level, const std::string &line, const JournalFields &fields);

} // namespace watch
