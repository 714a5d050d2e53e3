// Small files: read whole with a limit, replaced whole or not at all.
#pragma once

#include "base/fd.hh"

#include <cstddef>
#include <optional>
#include <string>

namespace base {

// The file's bytes, or nothing when there is no such file.
// Errors: Failure (error) when it cannot be read, is not a regular file, or exceeds limit bytes.
std::optional<std::string> read_file(const std::string &path, std::size_t limit);

// Reads what is left of fd, at most limit bytes more. Errors: Failure naming path.
std::string read_rest(int fd, const std::string &path, std::size_t limit);

// Replaces the file's content through fd, from its first byte. Errors: Failure naming path.
void rewrite(int fd, const std::string &path, const std::string &content);

} // namespace base
