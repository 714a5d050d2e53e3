// How long a site may need to let go of what depends on a ticket.
#pragma once

#include "cluster/configuration.hh"

#include <string>
#include <vector>

namespace cluster {

// What happens in this cluster when it loses a ticket. Kept to what the configuration says: a resource that is
// disabled or runs nowhere now counts as the others.
struct StopTime {
    base::Milliseconds total{0};    // until all that must stop has stopped, if no stop fails
    std::vector<std::string> steps; // of the longest chain, in their order: "app=20000", "app:demote=20000",
                                    // "app:fencing=60000", in ms
    std::vector<std::string> notes; // what no time covers, a sentence without a full stop each
};

// configuration is the CIB's element of that name.
StopTime stop_time(const xmlNode *configuration, const std::string &ticket);

// What booth-helper reads, a line each: "stop TICKET MILLISECONDS STEP...", and "note TICKET SENTENCE".
std::string format_stop_time(const std::string &ticket, const StopTime &time);

} // namespace cluster
