#include "ocf/state_folder.hh"

#include "base/deleter.hh"
#include "base/failure.hh"
#include "base/file.hh"
#include "ocf/state_file.hh"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <string_view>

namespace ocf {

using base::ExitCode;
using base::Failure;

namespace {

std::string stamp(const struct stat &info)
{
    return std::to_string(info.st_ino) + ":" + std::to_string(info.st_mtim.tv_sec) + "." +
           std::to_string(info.st_mtim.tv_nsec);
}

std::optional<int> hex_digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    return c >= 'A' && c <= 'F' ? std::optional<int>(c - 'A' + 10) : std::nullopt;
}

// The reverse of state_path; nothing for a file that is no state file.
std::optional<std::string> resource_of(std::string_view file)
{
    if (!file.ends_with(state_suffix)) {
        return std::nullopt;
    }
    file.remove_suffix(state_suffix.size());
    std::string resource;
    for (std::size_t i = 0; i < file.size(); ++i) {
        if (file[i] != '%') {
            resource += file[i];
            continue;
        }
        auto high = i + 2 < file.size() ? hex_digit(file[i + 1]) : std::nullopt;
        auto low = high ? hex_digit(file[i + 2]) : std::nullopt;
        if (!low) {
            return std::nullopt;
        }
        resource += static_cast<char>(*high * 16 + *low);
        i += 2;
    }
    return resource.empty() ? std::nullopt : std::optional<std::string>(resource);
}

// Anyone else who could write there could make us watch, and report, what nobody started.
void check_owner(const struct stat &info, const std::string &path)
{
    if (info.st_uid != 0 || (info.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
        throw Failure(ExitCode::error, path + " is not root's own, or others may write to it: not used");
    }
}

base::Owned<DIR, ::closedir> open_folder()
{
    base::Owned<DIR, ::closedir> folder(::opendir(STATE_DIR));
    if (!folder && errno != ENOENT) {
        throw base::system_failure("cannot read " STATE_DIR);
    }
    struct stat info {};
    if (folder && ::fstat(::dirfd(folder.get()), &info) < 0) {
        throw base::system_failure("cannot stat " STATE_DIR);
    }
    if (folder) {
        check_owner(info, STATE_DIR);
    }
    return folder;
}

// Takes the lock as readers share it; no waiting.
bool try_lock(int fd, const std::string &path)
{
    if (::flock(fd, LOCK_SH | LOCK_NB) == 0) {
        return true;
    }
    if (errno != EWOULDBLOCK) {
        throw base::system_failure("cannot lock " + path);
    }
    return false;
}

StateEntry read_entry(int fd, const std::string &path, const std::string &resource, const struct stat &info)
{
    auto content = base::read_rest(fd, path, largest_state);
    return {resource, stamp(info), base::parse_record(content).value_or(base::Record{})};
}

} // namespace

StateLook look_at_state(const std::string &resource)
{
    auto path = state_path(resource);
    base::Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    if (!fd && (errno == ENOENT || errno == ENOTDIR)) {
        return {};
    }
    if (!fd) {
        throw base::system_failure("cannot open " + path);
    }
    if (!try_lock(fd.get(), path)) {
        return {StateLook::Kind::busy, {}, {}};
    }
    struct stat info {};
    if (::fstat(fd.get(), &info) < 0) {
        throw base::system_failure("cannot stat " + path);
    }
    // Whoever held the lock may have removed the file before letting go.
    if (info.st_nlink == 0) {
        return {};
    }
    check_owner(info, path);
    auto entry = read_entry(fd.get(), path, resource, info);
    return {StateLook::Kind::entry, std::move(entry), std::move(fd)};
}

std::vector<std::string> list_states()
{
    std::vector<std::string> resources;
    auto folder = open_folder();
    while (const dirent *entry = folder ? ::readdir(folder.get()) : nullptr) {
        if (auto resource = resource_of(entry->d_name)) {
            resources.push_back(*resource);
        }
    }
    return resources;
}

std::string folder_stamp()
{
    struct stat info {};
    return ::stat(STATE_DIR, &info) == 0 ? stamp(info) : std::string();
}

std::optional<base::Fd> hold_addresses()
{
    base::Fd fd(::open(address_lock_path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    if (!fd && errno != ENOENT && errno != ENOTDIR) {
        throw base::system_failure(std::string("cannot open ") + address_lock_path);
    }
    return fd && !try_lock(fd.get(), address_lock_path) ? std::nullopt : std::optional<base::Fd>(std::move(fd));
}

} // namespace ocf
