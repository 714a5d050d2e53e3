#include "core/incident.hh"

#include <algorithm>
#include <array>

namespace core {

using base::Milliseconds;

namespace {

// An action that holds the resource's lock may be a monitor of a few milliseconds, or a start of a minute.
constexpr Milliseconds first_busy_delay{20};
constexpr unsigned most_busy_doublings = 4;

// A controller that is away comes back in seconds; what waits for it may go on for ever.
constexpr Milliseconds unreachable_delay{1000};

// How soon the end of maintenance mode is noticed. Pacemaker then runs its own monitor, which finds the fault too:
// only when it has not done so in confirm_delay is it reported, so that one fault never counts twice.
constexpr Milliseconds left_alone_delay{5000};
constexpr Milliseconds confirm_delay{3000};

constexpr std::array asks{
    std::pair{Ask::report, std::string_view("report")},
    std::pair{Ask::look, std::string_view("look")},
};

} // namespace

ReportEnd report_end(int exit_code)
{
    bool known = exit_code >= static_cast<int>(ReportEnd::reported) &&
                 exit_code <= static_cast<int>(ReportEnd::unreachable);
    return known ? static_cast<ReportEnd>(exit_code) : ReportEnd::unreachable;
}

std::string_view word(Ask ask)
{
    return std::find_if(asks.begin(), asks.end(), [ask](const auto &entry) { return entry.first == ask; })->second;
}

std::optional<Ask> parse_ask(std::string_view text)
{
    auto found = std::find_if(asks.begin(), asks.end(), [text](const auto &entry) { return entry.second == text; });
    return found != asks.end() ? std::optional<Ask>(found->first) : std::nullopt;
}

void Incident::forget()
{
    *this = Incident(link_debounce_);
}

void Incident::observe(const std::optional<Finding> &finding, Time now)
{
    finding_ = finding;
    if (state_ == State::sent) {
        return;
    }
    if (!finding) {
        forget();
        return;
    }
    auto delay = finding->cause == Cause::link_down ? link_debounce_ : Milliseconds::zero();
    if (state_ == State::none) {
        state_ = State::pending;
        since_ = now;
        next_ = now + delay;
    } else if (attempts_ == 0) {
        next_ = std::min(next_, now + delay);
    }
}

bool Incident::due(Time now) const
{
    return wake() && now >= next_;
}

void Incident::sent()
{
    state_ = State::sent;
    ++attempts_;
}

void Incident::ended(ReportEnd end, Time now)
{
    if (state_ != State::sent) {
        return;
    }
    // It went away during the attempt: what was reported is for the cluster to clear up, the rest is dropped.
    if (!finding_) {
        forget();
        return;
    }
    busy_in_a_row_ = end == ReportEnd::busy ? busy_in_a_row_ + 1 : 0;
    switch (end) {
    case ReportEnd::reported:
    case ReportEnd::known: state_ = State::reported; break;
    case ReportEnd::managed: retry(State::pending, Ask::report, now + confirm_delay); break;
    case ReportEnd::left_alone: retry(State::left_alone, Ask::look, now + left_alone_delay); break;
    case ReportEnd::busy: retry(State::pending, ask_, now + busy_delay()); break;
    // The caller looks at the state file before the next attempt, and makes a new incident for a new start.
    case ReportEnd::acted:
    case ReportEnd::unreachable: retry(State::pending, ask_, now + unreachable_delay); break;
    }
}

void Incident::retry(State state, Ask ask, Time when)
{
    state_ = state;
    ask_ = ask;
    next_ = when;
}

// Doubles with each attempt in a row, up to a third of a second.
base::Milliseconds Incident::busy_delay()
{
    return first_busy_delay * (1U << std::min(busy_in_a_row_ - 1, most_busy_doublings));
}

std::optional<Time> Incident::wake() const
{
    bool waits = state_ == State::pending || state_ == State::left_alone;
    return waits ? std::optional<Time>(next_) : std::nullopt;
}

} // namespace core
