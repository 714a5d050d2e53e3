#include "watch/service_watch.hh"

#include "base/failure.hh"
#include "base/log.hh"
#include "service/observe.hh"
#include "service/settings.hh"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

namespace watch {

using base::Clock;
using base::Milliseconds;
using core::AnswerSettings;
using core::Finding;
using loop::Priority;
using service::ProbePlace;
using service::ServiceTarget;

namespace {

ServiceTarget required_target(const base::Record &record)
{
    auto target = service::recorded_target(record, {});
    if (!target || target->recorded->pid <= 0) {
        throw base::Failure(base::ExitCode::error, "its state file names no boothd");
    }
    return *target;
}

core::Daemon daemon_of(const ServiceTarget &target, const std::optional<ProbePlace> &place)
{
    return {target.recorded->pid, place ? service::with_port(place->address, place->port) : "", target.config};
}

AnswerSettings adjusted(AnswerSettings settings, const std::optional<ProbePlace> &place)
{
    if (place && place->interval > Milliseconds::zero()) {
        settings.interval = place->interval;
    }
    return settings;
}

// The names of the tickets, for the journal; a configuration that cannot be read has none.
std::vector<std::string> read_tickets(const std::string &config)
{
    std::vector<std::string> names;
    try {
        for (const auto &ticket : service::load_config(config).config.tickets) {
            names.push_back(ticket.name);
        }
    } catch (const base::Failure &failure) {
        base::log(base::LogLevel::info, std::string("the tickets are not known: ") + failure.what());
    }
    return names;
}

// There, but not in /proc as this daemon sees it (proc(5): hidepid; systemd.exec(5): ProtectProc): nothing
// can be said about it then, least of all that it has ended.
bool is_hidden(pid_t pid)
{
    bool shown = ::access(("/proc/" + std::to_string(pid)).c_str(), F_OK) == 0;
    return !shown && (::kill(pid, 0) == 0 || errno == EPERM);
}

} // namespace

class ServiceWatch::Implementation {
public:
    Implementation(loop::Loop &loop, const base::Record &record, const AnswerSettings &settings, Changed changed);

    const std::optional<Finding> &finding() const { return finding_; }
    base::Record facts() const;
    std::string site() const { return place_ ? place_->address : ""; }
    const std::vector<std::string> &tickets() const { return tickets_; }

private:
    void follow_process();
    void process_ended();
    void begin_probe();
    void advance_probe();
    void probe_timed_out();
    void end_probe(booth::Answer answer);
    void log_probe(const core::Probe &probe, int missed_before) const;
    void schedule_probe();
    void set_finding(std::optional<Finding> finding);

    loop::Loop &loop_;
    ServiceTarget target_;
    std::optional<ProbePlace> place_;
    AnswerSettings settings_;
    core::Daemon daemon_;
    core::Answering answering_;
    std::vector<std::string> tickets_;
    Changed changed_;
    std::optional<Finding> finding_;

    base::Fd pidfd_;
    std::unique_ptr<loop::FdSource> process_source_;

