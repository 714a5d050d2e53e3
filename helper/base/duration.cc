#include "base/duration.hh"

#include <charconv>
#include <cstdint>
#include <ctime>
#include <limits>

namespace base {

std::optional<Milliseconds> parse_duration(std::string_view text)
{
    std::uint32_t number = 0;
    auto end = text.data() + text.size();
    auto [stopped, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{}) {
        return std::nullopt;
    }
    std::string_view unit(stopped, static_cast<std::size_t>(end - stopped));
    if (unit != "ms" && unit != "s" && !unit.empty()) {
        return std::nullopt;
    }
    auto span = unit == "ms" ? Milliseconds(number) : Milliseconds(std::chrono::seconds(number));
    return span.count() <= std::numeric_limits<int>::max() ? std::optional(span) : std::nullopt;
}

std::string format_duration(Milliseconds span)
{
    auto count = span.count();
    return count % 1000 == 0 ? std::to_string(count / 1000) + "s" : std::to_string(count) + "ms";
}

std::string time_of_day(std::chrono::seconds since_epoch)
{
    std::time_t time = since_epoch.count();
    std::tm local{};
    char text[sizeof "HH:MM:SS"];
    bool good = ::localtime_r(&time, &local) != nullptr && std::strftime(text, sizeof text, "%H:%M:%S", &local) != 0;
    return good ? text : "?";
}

} // namespace base
