// The authentication key of a booth configuration.
#pragma once

#include <string>

namespace booth {

// Reads the key as boothd does (booth's main.c: read_authkey): its first 64 bytes, without the white
// space around them when all are ASCII.
// Errors: Failure (not_installed: it is a file of this node) when it is missing, is not root's or
// hacluster's own, may be read or written by others, is shorter than 8 bytes, or begins with a NUL.
std::string read_key(const std::string &path);

// The rules for the bytes alone; path is for the error.
std::string take_key(std::string bytes, const std::string &path);

} // namespace booth
