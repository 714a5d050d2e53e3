#include "core/verdict.hh"

namespace core {

namespace {

// The same story need not be told twice: then the cause's word does.
std::string told(const std::string &own, const OpenIncident &incident)
{
    bool known = own.find(incident.reason) != std::string::npos;
    return "booth-helperd: " + (known ? incident.cause : incident.reason) + " since " + incident.since;
}

} // namespace

Conclusion conclude(const Conclusion &own, const WatcherWord &watcher)
{
    if (own.code == base::ExitCode::not_running) {
        return own;
    }
    if (own.code != base::ExitCode::ok) {
        return {own.code, watcher.incident ? own.reason + "; " + told(own.reason, *watcher.incident) : own.reason};
    }
    if (watcher.incident) {
        return {base::ExitCode::degraded, told("", *watcher.incident)};
    }
    if (!watcher.trouble.empty()) {
        return {base::ExitCode::degraded, watcher.trouble};
    }
    return own;
}

} // namespace core
