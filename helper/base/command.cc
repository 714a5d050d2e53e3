#include "base/command.hh"

#include "base/failure.hh"
#include "base/fd.hh"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

namespace base {

namespace {

constexpr std::size_t longest_output = 64 * 1024;

// How long a killed process may take to go; one that hangs inside the kernel is left to init.
constexpr Milliseconds killed_grace{500};

struct FileActions {
    FileActions() { ::posix_spawn_file_actions_init(&actions); }
    ~FileActions() { ::posix_spawn_file_actions_destroy(&actions); }
    FileActions(const FileActions &) = delete;
    FileActions &operator=(const FileActions &) = delete;
    posix_spawn_file_actions_t actions;
};

// The child's pid, or -1 when there is no such program. Descriptors without close-on-exec would
// pass to it; this code opens none.
pid_t spawn(const std::vector<std::string> &words, int output)
{
    std::vector<char *> arguments;
    for (const auto &word : words) {
        arguments.push_back(const_cast<char *>(word.c_str()));
    }
    arguments.push_back(nullptr);
    FileActions files;
    ::posix_spawn_file_actions_addopen(&files.actions, 0, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&files.actions, output, 1);
    ::posix_spawn_file_actions_adddup2(&files.actions, output, 2);
    pid_t pid = -1;
    return ::posix_spawnp(&pid, arguments[0], &files.actions, nullptr, arguments.data(), environ) == 0 ? pid : -1;
}

// Reads until the other end is closed; false when the deadline passed or there was too much.
bool read_output(int fd, std::string &output, const Deadline &deadline)
{
    std::array<char, 4096> buffer;
    while (wait_ready(fd, POLLIN, deadline)) {
        ssize_t got = ::read(fd, buffer.data(), buffer.size());
        if (got == 0) {
            return true;
        }
        if (got < 0 && errno != EINTR) {
            throw system_failure("cannot read a command's output");
        }
        output.append(buffer.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
        if (output.size() > longest_output) {
            output.resize(longest_output);
            return false;
        }
    }
    return false;
}

// A process that has closed its output is about to end; wait for that no longer than the deadline.
bool wait_end(pid_t pid, int &status, const Deadline &deadline)
{
    while (::waitpid(pid, &status, WNOHANG) != pid) {
        if (deadline.passed()) {
            return false;
        }
        pause(Milliseconds(1), deadline);
    }
    return true;
}

} // namespace

CommandResult run_command(const std::vector<std::string> &words, const Deadline &deadline)
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) < 0) {
        throw system_failure("pipe");
    }
    Fd reading(ends[0]);
    Fd writing(ends[1]);
    pid_t pid = spawn(words, writing.get());
    if (pid < 0) {
        return {CommandResult::End::not_run, 127, {}};
    }
    writing.reset();
    CommandResult result{CommandResult::End::exited, 0, {}};
    int status = 0;
    if (!read_output(reading.get(), result.output, deadline) || !wait_end(pid, status, deadline)) {
        ::kill(pid, SIGKILL);
        wait_end(pid, status, Deadline::after(killed_grace));
        result.end = CommandResult::End::too_late;
    }
    result.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return result;
}

} // namespace base
