#include "guard/follower.hh"

#include "base/failure.hh"
#include "base/log.hh"
#include "guard/clock.hh"

#include <fcntl.h>
#include <poll.h>

#include <algorithm>

namespace guard {

using base::Milliseconds;
using loop::Priority;

using namespace std::chrono_literals;

namespace {

constexpr Milliseconds ask_interval = 10s;

// The program gives the CIB manager 4 s.
constexpr Milliseconds longest_silence = 5s;

Milliseconds restart_delay(int failures)
{
    static constexpr Milliseconds delays[]{200ms, 1s, 2s};
    return delays[std::min<std::size_t>(static_cast<std::size_t>(failures - 1), std::size(delays) - 1)];
}

} // namespace

Follower::Follower(loop::Loop &loop, std::string program, std::string sockets, Callbacks callbacks)
    : loop_(loop), program_(std::move(program)), sockets_(std::move(sockets)), callbacks_(std::move(callbacks)),
      trouble_("the CIB has not been read yet"),
      restart_(loop, Priority::high, [this] { start(); }), ask_(loop, Priority::medium, [this] { ask(); }),
      silent_(loop, Priority::medium, [this] { lose("the CIB manager does not answer"); })
{
    restart_.start(Milliseconds::zero());
}

Follower::~Follower()
{
    if (child_) {
        child_->kill();
    }
}

void Follower::start()
{
    reader_ = SnapshotReader();
    remark_.clear();
    if (!pacemaker_runs(sockets_)) {
        lose("Pacemaker does not run on this node");
        return;
    }
    try {
        child_ = std::make_unique<process::Child>(program_, std::vector<std::string>{"follow"},
                                                  process::Child::Capture::conversation);
        ear_ = base::Fd(::fcntl(child_->pipe(), F_DUPFD_CLOEXEC, 0));
        if (!ear_) {
            throw base::system_failure("cannot listen to " + program_);
        }
        source_ = std::make_unique<loop::FdSource>(loop_, Priority::high, ear_.get(), POLLIN,
                                                   [this](short) { listen(); });
        // The first thing told is due as an answer is.
        silent_.start(longest_silence);
    } catch (const base::Failure &failure) {
        lose(failure.what());
    }
}

void Follower::listen()
{
    auto bytes = child_->take_output();
    bool closed = child_->closed();
    for (const auto &told : reader_.add(bytes)) {
        take(told);
    }
    if (closed) {
        lose(remark_.empty() ? program_ + " has ended and says nothing" : remark_);
    }
}

void Follower::take(const Told &told)
{
    if (told.kind == Told::Kind::remark) {
        remark_ = told.remark;
        return;
    }
    silent_.cancel();
    ask_.start(ask_interval);
    if (told.kind == Told::Kind::alive) {
        callbacks_.alive();
        return;
    }
    if (!trouble_.empty()) {
        base::log(was_up_ ? base::LogLevel::notice : base::LogLevel::info, "the tickets in the CIB are followed");
    }
    trouble_.clear();
    failures_ = 0;
    callbacks_.tickets(told.tickets);
    was_up_ = unbroken_ = true;
}

void Follower::ask()
{
    // One that has told nothing yet is about to.
    if (!child_ || !trouble_.empty()) {
        return;
    }
    if (child_->write("\n")) {
        silent_.start(longest_silence);
    } else {
        lose(program_ + " does not take questions");
    }
}

// Where Pacemaker does not run there are no tickets to guard, and that is no trouble for anyone.
void Follower::lose(const std::string &why)
{
    source_.reset();
    ear_.reset();
    if (child_) {
        child_->kill();
    }
    child_.reset();
    ask_.cancel();
    silent_.cancel();
    if (trouble_ != why) {
        base::log(was_up_ ? base::LogLevel::warning : base::LogLevel::info, "the tickets cannot be followed: " + why);
    }
    trouble_ = why;
    unbroken_ = false;
    restart_.start(restart_delay(++failures_));
}

} // namespace guard
