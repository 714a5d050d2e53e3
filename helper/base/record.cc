#include "base/record.hh"

#include "base/failure.hh"

#include <algorithm>

namespace base {

namespace {

bool is_key(const std::string &key)
{
    return !key.empty() &&
           std::all_of(key.begin(), key.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
}

} // namespace

std::string format_record(const Record &record)
{
    std::string text;
    for (const auto &[key, value] : record) {
        if (!is_key(key) || value.find_first_of(std::string("\n\0", 2)) != std::string::npos) {
            throw Failure(ExitCode::error, "cannot record " + printable(key) + "=" + printable(value));
        }
        text += key + "=" + value + "\n";
    }
    return text;
}

std::optional<Record> parse_record(const std::string &text)
{
    Record record;
    std::size_t start = 0;
    while (start < text.size()) {
        auto end = text.find('\n', start);
        auto equals = text.find('=', start);
        if (end == std::string::npos || equals > end) {
            return std::nullopt;
        }
        auto key = text.substr(start, equals - start);
        if (!is_key(key) || !record.emplace(key, text.substr(equals + 1, end - equals - 1)).second) {
            return std::nullopt;
        }
        start = end + 1;
    }
    return record;
}

} // namespace base
