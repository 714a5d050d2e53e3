// The two agents: what each does for a request.
#pragma once

#include "base/exit_code.hh"
#include "ocf/request.hh"

namespace ocf {

// Both return ok, or not_running for a monitor that is certain of it; everything else is a Failure
// whose text becomes the exit reason.
base::ExitCode run_ip(const Request &request);
base::ExitCode run_service(const Request &request);

} // namespace ocf
