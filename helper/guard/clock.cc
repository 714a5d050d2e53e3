#include "guard/clock.hh"

#include <sys/utsname.h>

#include <ctime>
#include <fstream>

namespace guard {

namespace {

base::Milliseconds read(clockid_t clock)
{
    timespec now{};
    ::clock_gettime(clock, &now);
    return std::chrono::duration_cast<base::Milliseconds>(std::chrono::seconds(now.tv_sec) +
                                                          std::chrono::nanoseconds(now.tv_nsec));
}

} // namespace

core::Moment this_moment()
{
    return {read(CLOCK_BOOTTIME), read(CLOCK_REALTIME)};
}

std::string node_name()
{
    utsname names{};
    return ::uname(&names) == 0 ? names.nodename : "this node";
}

bool pacemaker_runs(const std::string &sockets)
{
    std::ifstream file(sockets);
    if (!file) {
        // Who cannot tell goes on.
        return true;
    }
    for (std::string line; std::getline(file, line);) {
        if (line.find("pacemakerd") != std::string::npos) {
            return true;
        }
    }
    return false;
}

} // namespace guard
