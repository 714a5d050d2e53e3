#include "guard/settings.hh"

namespace guard {

std::optional<Mode> parse_mode(const std::string &name)
{
    for (auto mode : {Mode::on, Mode::report, Mode::off}) {
        if (name == word(mode)) {
            return mode;
        }
    }
    return std::nullopt;
}

std::string word(Mode mode)
{
    switch (mode) {
    case Mode::on: return "on";
    case Mode::report: return "report";
    case Mode::off: return "off";
    }
    return "on";
}

} // namespace guard
