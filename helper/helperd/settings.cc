#include "helperd/settings.hh"

#include "base/duration.hh"
#include "base/failure.hh"
#include "base/file.hh"
#include "base/number.hh"

#include <boost/program_options.hpp>

#include <functional>
#include <set>
#include <sstream>

namespace helperd {

namespace options = boost::program_options;

namespace {

using base::Milliseconds;
using core::AnswerSettings;

// Far more than all keys with a comment each.
constexpr std::size_t largest_file = 65536;

// One key: take sets it and says false when value is not what expected says.
struct Key {
    const char *name;
    std::string expected;
    std::function<bool(Settings &settings, const std::string &value)> take;
};

// What the functions below are given to find a setting.
template <typename Value> using Place = Value &(*)(Settings &);

Key duration(const char *name, Place<Milliseconds> place, Milliseconds least, Milliseconds most)
{
    auto expected = "a duration from " + base::format_duration(least) + " to " + base::format_duration(most) +
                    ", as 2s or 500ms";
    return {name, expected, [=](Settings &settings, const std::string &value) {
                auto span = base::parse_duration(value);
                if (!span || *span < least || *span > most) {
                    return false;
                }
                place(settings) = *span;
                return true;
            }};
}

Key number(const char *name, Place<int> place, int least, int most)
{
    auto expected = "a whole number from " + std::to_string(least) + " to " + std::to_string(most);
    return {name, expected, [=](Settings &settings, const std::string &value) {
                auto read = base::parse_number<int>(value);
                if (!read || *read < least || *read > most) {
                    return false;
                }
                place(settings) = *read;
                return true;
            }};
}

bool take_level(Settings &settings, const std::string &value)
{
    auto level = base::parse_log_level(value);
    settings.log_level = level.value_or(settings.log_level);
    return level.has_value();
}

bool take_guard(Settings &settings, const std::string &value)
{
    auto mode = guard::parse_mode(value);
    settings.guard.mode = mode.value_or(settings.guard.mode);
    return mode.has_value();
}

// helper.conf(5) and packaging/helper.conf say the same.
const std::vector<Key> &keys()
{
    using namespace std::chrono_literals;
    static const std::vector<Key> keys{
        {"log-level", "error, warning, notice, info or debug", take_level},
        duration(
            "answer-timeout", [](Settings &s) -> Milliseconds & { return s.watcher.answers.timeout; }, 100ms, 1min),
        number(
            "missed-answers", [](Settings &s) -> int & { return s.watcher.answers.missed; }, 1, 100),
        duration(
            "busy-grace", [](Settings &s) -> Milliseconds & { return s.watcher.answers.grace; }, 0s, 1h),
        duration(
            "link-debounce", [](Settings &s) -> Milliseconds & { return s.watcher.link_debounce; }, 0s, 10s),
        duration(
            "report-timeout", [](Settings &s) -> Milliseconds & { return s.watcher.report_timeout; }, 500ms, 1min),
        {"lease-guard", "on, report or off", take_guard},
        duration(
            "lease-margin", [](Settings &s) -> Milliseconds & { return s.guard.margin; }, 0s, 24h),
    };
    return keys;
}

options::options_description known_options()
{
    options::options_description known;
    for (const auto &key : keys()) {
        known.add_options()(key.name, options::value<std::string>(), "");
    }
    return known;
}

std::string all_names()
{
    std::string names;
    for (const auto &key : keys()) {
        names += (names.empty() ? "" : ", ") + std::string(key.name);
    }
    return names;
}

bool is_blank(const std::string &line)
{
    auto start = line.find_first_not_of(" \t\r");
    return start == std::string::npos || line[start] == '#';
}

// The key and value of one line; nothing for a blank line or a comment. Errors: std::invalid_argument.
std::optional<options::option> parse_line(const std::string &line, const options::options_description &known)
{
    if (is_blank(line)) {
        return std::nullopt;
    }
    std::istringstream stream(line);
    try {
        auto parsed = options::parse_config_file(stream, known);
        // A section head, which has no place here, is taken without a word.
        if (parsed.options.size() == 1) {
            return parsed.options.front();
        }
    } catch (const options::unknown_option &error) {
        throw std::invalid_argument("unknown key \"" + base::printable(error.get_option_name()) +
                                    "\": expected one of " + all_names());
    } catch (const options::error &) {
        // Said below.
    }
    throw std::invalid_argument("\"" + base::printable(line) + "\": expected KEY = VALUE or a # comment");
}

void take_line(Settings &settings, std::set<std::string> &seen, const options::option &option)
{
    const auto &name = option.string_key;
    if (!seen.insert(name).second) {
        throw std::invalid_argument(name + " is set a second time: expected each key once");
    }
    auto value = option.value.empty() ? std::string() : option.value.front();
    for (const auto &key : keys()) {
        if (name == key.name && !key.take(settings, value)) {
            throw std::invalid_argument(name + " = \"" + base::printable(value) + "\": expected " + key.expected);
        }
    }
}

} // namespace

Settings parse_settings(const std::string &text, const std::string &path)
{
    Settings settings;
    std::set<std::string> seen;
    auto known = known_options();
    std::istringstream lines(text);
    std::string line;
    for (int number = 1; std::getline(lines, line); ++number) {
        try {
            if (auto option = parse_line(line, known)) {
                take_line(settings, seen, *option);
            }
        } catch (const std::invalid_argument &error) {
            throw base::Failure(base::ExitCode::not_configured,
                                path + " line " + std::to_string(number) + ": " + error.what());
        }
    }
    return settings;
}

Settings load_settings(const std::string &path)
{
    return parse_settings(base::read_file(path, largest_file).value_or(""), path);
}

} // namespace helperd
