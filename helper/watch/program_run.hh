// One run of a program beside the loop, under a limit of time.
#pragma once

#include "loop/loop.hh"
#include "process/spawn.hh"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace watch {

class ProgramRun {
public:
    // done is called once, from the loop, and may destroy this object: with the exit status as Child::status says
    // it, or without one when the program took longer than limit and was killed; and with what it wrote.
    using Done = std::function<void(std::optional<int> status, const std::string &output)>;

    // Errors: Failure when it cannot be started.
    ProgramRun(loop::Loop &loop, const std::string &program, const std::vector<std::string> &arguments,
               base::Milliseconds limit, Done done);
    ProgramRun(const ProgramRun &) = delete;
    ProgramRun &operator=(const ProgramRun &) = delete;

private:
    void collect();
    void kill();
    void finish(std::optional<int> status);

    Done done_;
    process::Child child_;
    base::Fd end_;
    loop::FdSource ended_;
    loop::Timer late_;
};

} // namespace watch
