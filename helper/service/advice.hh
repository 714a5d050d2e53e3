// What the cluster's configuration lacks for a site's address.
#pragma once

#include "base/deadline.hh"

#include <string>
#include <vector>

namespace service {

// What to do so that one of the addresses is up before resource starts. Asks booth-cluster-advice, which
// reads the CIB; says it in general where that gives no answer (no cluster, no answer in time).
std::string advise_on_address(const std::string &resource, const std::vector<std::string> &addresses,
                              const base::Deadline &deadline);

} // namespace service
