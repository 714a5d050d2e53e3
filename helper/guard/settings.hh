// How the lease guard is set in helper.conf.
#pragma once

#include "base/deadline.hh"

#include <optional>
#include <string>

namespace guard {

enum class Mode { on, report, off };

std::optional<Mode> parse_mode(const std::string &name);
std::string word(Mode mode);

struct Settings {
    Mode mode = Mode::on;
    base::Milliseconds margin{0}; // how much earlier than the end of a lease to let go
};

} // namespace guard
