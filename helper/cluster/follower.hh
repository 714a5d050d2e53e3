// Follows the tickets of the CIB, and answers whoever wants to know that it still does.
#pragma once

#include "cluster/cib.hh"

#include <exception>
#include <functional>
#include <optional>
#include <string>

namespace cluster {

// Runs from construction of its connection to its end; one in a process.
class Follower {
public:
    // begin is called before, end after everything that waits for the CIB manager: the caller's deadline.
    Follower(std::function<void()> begin, std::function<void()> end);
    Follower(const Follower &) = delete;
    Follower &operator=(const Follower &) = delete;
    ~Follower();

    // Writes a snapshot (cluster/tickets.hh) to output now and whenever it has become another one, and for every
    // line from input, after a look at the CIB, the line "alive". Returns when input has ended.
    // Errors: CibFailure when the CIB manager is gone or refuses; Failure when output takes nothing any more.
    void run(int input, int output);

private:
    static int input_ready(int fd, unsigned condition, void *);
    static int look_due(void *);
    static void cib_changed(const char *event, xmlNode *message);
    static void cib_lost(void *);

    template <typename... Values>
    bool attempt(bool (Follower::*step)(Values...), Values... values) noexcept;
    void connect();
    // Steps; false ends the loop.
    bool look();
    bool read_input(int fd);
    bool take_change(xmlNode *message);
    [[noreturn]] bool take_loss();

    std::function<void()> begin_;
    std::function<void()> end_;
    std::optional<Cib> cib_;
    int output_ = -1;
    std::string last_;
    bool due_ = false; // a look at the tickets is on the main loop
    std::exception_ptr trouble_;
};

} // namespace cluster
