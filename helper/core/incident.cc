#include "core/incident.hh"

namespace core {

void Incident::observe(const std::optional<Finding> &finding, Time now)
{
    if (!finding) {
        *this = Incident();
        return;
    }
    if (state_ == State::none) {
        state_ = State::pending;
        since_ = next_ = now;
    }
    finding_ = finding;
}

bool Incident::due(Time now) const
{
    return (state_ == State::pending || state_ == State::left_alone) && now >= next_;
}

void Incident::sent()
{
    state_ = State::sent;
    ++attempts_;
}

void Incident::ended(ReportEnd end, Time now)
{
    state_ = end == ReportEnd::reported ? State::reported : State::pending;
    next_ = now + base::Milliseconds(1000);
}

std::optional<Time> Incident::wake() const
{
    bool waits = state_ == State::pending || state_ == State::left_alone;
    return waits ? std::optional<Time>(next_) : std::nullopt;
}

} // namespace core
