#include "ocf/parameters.hh"

#include "base/duration.hh"
#include "base/failure.hh"
#include "base/number.hh"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace ocf {

namespace {

// PATH_MAX; no value that means anything is longer.
constexpr std::size_t longest_value = 4096;

bool is_one_of(const std::string &value, std::span<const std::string_view> words)
{
    auto same = [&value](std::string_view word) {
        return std::equal(value.begin(), value.end(), word.begin(), word.end(), [](char a, char b) {
            return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
        });
    };
    return std::any_of(words.begin(), words.end(), same);
}

} // namespace

void reject_parameter(std::string_view name, const std::string &value, const std::string &expected)
{
    throw base::Failure(base::ExitCode::not_configured, "parameter " + std::string(name) + "=\"" +
                                                            base::printable(value) + "\": expected " + expected);
}

Parameters::Parameters(std::span<const ParameterSpec> specs, Environment environment)
    : specs_(specs), environment_(std::move(environment))
{
}

const ParameterSpec &Parameters::spec(std::string_view name) const
{
    auto found = std::find_if(specs_.begin(), specs_.end(), [name](const auto &s) { return s.name == name; });
    if (found == specs_.end()) {
        throw std::logic_error("the metadata has no parameter " + std::string(name));
    }
    return *found;
}

// An empty value counts as unset, as it does for Pacemaker's own agents.
std::optional<std::string> Parameters::passed(std::string_view name) const
{
    auto value = environment_("OCF_RESKEY_" + std::string(name));
    return value && !value->empty() ? value : std::nullopt;
}

std::string Parameters::text(std::string_view name) const
{
    return passed(name).value_or(std::string(spec(name).default_value));
}

bool Parameters::is_set(std::string_view name) const
{
    return !text(name).empty();
}

// The words are Pacemaker's (lib/common/strings.c: crm_str_to_boolean).
bool Parameters::boolean(std::string_view name) const
{
    static constexpr std::array<std::string_view, 5> yes{"true", "on", "yes", "y", "1"};
    static constexpr std::array<std::string_view, 5> no{"false", "off", "no", "n", "0"};
    auto value = text(name);
    if (is_one_of(value, yes)) {
        return true;
    }
    if (is_one_of(value, no)) {
        return false;
    }
    reject_parameter(name, value, "true or false");
}

long Parameters::integer(std::string_view name, long least, long most) const
{
    auto value = text(name);
    auto number = base::parse_number<long>(value);
    if (!number || *number < least || *number > most) {
        reject_parameter(name, value,
                         "a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    }
    return *number;
}

std::chrono::milliseconds Parameters::duration(std::string_view name, std::chrono::milliseconds least,
                                               std::chrono::milliseconds most) const
{
    auto value = text(name);
    auto time = base::parse_duration(value);
    if (!time || *time < least || *time > most) {
        reject_parameter(name, value,
                         "a time from " + base::format_duration(least) + " to " + base::format_duration(most) +
                             ", such as 2s or 1500ms");
    }
    return *time;
}

void Parameters::check_all() const
{
    for (const auto &spec : specs_) {
        auto value = text(spec.name);
        if (spec.required && value.empty()) {
            throw base::Failure(base::ExitCode::not_configured,
                                "parameter " + std::string(spec.name) + " is required and is not set");
        }
        if (value.size() > longest_value) {
            reject_parameter(spec.name, value, "at most " + std::to_string(longest_value) + " bytes");
        }
        if (std::any_of(value.begin(), value.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; })) {
            reject_parameter(spec.name, value, "text without control characters");
        }
    }
}

} // namespace ocf
