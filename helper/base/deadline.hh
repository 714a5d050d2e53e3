// A moment on the monotonic clock by which something must have happened.
#pragma once

#include <algorithm>
#include <chrono>

namespace base {

using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::milliseconds;

class Deadline {
public:
    explicit Deadline(Clock::time_point when) : when_(when) {}
    static Deadline after(Milliseconds span) { return Deadline(Clock::now() + span); }

    Clock::time_point when() const { return when_; }
    bool passed(Clock::time_point now = Clock::now()) const { return now >= when_; }

    // What is left, rounded up so that a wait never wakes early and spins; zero when passed.
    Milliseconds left(Clock::time_point now = Clock::now()) const
    {
        return std::max(Milliseconds::zero(), std::chrono::ceil<Milliseconds>(when_ - now));
    }

    // The earlier of this deadline and one that ends span from now.
    Deadline within(Milliseconds span) const { return Deadline(std::min(when_, Clock::now() + span)); }

private:
    Clock::time_point when_;
};

// Waits until fd is ready for events (poll(2): POLLIN, POLLOUT); false when the deadline passed first.
// Errors: Failure when poll fails.
bool wait_ready(int fd, short events, const Deadline &deadline);

// Waits span, or until the deadline, whichever is first.
void pause(Milliseconds span, const Deadline &deadline);

} // namespace base
