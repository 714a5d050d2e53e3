#include "loop/loop.hh"

#include "base/failure.hh"
#include "base/fd.hh"
#include "base/log.hh"

#include <poll.h>
#include <qb/qbloop.h>
#include <sys/timerfd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <ctime>
#include <limits>

namespace loop {

namespace {

qb_loop_priority to_qb(Priority priority)
{
    switch (priority) {
    case Priority::low: return QB_LOOP_LOW;
    case Priority::medium: return QB_LOOP_MED;
    case Priority::high: return QB_LOOP_HIGH;
    }
    return QB_LOOP_MED;
}

// libqb returns 0 or a negative number of errno(3).
void check(std::int32_t code, const char *what)
{
    if (code < 0) {
        throw base::system_failure(what, -code);
    }
}

} // namespace

void guarded(const char *where, const std::function<void()> &action) noexcept
{
    try {
        action();
    } catch (const std::exception &error) {
        try {
            base::log(base::LogLevel::error, std::string(where) + ": " + error.what());
        } catch (const std::exception &) {
            // There is no memory left for a line about it.
        }
    }
}

Loop::Loop() : loop_(qb_loop_create())
{
    if (loop_ == nullptr) {
        throw base::system_failure("cannot create a main loop");
    }
}

Loop::~Loop()
{
    qb_loop_destroy(loop_);
}

void Loop::run()
{
    qb_loop_run(loop_);
}

void Loop::stop()
{
    qb_loop_stop(loop_);
}

struct FdSource::State {
    Loop &loop;
    Priority priority;
    int fd;
    Callback callback;
    std::shared_ptr<State> self; // keeps the callback alive while it runs

    static std::int32_t dispatch(std::int32_t, std::int32_t events, void *data)
    {
        auto keep = static_cast<State *>(data)->self;
        guarded("a descriptor's callback", [&] {
            if (keep->callback) {
                keep->callback(static_cast<short>(events));
            }
        });
        return 0;
    }
};

FdSource::FdSource(Loop &loop, Priority priority, int fd, short events, Callback callback)
    : state_(std::make_shared<State>(State{loop, priority, fd, std::move(callback), nullptr}))
{
    check(qb_loop_poll_add(loop.raw(), to_qb(priority), fd, events, state_.get(), State::dispatch),
          "cannot watch a descriptor");
    state_->self = state_;
}

FdSource::~FdSource()
{
    qb_loop_poll_del(state_->loop.raw(), state_->fd);
    state_->self.reset();
}

void FdSource::set_events(short events)
{
    check(qb_loop_poll_mod(state_->loop.raw(), to_qb(state_->priority), state_->fd, events, state_.get(),
                           State::dispatch),
          "cannot watch a descriptor");
}

namespace {

base::Fd open_timer(clockid_t clock)
{
    base::Fd fd(::timerfd_create(clock, TFD_CLOEXEC | TFD_NONBLOCK));
    if (!fd) {
        throw base::system_failure("cannot create a timer");
    }
    return fd;
}

// False when there is nothing to read: the timer was cancelled or set anew after its loop had seen it.
bool take_expiry(int fd)
{
    std::uint64_t times = 0;
    return ::read(fd, &times, sizeof times) == sizeof times;
}

} // namespace

// libqb's own timers wait in whole milliseconds, rounded down, and poll without waiting for what is left: most of
// a millisecond of processor time for every expiry (lib/tlist.h). The kernel's timers wait to the end.
struct Timer::State {
    State(Loop &loop, Priority priority, Callback wanted, clockid_t clock)
        : callback(std::move(wanted)), fd(open_timer(clock)), source(loop, priority, fd.get(), POLLIN, [this](short) {
              auto keep = self;
              if (take_expiry(fd.get())) {
                  callback();
              }
          })
    {
    }

    // Nothing disarms it. fd is a valid timer and the times are in bounds: this cannot fail.
    void set(std::chrono::nanoseconds span) const noexcept
    {
        auto seconds = std::chrono::duration_cast<std::chrono::seconds>(span);
        itimerspec when{};
        when.it_value.tv_sec = seconds.count();
        when.it_value.tv_nsec = (span - seconds).count();
        ::timerfd_settime(fd.get(), 0, &when, nullptr);
    }

    Callback callback;
    base::Fd fd;
    FdSource source;
    std::shared_ptr<State> self; // keeps the callback alive while it runs
};

Timer::Timer(Loop &loop, Priority priority, Callback callback, clockid_t clock)
    : state_(std::make_shared<State>(loop, priority, std::move(callback), clock))
{
    state_->self = state_;
}

Timer::~Timer()
{
    cancel();
    state_->self.reset();
}

void Timer::start(base::Milliseconds span)
{
    // Nothing would disarm it.
    state_->set(std::max<std::chrono::nanoseconds>(span, std::chrono::nanoseconds(1)));
}

void Timer::cancel() noexcept
{
    state_->set(std::chrono::nanoseconds::zero());
}

// A timer that is never due: that it is cancelled is what is waited for.
struct ClockSource::State {
    State(Loop &loop, Callback wanted)
        : callback(std::move(wanted)), fd(open_timer(CLOCK_REALTIME)),
          source(loop, Priority::high, fd.get(), POLLIN, [this](short) {
              if (!take_expiry(fd.get())) {
                  arm();
                  callback();
              }
          })
    {
        arm();
    }

    void arm() const
    {
        itimerspec never{};
        never.it_value.tv_sec = std::numeric_limits<std::int32_t>::max();
        never.it_value.tv_sec *= 4;
        if (::timerfd_settime(fd.get(), TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never, nullptr) < 0 &&
            errno != ECANCELED) {
            throw base::system_failure("cannot wait for the clock to be set");
        }
    }

    Callback callback;
    base::Fd fd;
    FdSource source;
};

ClockSource::ClockSource(Loop &loop, Callback callback) : state_(std::make_unique<State>(loop, std::move(callback))) {}

ClockSource::~ClockSource() = default;

struct SignalSource::State {
    Loop &loop;
    Callback callback;
    qb_loop_signal_handle handle = nullptr;

    static std::int32_t dispatch(std::int32_t, void *data)
    {
        guarded("a signal's callback", static_cast<State *>(data)->callback);
        return 0;
    }
};

SignalSource::SignalSource(Loop &loop, int number, Callback callback)
    : state_(std::make_unique<State>(State{loop, std::move(callback)}))
{
    check(qb_loop_signal_add(loop.raw(), QB_LOOP_HIGH, number, state_.get(), State::dispatch, &state_->handle),
          "cannot wait for a signal");
}

SignalSource::~SignalSource()
{
    qb_loop_signal_del(state_->loop.raw(), state_->handle);
}

} // namespace loop
