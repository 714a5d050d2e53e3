// One line of booth's configuration.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace booth {

// A setting, or why the line is none; both empty for a blank line or a comment.
struct ConfigLine {
    std::string key;
    std::string value;
    bool comment_in_value = false; // unquoted, and so part of the value
    std::string error;
};

// Splits one line (booth's config.c: read_config).
ConfigLine split_line(std::string_view line);

// The C locale's classes, which boothd uses, whatever the locale here.
bool is_space(char c);
bool is_digit(char c);
bool is_alphanumeric(char c);

// A time in milliseconds: N is seconds, Nms milliseconds. Nothing for anything else.
std::optional<long> parse_time(const std::string &value);

// A whole number in decimal, without any other character.
std::optional<long> parse_number(const std::string &value);

} // namespace booth
