// Times as people write them.
#pragma once

#include "base/deadline.hh"

#include <optional>
#include <string>
#include <string_view>

namespace base {

// "2s", "500ms", or "2": seconds, as Pacemaker and booth take a bare number. Nothing for anything else, and
// for more than 24 days (poll(2) cannot wait longer).
std::optional<Milliseconds> parse_duration(std::string_view text);

// "2s", or "500ms" where whole seconds do not do.
std::string format_duration(Milliseconds span);

// The local time of day, HH:MM:SS; "?" when it is none.
std::string time_of_day(std::chrono::seconds since_epoch);

} // namespace base
