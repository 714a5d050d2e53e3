// One query to a boothd over TCP, with one deadline over all of it.
#pragma once

#include "base/deadline.hh"
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

// Asks the boothd at address (IPv4 or IPv6) and port. An empty key asks without authentication.
Answer query(const std::string &address, std::uint16_t port, Command command, const std::string &key,
             const base::Deadline &deadline);

} // namespace booth
