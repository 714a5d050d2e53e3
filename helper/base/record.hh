// A flat record of text values, as the state files hold it: one "key=value" per line.
#pragma once

#include <map>
#include <optional>
#include <string>

namespace base {

using Record = std::map<std::string, std::string>;

// Errors: Failure when a key is not [a-z_]+ or a value holds a line break or NUL.
std::string format_record(const Record &record);

// Nothing when text is not such a record (a torn or foreign file).
std::optional<Record> parse_record(const std::string &text);

} // namespace base
