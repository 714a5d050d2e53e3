// booth-service: the actions of the booth daemon.
#include "ocf/actions.hh"

#include "base/failure.hh"

namespace ocf {

base::ExitCode run_service(const Request &)
{
    throw base::Failure(base::ExitCode::unimplemented, "not written yet");
}

} // namespace ocf
