// One query to a boothd, waited for.
#pragma once

#include "base/deadline.hh"
#include "booth/exchange.hh"

#include <cstdint>
#include <string>

namespace booth {

// Asks the boothd at address (IPv4 or IPv6) and port. An empty key asks without authentication.
Answer query(const std::string &address, std::uint16_t port, Command command, const std::string &key,
             const base::Deadline &deadline);

// Waits for the end of what was begun.
Answer finish(Exchange &exchange, const base::Deadline &deadline);

} // namespace booth
