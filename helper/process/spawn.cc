#include "process/spawn.hh"

#include "base/failure.hh"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <tuple>
#include <utility>

namespace process {

namespace {

constexpr std::size_t most_output = 64 * 1024;

std::vector<char *> argument_vector(const std::string &program, const std::vector<std::string> &arguments)
{
    std::vector<char *> vector{const_cast<char *>(program.c_str())};
    for (const auto &argument : arguments) {
        vector.push_back(const_cast<char *>(argument.c_str()));
    }
    vector.push_back(nullptr);
    return vector;
}

// Our end first. Both do not block.
std::pair<base::Fd, base::Fd> open_pipe(Child::Capture capture)
{
    int ends[2];
    int result = capture == Child::Capture::conversation
                     ? ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends)
                     : ::pipe2(ends, O_CLOEXEC | O_NONBLOCK);
    if (result < 0) {
        throw base::system_failure("pipe");
    }
    return {base::Fd(ends[0]), base::Fd(ends[1])};
}

void default_signals()
{
    for (int number = 1; number < NSIG; ++number) {
        ::signal(number, SIG_DFL);
    }
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

// In the child, between fork and exec. What fails here is told through the pipe.
[[noreturn]] void become(char *const arguments[], int pipe_end, Child::Capture capture)
{
    ::setsid();
    default_signals();
    int null = ::open("/dev/null", O_RDWR);
    int input = capture == Child::Capture::conversation ? pipe_end : null;
    int output = capture == Child::Capture::errors ? null : pipe_end;
    bool ready = null >= 0 && ::dup2(input, 0) == 0 && ::dup2(output, 1) == 1 &&
                 ::dup2(pipe_end, 2) == 2 && ::close_range(3, ~0U, 0) == 0 && ::chdir("/") == 0;
    if (ready) {
        ::execv(arguments[0], arguments);
    }
    ::dprintf(2, "cannot run %s: %s\n", arguments[0], std::strerror(errno));
    ::_exit(127);
}

} // namespace

Child::Child(const std::string &program, const std::vector<std::string> &arguments, Capture capture)
{
    base::Fd write_end;
    std::tie(pipe_, write_end) = open_pipe(capture);
    // The child writes as to any standard error: it waits when the pipe is full.
    ::fcntl(write_end.get(), F_SETFL, 0);
    auto vector = argument_vector(program, arguments);
    pid_ = ::fork();
    if (pid_ < 0) {
        throw base::system_failure("fork");
    }
    if (pid_ == 0) {
        become(vector.data(), write_end.get(), capture);
    }
}

std::optional<int> Child::status()
{
    if (!status_) {
        status_ = reap(pid_);
    }
    return status_;
}

const std::string &Child::output()
{
    char buffer[4096];
    while (pipe_) {
        ssize_t got = ::read(pipe_.get(), buffer, sizeof buffer);
        if (got > 0) {
            output_.append(buffer, static_cast<std::size_t>(got));
            // The end is what matters.
            output_.erase(0, output_.size() > most_output ? output_.size() - most_output : 0);
        } else if (got == 0 || (errno != EINTR && errno != EAGAIN)) {
            pipe_.reset();
        } else if (errno == EAGAIN) {
            break;
        }
    }
    return output_;
}

std::string Child::take_output()
{
    output();
    return std::exchange(output_, std::string());
}

bool Child::write(const std::string &text)
{
    return ::send(pipe_.get(), text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT) ==
           static_cast<ssize_t>(text.size());
}

void Child::wait(const base::Deadline &deadline)
{
    if (pipe_) {
        base::wait_ready(pipe_.get(), POLLIN, deadline);
    } else {
        base::pause(deadline.left(), deadline);
    }
}

base::Fd Child::open_end() const
{
    base::Fd end(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
    if (!end) {
        throw base::system_failure("pidfd_open");
    }
    return end;
}

void Child::kill()
{
    static constexpr base::Milliseconds patience{500};
    auto process = status() ? std::nullopt : inspect_process(pid_);
    if (process) {
        end_process(*process, base::Milliseconds::zero(), base::Deadline::after(patience));
    }
    status();
}

void adopt_orphans()
{
    if (::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) < 0) {
        throw base::system_failure("prctl(PR_SET_CHILD_SUBREAPER)");
    }
}

std::optional<int> reap(pid_t pid)
{
    int status = 0;
    pid_t ended = ::waitpid(pid, &status, WNOHANG);
    if (ended <= 0) {
        return std::nullopt;
    }
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

std::string last_line(const std::string &output)
{
    auto end = output.find_last_not_of('\n');
    if (end == std::string::npos) {
        return "";
    }
    auto start = output.rfind('\n', end);
    start = start == std::string::npos ? 0 : start + 1;
    return base::printable(output.substr(start, end - start + 1), 400);
}

std::optional<ProgramEnd> run_program(const std::string &program, const std::vector<std::string> &arguments,
                                      const base::Deadline &deadline)
{
    static constexpr base::Milliseconds poll_interval{10};
    Child child(program, arguments, Child::Capture::output);
    while (!child.status() && !deadline.passed()) {
        child.output();
        if (child.closed()) {
            base::wait_ready(child.open_end().get(), POLLIN, deadline);
        } else {
            child.wait(deadline.within(poll_interval));
        }
    }
    if (child.status()) {
        return ProgramEnd{*child.status(), child.output()};
    }
    child.kill();
    return std::nullopt;
}

} // namespace process
