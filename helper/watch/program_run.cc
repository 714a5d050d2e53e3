#include "watch/program_run.hh"

#include "base/failure.hh"

#include <poll.h>

namespace watch {

using loop::Priority;

namespace {

// Without it nobody would ever learn how the program ended.
base::Fd open_end(process::Child &child)
{
    try {
        return child.open_end();
    } catch (const base::Failure &) {
        child.kill();
        throw;
    }
}

} // namespace

ProgramRun::ProgramRun(loop::Loop &loop, const std::string &program, const std::vector<std::string> &arguments,
                       base::Milliseconds limit, Done done)
    : done_(std::move(done)), child_(program, arguments, process::Child::Capture::output), end_(open_end(child_)),
      ended_(loop, Priority::high, end_.get(), POLLIN, [this](short) { collect(); }),
      late_(loop, Priority::high, [this] { kill(); })
{
    late_.start(limit);
}

void ProgramRun::collect()
{
    if (auto status = child_.status()) {
        finish(status);
    }
}

void ProgramRun::kill()
{
    auto status = child_.status();
    if (!status) {
        child_.kill();
    }
    finish(status);
}

// Nothing of this object may be used after done.
void ProgramRun::finish(std::optional<int> status)
{
    auto done = std::move(done_);
    auto output = child_.output();
    done(status, output);
}

} // namespace watch
