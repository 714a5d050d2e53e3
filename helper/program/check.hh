// booth-helper check: whether booth's configuration is fit for this cluster.
#pragma once

#include "base/exit_code.hh"

#include <cstddef>
#include <string>
#include <vector>

namespace program {

// What was found, an item each: "error", "warning" or "ok", and a sentence.
struct Finding {
    std::string severity;
    std::string text;
};

// Prints what is to be said about a booth configuration (a name or an absolute path). Returns ok when there is
// nothing to mend, error otherwise, as when the cluster does not answer.
// Errors: Failure when the configuration cannot be read.
base::ExitCode print_check(const std::string &config);

// The text of it: an item each, wrapped to width columns.
std::string format_findings(const std::vector<Finding> &findings, std::size_t width);

} // namespace program
