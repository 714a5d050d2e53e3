// The actions of booth-service.
#pragma once

#include "base/exit_code.hh"
#include "ocf/request.hh"

namespace service {

// Does what the request asks. Returns ok, or not_running for a monitor that is certain of it; everything
// else is a Failure whose text becomes the exit reason.
base::ExitCode run(const ocf::Request &request);

// Returns when boothd works, or throws a Failure with the reason; then what it started is gone.
void start(const ocf::Request &request);

// Returns when no boothd of the resource is left. Needs neither configuration nor lock file, program or
// state file.
void stop(const ocf::Request &request);

} // namespace service
