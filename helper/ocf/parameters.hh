// What metadata/ declares, and what the cluster passed for it in the environment.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ocf {

// One parameter of the metadata. The tables of these are generated from metadata/*.xml.
struct ParameterSpec {
    std::string_view name;
    bool required;
    std::string_view default_value;
};

// One action of the metadata with its default timeout.
struct ActionSpec {
    std::string_view name;
    std::chrono::milliseconds timeout;
};

// Looks a variable of the environment up; empty when it is unset.
using Environment = std::function<std::optional<std::string>(const std::string &name)>;

// The parameters of one resource. A value is checked when it is read, so that stop, which must
// not depend on validation, reads only what it needs.
// Errors: Failure (not_configured) naming the parameter, its value and what is expected.
class Parameters {
public:
    Parameters(std::span<const ParameterSpec> specs, Environment environment);

    // Empty when it is neither set nor has a default.
    std::string text(std::string_view name) const;
    bool is_set(std::string_view name) const;
    bool boolean(std::string_view name) const;
    long integer(std::string_view name, long least, long most) const;
    // A time as "2" or "2s" (seconds) or "1500ms".
    std::chrono::milliseconds duration(std::string_view name, std::chrono::milliseconds least,
                                       std::chrono::milliseconds most) const;

    // Checks what every parameter must hold to: required ones set, no control bytes, no absurd length.
    void check_all() const;

private:
    std::optional<std::string> passed(std::string_view name) const;
    const ParameterSpec &spec(std::string_view name) const;

    std::span<const ParameterSpec> specs_;
    Environment environment_;
};

// The one sentence for a wrong value: parameter NAME="VALUE": expected EXPECTED.
[[noreturn]] void reject_parameter(std::string_view name, const std::string &value, const std::string &expected);

} // namespace ocf
