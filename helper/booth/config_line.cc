#include "booth/config_line.hh"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace booth {

namespace {

// BOOTH_NAME_LEN: neither a key nor a value may be longer.
constexpr std::size_t longest_word = 64;

std::string_view skip_space(std::string_view text)
{
    auto start = std::find_if_not(text.begin(), text.end(), is_space);
    return text.substr(static_cast<std::size_t>(start - text.begin()));
}

bool is_key_character(char c)
{
    return is_alphanumeric(c) || c == '-' || c == '_';
}

// In quotes; nothing but a comment may follow.
void take_quoted(std::string_view text, ConfigLine &line)
{
    auto end = text.find(text[0], 1);
    if (end == std::string_view::npos) {
        line.error = "the quote before the value is never closed";
        return;
    }
    auto rest = skip_space(text.substr(end + 1));
    if (!rest.empty() && rest[0] != '#') {
        line.error = "something follows the quoted value; only a comment may";
    }
    line.value = text.substr(1, end - 1);
}

void take_unquoted(std::string_view text, ConfigLine &line)
{
    while (is_space(text.back())) {
        text.remove_suffix(1);
    }
    line.value = text;
    auto hash = text.find('#');
    line.comment_in_value = hash == 0 || (hash != std::string_view::npos && is_space(text[hash - 1]));
}

} // namespace

bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool is_alphanumeric(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

ConfigLine split_line(std::string_view text)
{
    ConfigLine line;
    text = skip_space(text);
    if (text.empty() || text[0] == '#') {
        return line;
    }
    auto end = std::find_if_not(text.begin(), text.end(), is_key_character);
    line.key = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    auto rest = skip_space(text.substr(line.key.size()));
    if (line.key.empty()) {
        line.error = "no key: expected KEY = VALUE";
    } else if (rest.empty() || rest[0] != '=') {
        line.error = "no \"=\" after the key: expected KEY = VALUE";
    } else if (rest = skip_space(rest.substr(1)); rest.empty()) {
        line.error = "no value: expected KEY = VALUE";
    } else if (rest[0] == '"' || rest[0] == '\'') {
        take_quoted(rest, line);
    } else {
        take_unquoted(rest, line);
    }
    if (line.error.empty() && (line.key.size() > longest_word || line.value.size() > longest_word)) {
        line.error = "key or value is longer than the 64 characters that boothd takes";
    }
    return line;
}

std::optional<long> parse_time(const std::string &value)
{
    char *end = nullptr;
    errno = 0;
    long number = std::strtol(value.c_str(), &end, 10);
    bool seconds = *end == '\0';
    if (end == value.c_str() || errno != 0 || (!seconds && std::strcmp(end, "ms") != 0)) {
        return std::nullopt;
    }
    // boothd keeps milliseconds in an int.
    constexpr long most = 2147483647;
    if (number > (seconds ? most / 1000 : most) || number < -most) {
        return std::nullopt;
    }
    return seconds ? number * 1000 : number;
}

std::optional<long> parse_number(const std::string &value)
{
    if (value.empty() || value.size() > 9 || !std::all_of(value.begin(), value.end(), is_digit)) {
        return std::nullopt;
    }
    return std::strtol(value.c_str(), nullptr, 10);
}

} // namespace booth
