// The actions of booth-ip, each as run (ocf/actions.hh) returns.
#pragma once

#include "ip/record.hh"
#include "ip/settings.hh"
#include "ocf/request.hh"

namespace ip {

// Does what the request asks. Returns ok, or not_running for a monitor that is certain of it; everything
// else is a Failure whose text becomes the exit reason. So do the three below, each for its action.
base::ExitCode run(const ocf::Request &request);

base::ExitCode start(const ocf::Request &request);
base::ExitCode stop(const ocf::Request &request);
base::ExitCode monitor(const ocf::Request &request);

} // namespace ip
