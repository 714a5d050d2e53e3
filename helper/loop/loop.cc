#include "loop/loop.hh"

#include "base/failure.hh"
#include "base/log.hh"

#include <qb/qbloop.h>

#include <set>

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

struct Timer::State {
    Loop &loop;
    Priority priority;
    Callback callback;
    qb_loop_timer_handle handle = 0;
    bool running = false;
    std::shared_ptr<State> self;

    static void dispatch(void *data)
    {
        auto keep = static_cast<State *>(data)->self;
        keep->running = false;
        guarded("a timer's callback", keep->callback);
    }
};

Timer::Timer(Loop &loop, Priority priority, Callback callback)
    : state_(std::make_shared<State>(State{loop, priority, std::move(callback), 0, false, nullptr}))
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
    cancel();
    auto duration = std::chrono::nanoseconds(std::max(span, base::Milliseconds::zero()));
    check(qb_loop_timer_add(state_->loop.raw(), to_qb(state_->priority), static_cast<std::uint64_t>(duration.count()),
                            state_.get(), State::dispatch, &state_->handle),
          "cannot start a timer");
    state_->running = true;
}

void Timer::cancel() noexcept
{
    if (state_->running) {
        qb_loop_timer_del(state_->loop.raw(), state_->handle);
        state_->running = false;
    }
}

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
