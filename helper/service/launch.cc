#include "service/launch.hh"

#include "core/service.hh"

#include <unistd.h>

#include <utility>

namespace service {

namespace {

constexpr base::Milliseconds step{5};

// How long a second run may take to repeat what ended the first.
constexpr base::Milliseconds rehearsal{2000};

// -S keeps boothd in the foreground with its log on standard error. It is no way to run it for good:
// boothd's children would inherit a standard error that breaks when we are gone.
std::string hear(const std::string &program, std::vector<std::string> arguments, const base::Deadline &deadline)
{
    arguments.push_back("-S");
    auto end = process::run_program(program, arguments, deadline.within(rehearsal));
    return end ? end->output : "";
}

} // namespace

Launch::Launch(std::string program, std::vector<std::string> arguments)
    : program_(std::move(program)), arguments_(std::move(arguments)),
      child_(program_, arguments_, process::Child::Capture::errors)
{
}

// daemon(3) forks once: when our child has ended well, what it left behind is our child now.
void Launch::follow()
{
    if (daemon_ == 0 && child_.status() == 0) {
        auto children = process::list_children(::getpid());
        if (children.empty()) {
            status_ = process::reap(-1).value_or(0);
        } else {
            daemon_ = children.front();
        }
    } else if (daemon_ == 0) {
        status_ = child_.status();
    } else if (!status_) {
        status_ = process::reap(daemon_);
    }
}

std::optional<process::Process> Launch::process()
{
    // What ends between the two looks has its status at the next: the child's, then the daemon's.
    for (int looks = 0; looks < 3 && !status_; ++looks) {
        follow();
        auto process = status_ ? std::nullopt : process::inspect_process(daemon_ > 0 ? daemon_ : child_.pid());
        if (process) {
            return process;
        }
    }
    return std::nullopt;
}

std::string Launch::last_words(const base::Deadline &deadline)
{
    auto words = core::boothd_reason(child_.output());
    if (words.empty()) {
        words = core::boothd_reason(hear(program_, arguments_, deadline));
    }
    auto status = status_ ? "exit status " + std::to_string(*status_) : std::string("no exit status");
    return "boothd ended (" + status + ") right after its start: " +
           (words.empty() ? "it gave no reason; see the system log" : words);
}

void Launch::end(const base::Deadline &deadline)
{
    if (auto running = process()) {
        process::end_process(*running, base::Milliseconds::zero(), deadline);
        process();
    }
}

void Launch::wait(const base::Deadline &deadline)
{
    if (daemonized() || child_.closed()) {
        base::pause(step, deadline);
    } else {
        child_.wait(deadline.within(step));
        child_.output();
    }
}

} // namespace service
