// libqb's main loop, with an owner for everything that is on it. No exception of a callback crosses into
// libqb: it is logged, and the loop goes on.
#pragma once

#include "base/deadline.hh"

#include <ctime>
#include <functional>
#include <memory>

struct qb_loop;

namespace loop {

// Which of several callbacks that are due runs first, and more often.
enum class Priority { low, medium, high };

class Loop {
public:
    // Errors: Failure.
    Loop();
    Loop(const Loop &) = delete;
    Loop &operator=(const Loop &) = delete;
    ~Loop();

    // Returns after stop().
    void run();
    void stop();

    qb_loop *raw() const { return loop_; }

private:
    qb_loop *loop_;
};

// Calls back while fd is ready for one of the events (poll(2)). The descriptor stays its owner's, who closes
// it after this object is gone. A callback may destroy its own source. Errors: Failure.
class FdSource {
public:
    using Callback = std::function<void(short events)>;
    FdSource(Loop &loop, Priority priority, int fd, short events, Callback callback);
    FdSource(const FdSource &) = delete;
    FdSource &operator=(const FdSource &) = delete;
    ~FdSource();

    void set_events(short events);

    struct State;

private:
    std::shared_ptr<State> state_;
};

// Calls back once after each start. A callback may start the timer again, or destroy it.
class Timer {
public:
    using Callback = std::function<void()>;
    // clock: CLOCK_BOOTTIME also counts while the machine sleeps. Errors: Failure.
    Timer(Loop &loop, Priority priority, Callback callback, clockid_t clock = CLOCK_MONOTONIC);
    Timer(const Timer &) = delete;
    Timer &operator=(const Timer &) = delete;
    ~Timer();

    // A timer that is running is set anew. Errors: Failure.
    void start(base::Milliseconds span);
    void cancel() noexcept;

    struct State;

private:
    std::shared_ptr<State> state_;
};

// Calls back when CLOCK_REALTIME has been set (timerfd_create(2): TFD_TIMER_CANCEL_ON_SET). Errors: Failure.
class ClockSource {
public:
    using Callback = std::function<void()>;
    ClockSource(Loop &loop, Callback callback);
    ClockSource(const ClockSource &) = delete;
    ClockSource &operator=(const ClockSource &) = delete;
    ~ClockSource();

    struct State;

private:
    std::unique_ptr<State> state_;
};

// Calls back when this process gets the signal. Errors: Failure.
class SignalSource {
public:
    using Callback = std::function<void()>;
    SignalSource(Loop &loop, int number, Callback callback);
    SignalSource(const SignalSource &) = delete;
    SignalSource &operator=(const SignalSource &) = delete;
    ~SignalSource();

    struct State;

private:
    std::unique_ptr<State> state_;
};

// The barrier at the C boundary: runs action, and logs what it throws.
void guarded(const char *where, const std::function<void()> &action) noexcept;

} // namespace loop
