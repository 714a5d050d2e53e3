// Numbers in text.
#pragma once

#include <charconv>
#include <optional>
#include <string>
#include <system_error>

namespace base {

// A whole number, and nothing but that: no sign where Number has none, no blanks, no overflow.
template <typename Number> std::optional<Number> parse_number(const std::string &text)
{
    Number number{};
    auto end = text.data() + text.size();
    auto [stopped, error] = std::from_chars(text.data(), end, number);
    return error == std::errc{} && stopped == end ? std::optional(number) : std::nullopt;
}

} // namespace base