    // The query that is under way, if one is. What watches a descriptor goes before the descriptor.
    std::optional<booth::Exchange> exchange_;
    std::unique_ptr<loop::FdSource> exchange_source_;
    loop::Timer begin_timer_;
    loop::Timer limit_timer_;
    Clock::time_point began_{};
    std::optional<Clock::time_point> answered_;
    std::string key_problem_;
};

ServiceWatch::Implementation::Implementation(loop::Loop &loop, const base::Record &record,
                                             const AnswerSettings &settings, Changed changed)
    : loop_(loop), target_(required_target(record)), place_(service::recorded_place(record)),
      settings_(adjusted(settings, place_)), daemon_(daemon_of(target_, place_)), answering_(settings_, daemon_),
      tickets_(read_tickets(target_.config)), changed_(std::move(changed)),
      begin_timer_(loop, Priority::medium, [this] { begin_probe(); }),
      limit_timer_(loop, Priority::low, [this] { probe_timed_out(); })
{
    follow_process();
    begin_timer_.start(Milliseconds::zero());
}

void ServiceWatch::Implementation::follow_process()
{
    pidfd_ = process::open_process(*target_.recorded);
    if (!pidfd_ && is_hidden(target_.recorded->pid)) {
        throw base::Failure(base::ExitCode::error, core::name(daemon_) + " is not to be seen in /proc: is that mounted "
                                                                         "with hidepid, or hidden by ProtectProc=?");
    }
    if (!pidfd_) {
        return; // it has ended: the timer says so, from the loop
    }
    process_source_ = std::make_unique<loop::FdSource>(loop_, Priority::high, pidfd_.get(), POLLIN,
                                                       [this](short) { process_ended(); });
}

void ServiceWatch::Implementation::process_ended()
{
    process_source_.reset();
    exchange_source_.reset();
    exchange_.reset();
    begin_timer_.cancel();
    limit_timer_.cancel();
    set_finding(Finding{core::Cause::daemon_ended, core::name(daemon_) + " has ended"});
}

void ServiceWatch::Implementation::begin_probe()
{
    if (!pidfd_) {
        process_ended();
        return;
    }
    if (!place_) {
        return;
    }
    began_ = Clock::now();
    auto key = service::look_for_key(target_.authfile);
    if (!key.problem.empty() && key.problem != key_problem_) {
        base::log(base::LogLevel::warning, core::name(daemon_) + " is asked without its key: " + key.problem);
    }
    key_problem_ = key.problem;
    exchange_.emplace(place_->address, place_->port, booth::Command::list, key.key);
    if (exchange_->answer()) {
        end_probe(*exchange_->answer());
        return;
    }
    exchange_source_ = std::make_unique<loop::FdSource>(loop_, Priority::medium, exchange_->fd(), exchange_->events(),
                                                        [this](short) { advance_probe(); });
    limit_timer_.start(settings_.timeout);
}

void ServiceWatch::Implementation::advance_probe()
{
    if (exchange_->step()) {
        end_probe(*exchange_->answer());
    } else {
        exchange_source_->set_events(exchange_->events());
    }
}

// What has come while this daemon could not run counts.
void ServiceWatch::Implementation::probe_timed_out()
{
    end_probe(exchange_->step() ? *exchange_->answer() : booth::Answer{});
}

void ServiceWatch::Implementation::end_probe(booth::Answer answer)
{
    limit_timer_.cancel();
    exchange_source_.reset();
    exchange_.reset();
    auto now = Clock::now();
    core::Probe probe;
    probe.answer = std::move(answer);
    probe.key_problem = key_problem_;
    probe.waited = std::chrono::round<Milliseconds>(now - began_);
    if (probe.answer.outcome == booth::Outcome::no_answer) {
        service::look_at_process(probe, target_.recorded->pid);
    }
    int missed_before = answering_.missed();
    auto finding = answering_.take(probe, now);
    log_probe(probe, missed_before);
    if (answering_.missed() == 0) {
        answered_ = now;
    }
    schedule_probe();
    set_finding(std::move(finding));
}

// What changed: one line, not one for every query.
void ServiceWatch::Implementation::log_probe(const core::Probe &probe, int missed_before) const
{
    int missed = answering_.missed();
    if (missed > 0) {
        auto level = missed == 1 ? base::LogLevel::info : base::LogLevel::debug;
        base::log(level, core::describe(daemon_, probe) + " (" + std::to_string(missed) + " in a row)");
    } else if (missed_before > 0 || !answered_) {
        auto text = core::name(daemon_) + (missed_before > 0 ? " answers again at " : " answers at ");
        base::log(base::LogLevel::info, text + daemon_.address);
    }
}

void ServiceWatch::Implementation::schedule_probe()
{
    begin_timer_.start(base::Deadline(began_ + settings_.interval).left());
}

// Last of all that a callback does: whoever is told may end this watch.
void ServiceWatch::Implementation::set_finding(std::optional<Finding> finding)
{
    bool same = finding.has_value() == finding_.has_value() &&
                (!finding || (finding->cause == finding_->cause && finding->reason == finding_->reason));
    finding_ = std::move(finding);
    if (!same) {
        auto changed = changed_;
        changed();
    }
}

base::Record ServiceWatch::Implementation::facts() const
{
    base::Record record{
        {"kind", "service"},
        {"pid", std::to_string(daemon_.pid)},
        {"address", daemon_.address},
        {"missed", std::to_string(answering_.missed())},
    };
    if (answered_) {
        auto ago = std::chrono::duration_cast<Milliseconds>(Clock::now() - *answered_);
        record["answered"] = std::to_string(ago.count());
    }
    if (!key_problem_.empty()) {
        record["key_problem"] = key_problem_;
    }
    return record;
}

ServiceWatch::ServiceWatch(loop::Loop &loop, const base::Record &record, AnswerSettings settings, Changed changed)
    : implementation_(std::make_unique<Implementation>(loop, record, settings, std::move(changed)))
{
}

ServiceWatch::~ServiceWatch() = default;

std::optional<Finding> ServiceWatch::finding() const
{
    return implementation_->finding();
}

base::Record ServiceWatch::facts() const
{
    return implementation_->facts();
}

std::string ServiceWatch::site() const
{
    return implementation_->site();
}

std::vector<std::string> ServiceWatch::tickets() const
{
    return implementation_->tickets();
}

} // namespace watch
