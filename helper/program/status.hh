// booth-helper status: what booth-helperd watches on this node, and what it has found.
#pragma once

#include "base/exit_code.hh"
#include "base/record.hh"

#include <string>
#include <vector>

namespace program {

// Prints the status. Returns ok when the daemon watches every started resource, error otherwise.
// Errors: Failure when the daemon does not answer.
base::ExitCode print_status();

// The text of it: the daemon's line, a table with a row, and a reason under it, for each resource, and one for the
// tickets. width is that of the terminal in columns.
std::string format_status(const base::Record &daemon, const std::vector<base::Record> &resources,
                          const std::vector<base::Record> &tickets, std::size_t width);

// Whether this is watched, without an incident and without trouble.
bool is_watched(const base::Record &resource);

} // namespace program
