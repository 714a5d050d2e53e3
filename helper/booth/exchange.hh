// One query to a boothd over TCP, as a state machine that never waits.
#pragma once

#include "base/fd.hh"
#include "booth/wire.hh"

#include <cstdint>
#include <optional>
#include <string>

namespace booth {

enum class Outcome {
    answered,
    refused,         // nobody listens there
    unreachable,     // detail says why
    no_answer,       // in time
    closed_early,    // before the answer was complete
    garbage,         // detail says what; it does not speak booth's protocol
    wrong_key,       // it, or this side, holds another key
    unauthenticated, // a key was used, and the answer carries no authentication
    rejected,        // another result than success, in detail
};

struct Answer {
    Outcome outcome = Outcome::no_answer;
    std::string detail;
    std::string text;                        // what the list says; not covered by the authentication
    std::optional<std::int64_t> clock_ahead; // of the other side's wall clock, in microseconds
};

class Exchange {
public:
    // Asks the boothd at address (IPv4 or IPv6) and port, as far as that goes at once. An empty key asks
    // without authentication.
    Exchange(const std::string &address, std::uint16_t port, Command command, std::string key);

    // Goes on as far as it can; true when it has ended. Without an end, wait for events() (poll(2)) of
    // fd(), for as long as you like.
    bool step();
    int fd() const { return fd_.get(); }
    short events() const;

    // Nothing until it has ended; an outcome of no_answer is for who has waited.
    const std::optional<Answer> &answer() const { return answer_; }

private:
    enum class Phase { connecting, sending, receiving };

    void connect(const std::string &address, std::uint16_t port);
    bool advance();
    bool finish_connecting();
    bool send();
    bool receive();
    std::size_t wanted() const;
    Answer read_answer() const;

    Command command_;
    std::string key_;
    base::Fd fd_;
    Phase phase_ = Phase::connecting;
    std::string unsent_;
    std::string received_;
    std::optional<Answer> answer_;
};

} // namespace booth
