// Our exit codes are Pacemaker's; a generation that moved one must not compile.
#include "base/exit_code.hh"

#include <crm/common/results.h>

namespace base {

static_assert(static_cast<int>(ExitCode::ok) == PCMK_OCF_OK);
static_assert(static_cast<int>(ExitCode::error) == PCMK_OCF_UNKNOWN_ERROR);
static_assert(static_cast<int>(ExitCode::bad_argument) == PCMK_OCF_INVALID_PARAM);
static_assert(static_cast<int>(ExitCode::unimplemented) == PCMK_OCF_UNIMPLEMENT_FEATURE);
static_assert(static_cast<int>(ExitCode::not_permitted) == PCMK_OCF_INSUFFICIENT_PRIV);
static_assert(static_cast<int>(ExitCode::not_installed) == PCMK_OCF_NOT_INSTALLED);
static_assert(static_cast<int>(ExitCode::not_configured) == PCMK_OCF_NOT_CONFIGURED);
static_assert(static_cast<int>(ExitCode::not_running) == PCMK_OCF_NOT_RUNNING);
static_assert(static_cast<int>(ExitCode::degraded) == PCMK_OCF_DEGRADED);

} // namespace base
