// What the cluster's configuration says: booth-cluster-advice, asked under a deadline.
#pragma once

#include "base/deadline.hh"
#include "service/handover.hh"

#include <string>
#include <vector>

namespace service {

// What to do so that one of the addresses is up before resource starts. Asks booth-cluster-advice, which
// reads the CIB; says it in general where that gives no answer (no cluster, no answer in time).
std::string advise_on_address(const std::string &resource, const std::vector<std::string> &addresses,
                              const base::Deadline &deadline);

// How long the cluster may need to let go of each of the tickets, in their order. Waits two seconds at most.
// Errors: Failure when there is no answer (no cluster, none in time) or one about other tickets.
std::vector<StopTime> ask_stop_times(const std::vector<std::string> &tickets, const base::Deadline &deadline);

} // namespace service
