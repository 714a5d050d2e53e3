// booth-ip: the actions of the floating address.
#include "ocf/actions.hh"

#include "base/failure.hh"

namespace ocf {

base::ExitCode run_ip(const Request &)
{
    throw base::Failure(base::ExitCode::unimplemented, "not written yet");
}

} // namespace ocf
