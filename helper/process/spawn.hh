// Programs that this one starts: with nothing inherited, in a session of their own.
#pragma once

#include "base/deadline.hh"
#include "base/fd.hh"
#include "process/process.hh"

#include <optional>
#include <string>
#include <vector>

namespace process {

// A child of this process. It outlives us, and anything that kills our process group.
class Child {
public:
    // Runs program (a path) with arguments: standard input and output are /dev/null, standard error is
    // a pipe to us, every other descriptor is closed, the working folder is /, signals are at their
    // defaults, the environment is ours. With output, standard output goes into the pipe too; with
    // conversation, it also reads what we write. Errors: Failure when there is no process to be had.
    enum class Capture { errors, output, conversation };
    Child(const std::string &program, const std::vector<std::string> &arguments, Capture capture);

    pid_t pid() const { return pid_; }

    // The exit status as the shell says it (128 and more for a signal), once it has ended.
    std::optional<int> status();

    // What it wrote up to now; no waiting. Its end is seen as closed() when everything that had the
    // pipe has let go of it.
    const std::string &output();
    // The same, and forgets it.
    std::string take_output();
    bool closed() const { return !pipe_; }
    // Where output comes from, for poll(2); -1 when it is closed.
    int pipe() const { return pipe_.get(); }

    // In a conversation: false when it does not take the text now. No waiting.
    bool write(const std::string &text);

    // Waits for more output or the deadline.
    void wait(const base::Deadline &deadline);

    // A descriptor that poll(2) finds readable once it has ended. Errors: Failure.
    base::Fd open_end() const;

    // Kills it if it has not ended, with all that it started, and collects it.
    void kill();

private:
    pid_t pid_ = -1;
    base::Fd pipe_;
    std::string output_;
    std::optional<int> status_;
};

// From now on, what our children leave behind become our children: a daemon does not escape from sight.
void adopt_orphans();

// Collects the exit status of a child that is not a Child, as Child::status does; -1 is any child.
std::optional<int> reap(pid_t pid);

struct ProgramEnd {
    int status;         // as Child::status
    std::string output; // standard output and standard error, the last 64 KiB
};

// The last line of what a program wrote, printable; empty when there is none.
std::string last_line(const std::string &output);

// Runs a program to its end, or returns nothing when it did not end in time; then it is killed, with all
// that it started.
std::optional<ProgramEnd> run_program(const std::string &program, const std::vector<std::string> &arguments,
                                      const base::Deadline &deadline);

} // namespace process
