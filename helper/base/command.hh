// Another program, run for its answer and never longer than a deadline.
#pragma once

#include "base/deadline.hh"

#include <string>
#include <vector>

namespace base {

struct CommandResult {
    enum class End { exited, not_run, too_late };
    End end;
    int status;         // the exit status; 128 + N when signal N ended it
    std::string output; // standard output and standard error, at most 64 KiB
};

// Runs words[0] (a path, or a name looked up in PATH) without a shell, with nothing on standard input
// and none of this process's other descriptors. At the deadline it is killed.
CommandResult run_command(const std::vector<std::string> &words, const Deadline &deadline);

} // namespace base
