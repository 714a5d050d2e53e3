#include "helperd/service_manager.hh"

#include "base/log.hh"

#include <chrono>
#include <cstdint>
#include <cstring>

#ifdef HAVE_SYSTEMD
#include <systemd/sd-daemon.h>
#endif

namespace helperd {

namespace {

#ifdef HAVE_SYSTEMD

// Does nothing where no service manager waits for it.
void tell(const std::string &state)
{
    int code = ::sd_notify(0, state.c_str());
    if (code < 0) {
        base::log(base::LogLevel::warning, std::string("cannot notify systemd: ") + std::strerror(-code));
    }
}

// Zero without a watchdog, and with one that waits for another process: WATCHDOG_PID (sd_watchdog_enabled(3)).
base::Milliseconds watchdog_span()
{
    std::uint64_t span = 0;
    int code = ::sd_watchdog_enabled(0, &span);
    if (code < 0) {
        base::log(base::LogLevel::warning, std::string("cannot read WATCHDOG_USEC: ") + std::strerror(-code));
    }
    return std::chrono::ceil<base::Milliseconds>(std::chrono::microseconds(code > 0 ? span : 0));
}

#else

void tell(const std::string &) {}

base::Milliseconds watchdog_span()
{
    return base::Milliseconds::zero();
}

#endif

} // namespace

// A third of the span: one late turn of the loop is no reason to be killed.
ServiceManager::ServiceManager(loop::Loop &loop)
    : watchdog_interval_(watchdog_span() / 3), timer_(loop, loop::Priority::high, [this] { feed(); })
{
}

void ServiceManager::ready()
{
    tell("READY=1");
    feed();
}

void ServiceManager::stopping()
{
    timer_.cancel();
    tell("STOPPING=1");
}

void ServiceManager::status(const std::string &line)
{
    if (line != status_) {
        status_ = line;
        tell("STATUS=" + line);
    }
}

void ServiceManager::feed()
{
    if (watchdog_interval_ > base::Milliseconds::zero()) {
        timer_.start(watchdog_interval_);
        tell("WATCHDOG=1");
    }
}

} // namespace helperd
