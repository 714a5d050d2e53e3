#include "base/file.hh"

#include "base/failure.hh"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>

namespace base {

std::string read_rest(int fd, const std::string &path, std::size_t limit)
{
    std::string content;
    char buffer[4096];
    for (;;) {
        ssize_t got = ::read(fd, buffer, sizeof buffer);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            throw system_failure("cannot read " + path);
        }
        if (got == 0) {
            return content;
        }
        content.append(buffer, static_cast<std::size_t>(got));
        if (content.size() > limit) {
            throw Failure(ExitCode::error, path + " is larger than " + std::to_string(limit) + " bytes");
        }
    }
}

std::optional<std::string> read_file(const std::string &path, std::size_t limit)
{
    // Without O_NONBLOCK, opening a fifo that someone put there would wait for its writer.
    Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!fd) {
        if (errno == ENOENT || errno == ENOTDIR) {
            return std::nullopt;
        }
        throw system_failure("cannot open " + path);
    }
    struct stat info {};
    if (::fstat(fd.get(), &info) < 0) {
        throw system_failure("cannot stat " + path);
    }
    if (!S_ISREG(info.st_mode)) {
        throw Failure(ExitCode::error, path + " is not a regular file");
    }
    return read_rest(fd.get(), path, limit);
}

void rewrite(int fd, const std::string &path, const std::string &content)
{
    std::size_t done = 0;
    while (done < content.size()) {
        ssize_t put = ::pwrite(fd, content.data() + done, content.size() - done, static_cast<off_t>(done));
        if (put < 0 && errno == EINTR) {
            continue;
        }
        if (put < 0) {
            throw system_failure("cannot write " + path);
        }
        done += static_cast<std::size_t>(put);
    }
    if (::ftruncate(fd, static_cast<off_t>(content.size())) < 0) {
        throw system_failure("cannot truncate " + path);
    }
}

} // namespace base
