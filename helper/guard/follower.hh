// Follows booth's tickets in the CIB, by a program that may block as long as it likes.
#pragma once

#include "guard/snapshot.hh"
#include "loop/loop.hh"
#include "process/spawn.hh"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace guard {

class Follower {
public:
    struct Callbacks {
        std::function<void(const std::vector<core::CibTicket> &tickets)> tickets; // all of them, as they are now
        std::function<void()> alive; // what was told last still stands
    };

    // Runs program as "PROGRAM follow" where Pacemaker runs (by sockets: guard/clock.hh), and again whenever it ends
    // or does not answer. Errors: Failure.
    Follower(loop::Loop &loop, std::string program, std::string sockets, Callbacks callbacks);
    Follower(const Follower &) = delete;
    Follower &operator=(const Follower &) = delete;
    ~Follower();

    // No change has been missed since the last call of tickets().
    bool unbroken() const { return unbroken_; }

    // Why the tickets cannot be followed now; empty when they are.
    const std::string &trouble() const { return trouble_; }

    // Asks whether it still lives, out of turn.
    void ask();

private:
    void start();
    void listen();
    void take(const Told &told);
    void lose(const std::string &why);

    loop::Loop &loop_;
    std::string program_;
    std::string sockets_;
    Callbacks callbacks_;
    std::unique_ptr<process::Child> child_;
    base::Fd ear_; // the child closes its own at the end of its output
    std::unique_ptr<loop::FdSource> source_;
    SnapshotReader reader_;
    std::string remark_;
    std::string trouble_;
    bool unbroken_ = false;
    bool was_up_ = false;   // some time since this daemon began
    int failures_ = 0;      // in a row
    loop::Timer restart_;
    loop::Timer ask_;       // when to ask next
    loop::Timer silent_;    // when an answer is overdue
};

} // namespace guard
