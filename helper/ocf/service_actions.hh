// The actions of booth-service that have a file of their own.
#pragma once

#include "ocf/request.hh"

namespace ocf {

// Returns when boothd works, or throws a Failure with the reason; then what it started is gone.
void start_service(const Request &request);

// Returns when no boothd of the resource is left. Needs neither configuration nor lock file, program or
// state file.
void stop_service(const Request &request);

} // namespace ocf
