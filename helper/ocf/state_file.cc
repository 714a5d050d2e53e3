#include "ocf/state_file.hh"

#include "base/failure.hh"
#include "base/file.hh"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <climits>

namespace ocf {

using base::ExitCode;
using base::Failure;

namespace {

constexpr base::Milliseconds lock_retry{2};

void make_folder()
{
    if (::mkdir(STATE_DIR, 0755) < 0 && errno != EEXIST) {
        throw base::system_failure("cannot create " STATE_DIR,
                                   errno == EACCES ? ExitCode::not_permitted : ExitCode::error);
    }
    struct stat info {};
    if (::lstat(STATE_DIR, &info) < 0) {
        throw base::system_failure("cannot stat " STATE_DIR);
    }
    // Anyone else who may write there could plant files (compare keepalived's CVE-2018-19046).
    if (!S_ISDIR(info.st_mode) || info.st_uid != ::geteuid() || (info.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
        throw Failure(ExitCode::error, STATE_DIR " must be a folder that only root may write to; "
                                                 "remove it and it is created anew");
    }
}

void lock(int fd, const std::string &path, const std::string &holder, const base::Deadline &deadline)
{
    while (::flock(fd, LOCK_EX | LOCK_NB) < 0) {
        if (errno != EWOULDBLOCK && errno != EINTR) {
            throw base::system_failure("cannot lock " + path);
        }
        if (deadline.passed()) {
            throw Failure(ExitCode::error, holder + " is still running: it holds the lock on " + path);
        }
        base::pause(lock_retry, deadline);
    }
}

// Whoever held the lock before may have removed the file; then this descriptor locks nothing.
bool still_linked(int fd, const std::string &path)
{
    struct stat opened {};
    struct stat named {};
    return ::fstat(fd, &opened) == 0 && ::lstat(path.c_str(), &named) == 0 && opened.st_ino == named.st_ino &&
           opened.st_dev == named.st_dev;
}

} // namespace

std::string state_path(const std::string &resource)
{
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string name;
    for (char c : resource) {
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
                     c == '-' || (c == '.' && !name.empty());
        auto byte = static_cast<unsigned char>(c);
        if (plain) {
            name += c;
        } else {
            name += {'%', digits[byte >> 4], digits[byte & 15]};
        }
    }
    name += state_suffix;
    if (name.size() > NAME_MAX) {
        throw Failure(ExitCode::not_configured,
                      "resource name \"" + base::printable(resource) + "\" is too long for a state file");
    }
    return std::string(STATE_DIR) + "/" + name;
}

std::optional<StateFile> StateFile::open_locked(const std::string &resource, bool create,
                                                const base::Deadline &deadline)
{
    auto path = state_path(resource);
    for (;;) {
        base::Fd fd(::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | (create ? O_CREAT : 0), 0600));
        if (!fd && !create && (errno == ENOENT || errno == ENOTDIR)) {
            return std::nullopt;
        }
        if (!fd) {
            throw base::system_failure("cannot open " + path,
                                       errno == EACCES ? ExitCode::not_permitted : ExitCode::error);
        }
        lock(fd.get(), path, "another action on this resource", deadline);
        if (still_linked(fd.get(), path)) {
            return StateFile(resource, path, std::move(fd));
        }
    }
}

StateFile StateFile::acquire(const std::string &resource, const base::Deadline &deadline)
{
    make_folder();
    return std::move(*open_locked(resource, true, deadline));
}

std::optional<StateFile> StateFile::acquire_existing(const std::string &resource, const base::Deadline &deadline)
{
    return open_locked(resource, false, deadline);
}

std::optional<base::Record> StateFile::read() const
{
    if (::lseek(fd_.get(), 0, SEEK_SET) < 0) {
        throw base::system_failure("cannot read " + path_);
    }
    auto content = base::read_rest(fd_.get(), path_, largest_state);
    return content.empty() ? std::nullopt : base::parse_record(content);
}

void StateFile::write(base::Record record)
{
    record["resource"] = resource_;
    base::rewrite(fd_.get(), path_, base::format_record(record));
}

void StateFile::remove()
{
    if (::unlink(path_.c_str()) < 0 && errno != ENOENT) {
        throw base::system_failure("cannot remove " + path_);
    }
}

base::Fd lock_addresses(const base::Deadline &deadline)
{
    make_folder();
    // No resource's state file has this name: theirs end in state_suffix.
    std::string path = STATE_DIR "/addresses.lock";
    base::Fd fd(::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_CREAT, 0600));
    if (!fd) {
        throw base::system_failure("cannot open " + path, errno == EACCES ? ExitCode::not_permitted : ExitCode::error);
    }
    lock(fd.get(), path, "a change of another address", deadline);
    return fd;
}

std::optional<base::Record> read_state(const std::string &resource, const base::Deadline &deadline)
{
    auto file = StateFile::acquire_existing(resource, deadline);
    return file ? file->read() : std::nullopt;
}

} // namespace ocf
