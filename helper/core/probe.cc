#include "core/probe.hh"

#include <cstdio>

namespace core {

using booth::Outcome;

namespace {

std::string seconds(std::chrono::milliseconds time)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.1f s", static_cast<double>(time.count()) / 1000);
    return text;
}

std::string describe_silence(const Daemon &daemon, const Probe &probe)
{
    auto text = name(daemon) + " does not answer at " + daemon.address + " within " + seconds(probe.waited);
    if (probe.state == 'D') {
        return text + ": it waits for a device (state D)";
    }
    return probe.has_children ? text + ": it has started a process, crm_ticket or a handler, that has not ended" : text;
}

} // namespace

std::string name(const Daemon &daemon)
{
    return "boothd (pid " + std::to_string(daemon.pid) + ")";
}

bool is_stopped(char state)
{
    return state == 'T' || state == 't';
}

std::string describe_stopped(const Daemon &daemon, char state)
{
    return name(daemon) + " was stopped by a signal (state " + std::string(1, state) + ")";
}

bool lacks_key(const Probe &probe)
{
    return !probe.key_problem.empty() && probe.answer.outcome == Outcome::wrong_key;
}

std::string describe_lost_key(const Daemon &daemon, const Probe &probe)
{
    return probe.key_problem + "; " + name(daemon) +
           " goes on with the key that it read at its start, and cannot be started again";
}

std::string describe(const Daemon &daemon, const Probe &probe)
{
    auto at = name(daemon) + " at " + daemon.address + " ";
    const auto &detail = probe.answer.detail;
    switch (probe.answer.outcome) {
    case Outcome::answered: return {};
    case Outcome::no_answer:
        return is_stopped(probe.state) ? describe_stopped(daemon, probe.state) : describe_silence(daemon, probe);
    case Outcome::refused: return name(daemon) + " does not listen at " + daemon.address;
    case Outcome::unreachable: return at + "cannot be asked: " + detail;
    case Outcome::closed_early: return at + "ended the connection before its answer was complete";
    case Outcome::garbage: return at + "does not answer in booth's protocol: " + detail;
    case Outcome::wrong_key:
        return at + "holds another key: " + detail + "; stop and start the resource if the key was changed";
    case Outcome::unauthenticated:
        return at + "answers without authentication although " + daemon.config +
               " sets authfile; stop and start the resource if that is new (RHEL's booth also wants "
               "enable-authfile = yes)";
    case Outcome::rejected: return at + "refuses to list its tickets: " + detail;
    }
    return at + "answers in an unknown way";
}

} // namespace core
