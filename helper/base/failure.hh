// The errors that a user gets to read.
#pragma once

#include "base/exit_code.hh"

#include <stdexcept>
#include <string>

namespace base {

// Ends an action: the exit code, and one line that says what is wrong, where, and what to do.
class Failure : public std::runtime_error {
public:
    Failure(ExitCode code, const std::string &reason) : std::runtime_error(reason), code_(code) {}
    ExitCode code() const noexcept { return code_; }

private:
    ExitCode code_;
};

// A failed system call: "WHAT: No such file or directory". Takes errno before anything else runs.
Failure system_failure(const std::string &what, ExitCode code = ExitCode::error);
Failure system_failure(const std::string &what, int error_number, ExitCode code = ExitCode::error);

// Text of outside origin made fit for one line of a log: control and non-ASCII bytes become \xNN,
// and what exceeds limit (bytes) is cut and marked with "...".
std::string printable(const std::string &text, std::size_t limit = 120);

} // namespace base
