#include "booth/key.hh"

#include "base/failure.hh"
#include "base/fd.hh"
#include "booth/config_line.hh"

#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

namespace booth {

using base::ExitCode;
using base::Failure;

namespace {

constexpr std::size_t longest_key = 64; // BOOTH_MAX_KEY_LEN
constexpr std::size_t shortest_key = 8; // BOOTH_MIN_KEY_LEN
constexpr char cluster_user[] = "hacluster";

Failure refuse(const std::string &path, const std::string &why)
{
    return {ExitCode::not_installed, "authfile " + base::printable(path) + " " + why};
}

bool is_trusted(uid_t owner)
{
    if (owner == 0) {
        return true;
    }
    const passwd *user = ::getpwnam(cluster_user);
    return user != nullptr && user->pw_uid == owner;
}

void check_file(int fd, const std::string &path)
{
    struct stat info {};
    if (::fstat(fd, &info) < 0) {
        throw base::system_failure("cannot stat authfile " + path);
    }
    if (!S_ISREG(info.st_mode)) {
        throw refuse(path, "is not a regular file");
    }
    if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        throw refuse(path, "may be read or written by others than its owner: chmod 600 it");
    }
    if (!is_trusted(info.st_uid)) {
        throw refuse(path, "belongs to user id " + std::to_string(info.st_uid) + ": expected root or hacluster");
    }
}

std::string read_start(int fd, const std::string &path)
{
    char buffer[longest_key];
    std::size_t size = 0;
    while (size < sizeof buffer) {
        ssize_t got = ::read(fd, buffer + size, sizeof buffer - size);
        if (got < 0 && errno != EINTR) {
            throw base::system_failure("cannot read authfile " + path);
        }
        if (got == 0) {
            break;
        }
        size += got > 0 ? static_cast<std::size_t>(got) : 0;
    }
    return {buffer, size};
}

} // namespace

std::string read_key(const std::string &path)
{
    base::Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!fd && (errno == ENOENT || errno == ENOTDIR)) {
        throw refuse(path, "does not exist on this node: copy it from another one (pcs booth sync or pull)");
    }
    if (!fd) {
        throw base::system_failure("cannot open authfile " + path, ExitCode::not_installed);
    }
    check_file(fd.get(), path);
    return take_key(read_start(fd.get(), path), path);
}

std::string take_key(std::string bytes, const std::string &path)
{
    bytes.resize(std::min(bytes.size(), longest_key));
    bool ascii = std::all_of(bytes.begin(), bytes.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    if (ascii) {
        auto first = std::find_if_not(bytes.begin(), bytes.end(), is_space);
        auto last = std::find_if_not(bytes.rbegin(), std::make_reverse_iterator(first), is_space).base();
        bytes = std::string(first, last);
    }
    if (bytes.size() < shortest_key) {
        throw refuse(path, "holds a key of " + std::to_string(bytes.size()) +
                               " bytes, and 8 are the least: make one with booth-keygen");
    }
    // is_auth_req looks at the first byte only.
    if (bytes[0] == '\0') {
        throw refuse(path, "begins with a NUL byte, with which boothd silently switches authentication off: "
                           "make another key for all sites");
    }
    return bytes;
}

} // namespace booth
