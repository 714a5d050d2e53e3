#include "base/deadline.hh"

#include "base/failure.hh"

#include <poll.h>

#include <cerrno>
#include <climits>
#include <thread>

namespace base {

bool wait_ready(int fd, short events, const Deadline &deadline)
{
    for (;;) {
        pollfd entry{fd, events, 0};
        auto left = std::min<Milliseconds::rep>(deadline.left().count(), INT_MAX);
        int ready = ::poll(&entry, 1, static_cast<int>(left));
        if (ready > 0) {
            return true;
        }
        if (ready == 0 && deadline.passed()) {
            return false;
        }
        if (ready < 0 && errno != EINTR) {
            throw system_failure("poll");
        }
    }
}

void pause(Milliseconds span, const Deadline &deadline)
{
    std::this_thread::sleep_for(std::min(span, deadline.left()));
}

} // namespace base
