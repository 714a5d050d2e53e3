#include "watch/reporter.hh"

#include "base/failure.hh"
#include "watch/program_run.hh"

#include <deque>
#include <list>

namespace watch {

using core::ReportEnd;
using loop::Priority;

namespace {

// What a failed switch or a failed daemon of many sites brings at once must not overrun the node.
constexpr std::size_t most_at_once = 4;

struct Job {
    core::Ask ask;
    std::string resource;
    std::string generation;
    Reporter::Done done;
};

struct Running {
    Job job;
    std::unique_ptr<ProgramRun> run;
};

} // namespace

class Reporter::Implementation {
public:
    Implementation(loop::Loop &loop, base::Milliseconds limit, std::string program)
        : loop_(loop), limit_(limit), program_(std::move(program)),
          starter_(loop, Priority::high, [this] { start_waiting(); })
    {
    }

    void add(Job job)
    {
        waiting_.push_back(std::move(job));
        starter_.start(base::Milliseconds::zero());
    }

private:
    using Position = std::list<Running>::iterator;

    void start_waiting();
    void start(Job job);
    void collect(Position position, std::optional<int> status, const std::string &output);
    void finish(Position position, ReportEnd end, const std::string &text);

    loop::Loop &loop_;
    base::Milliseconds limit_;
    std::string program_;
    std::deque<Job> waiting_;
    std::list<Running> running_;
    loop::Timer starter_;
};

void Reporter::Implementation::start_waiting()
{
    while (!waiting_.empty() && running_.size() < most_at_once) {
        auto job = std::move(waiting_.front());
        waiting_.pop_front();
        auto done = job.done;
        try {
            start(std::move(job));
        } catch (const base::Failure &failure) {
            done(ReportEnd::unreachable, std::string("cannot report: ") + failure.what());
        }
    }
}

void Reporter::Implementation::start(Job job)
{
    std::vector<std::string> arguments{std::string(core::word(job.ask)), job.resource, job.generation,
                                       std::to_string(limit_.count())};
    auto position = running_.emplace(running_.end(), Running{std::move(job), {}});
    try {
        auto done = [this, position](auto status, const auto &output) { collect(position, status, output); };
        position->run = std::make_unique<ProgramRun>(loop_, program_, arguments, limit_, done);
    } catch (const base::Failure &) {
        running_.erase(position);
        throw;
    }
}

void Reporter::Implementation::collect(Position position, std::optional<int> status, const std::string &output)
{
    if (!status) {
        finish(position, ReportEnd::unreachable,
               "the cluster did not take the report within " + std::to_string(limit_.count()) + " ms");
        return;
    }
    auto end = core::report_end(*status);
    auto text = process::last_line(output);
    if (text.empty() && end == ReportEnd::unreachable) {
        text = program_ + " ended with exit code " + std::to_string(*status) + " and said nothing";
    }
    finish(position, end, text);
}

// The caller is a callback of what goes away here.
void Reporter::Implementation::finish(Position position, ReportEnd end, const std::string &text)
{
    auto done = std::move(position->job.done);
    running_.erase(position);
    if (!waiting_.empty()) {
        starter_.start(base::Milliseconds::zero());
    }
    done(end, text);
}

Reporter::Reporter(loop::Loop &loop, base::Milliseconds limit, std::string program)
    : implementation_(std::make_unique<Implementation>(loop, limit, std::move(program)))
{
}

Reporter::~Reporter() = default;

void Reporter::report(core::Ask ask, const std::string &resource, const std::string &generation, Done done)
{
    implementation_->add({ask, resource, generation, std::move(done)});
}

} // namespace watch
