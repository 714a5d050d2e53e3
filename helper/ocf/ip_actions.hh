// The actions of booth-ip, each as run_ip (ocf/actions.hh) returns.
#pragma once

#include "ocf/ip_record.hh"
#include "ocf/ip_settings.hh"
#include "ocf/request.hh"

namespace ocf {

base::ExitCode start_ip(const Request &request);
base::ExitCode stop_ip(const Request &request);
base::ExitCode monitor_ip(const Request &request);

// Errors: Failure (not_permitted) unless root runs this.
void require_root();

} // namespace ocf
