#include "watch/watcher.hh"

#include "base/failure.hh"
#include "base/log.hh"
#include "ocf/state_folder.hh"
#include "watch/address_watch.hh"
#include "watch/journal.hh"
#include "watch/service_watch.hh"

#include <algorithm>
#include <cerrno>
#include <set>

namespace watch {

using base::Clock;
using base::Milliseconds;
using core::Incident;
using core::ReportEnd;
using loop::Priority;

namespace {

// How often the state folder is looked at for what nobody told: one system call.
constexpr Milliseconds rescan_interval{500};

// How long until a state file that an action has locked is looked at again.
constexpr Milliseconds busy_interval{50};

std::string text_of(std::uint64_t number)
{
    return std::to_string(number);
}

// Seconds since the epoch of a moment on the monotonic clock.
std::string wall_clock(core::Time when)
{
    auto ago = Clock::now() - when;
    auto then = std::chrono::system_clock::now() - std::chrono::duration_cast<std::chrono::microseconds>(ago);
    return text_of(static_cast<std::uint64_t>(std::chrono::system_clock::to_time_t(then)));
}

std::string_view word(Incident::State state)
{
    switch (state) {
    case Incident::State::none: return "none";
    case Incident::State::pending: return "pending";
    case Incident::State::sent: return "pending";
    case Incident::State::reported: return "reported";
    case Incident::State::left_alone: return "left-alone";
    }
    return "unknown";
}

} // namespace

Watcher::Watcher(loop::Loop &loop, WatcherSettings settings)
    : loop_(loop), settings_(settings), network_(loop), reporter_(loop, settings.report_timeout),
      rescan_timer_(loop, Priority::medium, [this] { rescan(); })
{
    rescan();
}

// What was started, stopped or changed without a word to us: before this daemon ran, or while it hung.
void Watcher::rescan()
{
    rescan_timer_.start(rescan_interval);
    std::string trouble;
    try {
        look_at_all();
    } catch (const base::Failure &failure) {
        trouble = failure.what();
    }
    if (trouble != trouble_) {
        base::log(base::LogLevel::error, trouble.empty() ? "the state files can be read again" : trouble);
    }
    trouble_ = trouble;
}

void Watcher::look_at_all()
{
    auto stamp = ocf::folder_stamp();
    if (stamp == stamp_) {
        return;
    }
    auto names = ocf::list_states();
    std::set<std::string> known(names.begin(), names.end());
    for (const auto &[resource, started] : started_) {
        known.insert(resource);
    }
    for (const auto &resource : known) {
        look(resource);
    }
    stamp_ = stamp;
}

Watcher::Started &Watcher::entry(const std::string &resource)
{
    auto &started = started_[resource];
    if (!started.timer) {
        started.timer = std::make_unique<loop::Timer>(loop_, Priority::high, [this, resource] { judge(resource); });
    }
    return started;
}

void Watcher::look(const std::string &resource)
{
    try {
        take(resource, ocf::look_at_state(resource));
    } catch (const base::Failure &failure) {
        give_up(resource, entry(resource), failure.what());
    }
}

void Watcher::give_up(const std::string &resource, Started &started, const std::string &why)
{
    started.watch.reset();
    if (started.trouble != why) {
        base::log(base::LogLevel::error, resource + ": cannot be watched: " + why);
    }
    started.trouble = why;
}

void Watcher::take(const std::string &resource, const ocf::StateLook &seen)
{
    if (seen.kind == ocf::StateLook::Kind::gone) {
        if (started_.erase(resource) > 0) {
            base::log(base::LogLevel::info, resource + ": stopped, no longer watched");
        }
        return;
    }
    auto &started = entry(resource);
    // A start creates the file, and only then locks and fills it.
    bool unfilled = seen.kind == ocf::StateLook::Kind::entry && seen.entry.record.empty() &&
                    started.generation != seen.entry.generation;
    started.stale = seen.kind == ocf::StateLook::Kind::busy || unfilled;
    if (started.stale) {
        started.generation = unfilled ? seen.entry.generation : started.generation;
        started.timer->start(busy_interval);
        return;
    }
    if (started.generation != seen.entry.generation || (!started.watch && started.trouble.empty())) {
        started.generation = seen.entry.generation;
        take_up(resource, seen.entry.record, started);
    }
}

void Watcher::take_up(const std::string &resource, const base::Record &record, Started &started)
{
    started.watch.reset();
    started.incident = Incident(settings_.link_debounce);
    started.trouble.clear();
    try {
        started.watch = make_watch(resource, record);
        base::log(base::LogLevel::info, resource + ": watched");
    } catch (const base::Failure &failure) {
        give_up(resource, started, failure.what());
    }
    started.timer->start(Milliseconds::zero());
}

std::unique_ptr<Watch> Watcher::make_watch(const std::string &resource, const base::Record &record)
{
    auto changed = [this, resource] { judge(resource); };
    auto kind = record.find("kind");
    if (kind != record.end() && kind->second == "ip") {
        return std::make_unique<AddressWatch>(network_, record, changed);
    }
    if (kind != record.end() && kind->second == "service") {
        return std::make_unique<ServiceWatch>(loop_, record, settings_.answers, changed);
    }
    throw base::Failure(base::ExitCode::error, "its state file does not say what was started");
}

// Looks at the state file first: what an action does, or has done, is no failure.
void Watcher::judge(const std::string &resource)
{
    auto position = started_.find(resource);
    if (position == started_.end()) {
        return;
    }
    auto &started = position->second;
    auto finding = started.watch ? started.watch->finding() : std::nullopt;
    if (!finding && started.incident.state() == Incident::State::none && started.watch && !started.stale) {
        return;
    }
    auto before = started.generation;
    look(resource);
    position = started_.find(resource);
    if (position == started_.end() || started.generation != before || started.stale || !started.watch) {
        return;
    }
    started.incident.observe(finding, Clock::now());
    if (started.incident.due(Clock::now())) {
        report(resource, started);
    }
    schedule(started);
}

void Watcher::report(const std::string &resource, Started &started)
{
    const auto &finding = *started.incident.finding();
    if (started.incident.is_first_attempt()) {
        log_incident(base::LogLevel::error, resource + ": " + finding.reason,
                     {resource, started.watch->tickets(), started.watch->site(), std::string(core::word(finding.cause))});
    }
    started.incident.sent();
    auto done = [this, resource, generation = started.generation](ReportEnd end, const std::string &text) {
        finish(resource, generation, end, text);
    };
    reporter_.report(started.incident.ask(), resource, started.generation, done);
}

void Watcher::finish(const std::string &resource, const std::string &generation, ReportEnd end,
                     const std::string &text)
{
    auto position = started_.find(resource);
    if (position == started_.end() || position->second.generation != generation) {
        return;
    }
    auto &started = position->second;
    started.incident.ended(end, Clock::now());
    started.reports += end == ReportEnd::reported ? 1 : 0;
    // Each report is told; what keeps one from being made, once.
    if (!text.empty() && (text != started.last_report || end == ReportEnd::reported)) {
        base::log(end == ReportEnd::unreachable ? base::LogLevel::warning : base::LogLevel::notice,
                  resource + ": " + text);
    }
    started.last_report = text;
    schedule(started);
}

void Watcher::schedule(Started &started)
{
    if (auto wake = started.incident.wake()) {
        started.timer->start(base::Deadline(*wake).left());
    }
}

ipc::Response Watcher::handle(const ipc::Request &request)
{
    switch (request.command) {
    case ipc::Command::watch:
    case ipc::Command::verdict:
        look(request.resource);
        return verdict(request.resource);
    case ipc::Command::unwatch:
        look(request.resource);
        return {};
    case ipc::Command::status: return status(request.resource);
    }
    return {EINVAL, {}};
}

ipc::Response Watcher::verdict(const std::string &resource)
{
    auto position = started_.find(resource);
    if (position == started_.end()) {
        return {ENOENT, {}};
    }
    return {0, describe(resource, position->second)};
}

ipc::Response Watcher::status(const std::string &after) const
{
    if (after.empty()) {
        return {0, describe_daemon()};
    }
    auto position = started_.upper_bound(after);
    if (position == started_.end()) {
        return {ENOENT, {}};
    }
    return {0, describe(position->first, position->second)};
}

base::Record Watcher::describe(const std::string &resource, const Started &started) const
{
    base::Record record = started.watch ? started.watch->facts() : base::Record{};
    record["resource"] = resource;
    record["watched"] = started.watch ? "yes" : "no";
    record["reports"] = text_of(started.reports);
    record["incident"] = word(started.incident.state());
    if (!started.trouble.empty()) {
        record["trouble"] = started.trouble;
    }
    if (const auto &finding = started.incident.finding()) {
        record["cause"] = core::word(finding->cause);
        record["reason"] = finding->reason;
        record["since"] = wall_clock(started.incident.since());
        record["report"] = started.last_report;
    }
    return record;
}

std::string Watcher::summary() const
{
    auto watched = std::count_if(started_.begin(), started_.end(),
                                 [](const auto &entry) { return entry.second.watch != nullptr; });
    auto failed = std::count_if(started_.begin(), started_.end(),
                                [](const auto &entry) { return entry.second.incident.finding().has_value(); });
    auto line = std::to_string(watched) + (watched == 1 ? " resource watched" : " resources watched");
    if (auto others = static_cast<long>(started_.size()) - watched; others > 0) {
        line += ", " + std::to_string(others) + " not";
    }
    return failed == 0 ? line : line + ", " + std::to_string(failed) + (failed == 1 ? " has failed" : " have failed");
}

base::Record Watcher::describe_daemon() const
{
    return {
        {"version", PACKAGE_VERSION},
        {"watches", text_of(started_.size())},
        {"overruns", text_of(network_.overruns())},
        {"trouble", trouble_},
    };
}

} // namespace watch
