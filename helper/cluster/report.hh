// One report to the cluster that a resource has failed: looked at first, made once.
#pragma once

#include "base/deadline.hh"
#include "core/incident.hh"

#include <string>

namespace cluster {

struct Outcome {
    core::ReportEnd end;
    std::string text; // one line for the log
};

// Reports the resource as failed on this node, or with Ask::look only says how the cluster has it.
// generation is that of its state file (ocf::StateEntry): of any other start nothing is reported. Blocks up to
// the deadline, apart from what Pacemaker's library waits for by itself. Errors: Failure when the cluster
// cannot be asked.
Outcome report(core::Ask ask, const std::string &resource, const std::string &generation,
               const base::Deadline &deadline);

} // namespace cluster
