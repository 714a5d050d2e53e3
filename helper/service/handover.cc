#include "service/handover.hh"

#include "base/failure.hh"
#include "base/log.hh"
#include "base/number.hh"
#include "core/handover.hh"
#include "service/advice.hh"
#include "service/settings.hh"

#include <algorithm>
#include <sstream>

namespace service {

using base::Failure;
using base::Milliseconds;

namespace {

// A long chain is told by its longest links.
constexpr std::size_t most_steps = 4;

std::optional<Milliseconds> parse_count(const std::string &text)
{
    auto count = base::parse_number<std::int64_t>(text);
    return count && *count >= 0 ? std::optional(Milliseconds(*count)) : std::nullopt;
}

std::optional<StopTime> parse_stop(std::istringstream &words)
{
    StopTime time;
    std::string total;
    words >> time.ticket >> total;
    auto count = parse_count(total);
    for (std::string word; count && words >> word;) {
        auto equals = word.find('=');
        auto span = equals != std::string::npos ? parse_count(word.substr(equals + 1)) : std::nullopt;
        if (!span) {
            return std::nullopt;
        }
        time.steps.push_back({word.substr(0, equals), *span});
    }
    time.total = count.value_or(Milliseconds::zero());
    return count ? std::optional(time) : std::nullopt;
}

std::string seconds(Milliseconds span)
{
    auto count = span.count();
    return count % 1000 == 0 ? std::to_string(count / 1000) + " s" : std::to_string(count) + " ms";
}

std::string list_steps(std::vector<StopTime::Step> steps)
{
    auto count = steps.size();
    if (count > most_steps) {
        std::stable_sort(steps.begin(), steps.end(),
                         [](const auto &left, const auto &right) { return left.span > right.span; });
        steps.resize(most_steps);
    }
    std::string text;
    for (const auto &step : steps) {
        text += (text.empty() ? "" : ", ") + base::printable(step.what) + " " + seconds(step.span);
    }
    return text + (count > most_steps ? " and " + std::to_string(count - most_steps) + " more" : "");
}

Remark judge_time(const booth::Ticket &ticket, const StopTime &time, const std::string &path)
{
    auto overlap = core::possible_overlap(time.total, ticket.acquire_after);
    auto needs = "what depends on it may need " + seconds(time.total) + " to stop (" + list_steps(time.steps) + ")";
    if (overlap == Milliseconds::zero()) {
        return {false, needs + ", and acquire-after " + seconds(ticket.acquire_after) + " covers that"};
    }
    auto safe = std::to_string(core::safe_acquire_after(time.total).count());
    return {true, needs + ", but acquire-after is " + seconds(ticket.acquire_after) +
                      ": when this site is cut off, another one may run it at the same time for up to " +
                      seconds(overlap) + "; set acquire-after = " + safe + " for it in " + base::printable(path, 400) +
                      " on all members, and restart booth there"};
}

// Nothing when the number that is set, and the one that has to be, leave the other sites waiting.
std::optional<Remark> judge_wait(const booth::Ticket &ticket, const StopTime &time, const std::string &path)
{
    auto renewal = ticket.renewal > Milliseconds::zero() ? ticket.renewal : ticket.expire / 2;
    auto safe = core::safe_acquire_after(time.total);
    auto wanted = std::max<Milliseconds>(ticket.acquire_after, safe);
    if (core::is_waited_for(wanted, renewal)) {
        return std::nullopt;
    }
    auto least = std::chrono::ceil<std::chrono::seconds>(wanted + Milliseconds(1)).count() * 2;
    return Remark{true, "acquire-after = " + seconds(wanted) + " is no less than renewal-freq, " + seconds(renewal) +
                            ": another site that does not see this one would not wait for it; set expire = " +
                            std::to_string(least) + " or more for it in " + base::printable(path, 400) +
                            " on all members (renewal-freq is half of it), and restart booth there"};
}

} // namespace

std::optional<std::vector<StopTime>> parse_stop_times(const std::string &answer)
{
    std::vector<StopTime> times;
    std::istringstream lines(answer);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string kind;
        words >> kind;
        if (kind == "stop") {
            auto time = parse_stop(words);
            if (!time) {
                return std::nullopt;
            }
            times.push_back(*time);
        } else if (kind == "note" && !times.empty()) {
            std::string ticket;
            words >> ticket >> std::ws;
            std::string text;
            std::getline(words, text);
            times.back().notes.push_back(text);
        }
    }
    return times;
}

std::vector<Remark> judge_handover(const booth::Ticket &ticket, const StopTime &time, const std::string &path)
{
    std::vector<Remark> remarks;
    if (ticket.manual) {
        remarks.push_back({false, "manual, so that no site takes it by itself"});
    } else if (time.steps.empty() && time.notes.empty()) {
        remarks.push_back({false, "no resource of this cluster depends on it"});
    } else if (!time.steps.empty()) {
        remarks.push_back(judge_time(ticket, time, path));
        if (auto wait = judge_wait(ticket, time, path)) {
            remarks.push_back(*wait);
        }
    }
    for (const auto &note : ticket.manual ? std::vector<std::string>{} : time.notes) {
        remarks.push_back({true, note});
    }
    for (auto &remark : remarks) {
        remark.text = "ticket " + base::printable(ticket.name) + ": " + remark.text;
    }
    return remarks;
}

std::vector<Remark> inspect_handover(const booth::Config &config, const base::Deadline &deadline)
{
    std::vector<std::string> names;
    for (const auto &ticket : config.tickets) {
        names.push_back(ticket.name);
    }
    std::vector<Remark> remarks;
    auto times = names.empty() ? std::vector<StopTime>{} : ask_stop_times(names, deadline);
    for (std::size_t index = 0; index < times.size(); ++index) {
        auto more = judge_handover(config.tickets[index], times[index], config.path);
        remarks.insert(remarks.end(), more.begin(), more.end());
    }
    return remarks;
}

void warn_of_handover(const std::string &path, const base::Deadline &deadline) noexcept
{
    try {
        for (const auto &remark : inspect_handover(load_config(path).config, deadline)) {
            if (remark.warning) {
                base::log(base::LogLevel::warning, remark.text);
            }
        }
    } catch (const std::exception &error) {
        base::log(base::LogLevel::info, std::string("acquire-after was not checked: ") + error.what());
    }
}

} // namespace service
