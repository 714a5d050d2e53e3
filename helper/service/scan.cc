#include "service/scan.hh"

#include "base/deleter.hh"
#include "base/failure.hh"
#include "booth/lock_file.hh"

#include <dirent.h>
#include <unistd.h>

#include <algorithm>
#include <climits>
#include <filesystem>

namespace service {

namespace {

std::string last_part(const std::string &path)
{
    return path.substr(path.rfind('/') + 1);
}

bool same_config(const std::string &value, const std::string &config)
{
    try {
        return booth::config_path(value) == config;
    } catch (const base::Failure &) {
        return false;
    }
}

// getopt takes "-c X" and "-cX"; without the option it is booth's default.
bool option_names_config(const std::vector<std::string> &arguments, const std::string &config)
{
    for (std::size_t i = 2; i < arguments.size(); ++i) {
        if (arguments[i] == "-c" && i + 1 < arguments.size()) {
            return same_config(arguments[i + 1], config);
        }
        if (arguments[i].starts_with("-c")) {
            return same_config(arguments[i].substr(2), config);
        }
    }
    return same_config("booth", config);
}

// The lock file as /proc shows it once it is removed: with the folder's real path.
std::string removed_lock(const std::string &lock_file)
{
    std::error_code error;
    auto real = std::filesystem::weakly_canonical(lock_file, error);
    return (error ? lock_file : real.string()) + " (deleted)";
}

// Holds the lock of that removed file: an editor that has it open does not.
bool holds_removed_lock(pid_t pid, const std::string &removed)
{
    auto folder = "/proc/" + std::to_string(pid) + "/fd";
    base::Owned<DIR, ::closedir> entries(::opendir(folder.c_str()));
    while (const dirent *entry = entries ? ::readdir(entries.get()) : nullptr) {
        char target[PATH_MAX + 16];
        auto link = folder + "/" + entry->d_name;
        ssize_t size = ::readlink(link.c_str(), target, sizeof target);
        if (size > 0 && std::string_view(target, static_cast<std::size_t>(size)) == removed &&
            booth::inspect_lock(link).holder == pid) {
            return true;
        }
    }
    return false;
}

bool is_recorded(const process::Process &process, const ServiceTarget &target)
{
    return target.recorded && target.recorded->pid == process.pid &&
           target.recorded->start_time == process.start_time;
}

} // namespace

bool is_boothd(const process::Process &process, const ServiceTarget &target)
{
    if (process.program.empty()) {
        return false;
    }
    auto name = last_part(process.program);
    return name == "boothd" || name == last_part(target.daemon) ||
           (target.recorded && process.program == target.recorded->program);
}

bool serves_config(pid_t pid, const std::string &config)
{
    auto arguments = process::read_arguments(pid);
    if (arguments.empty()) {
        return false;
    }
    auto title = "boothd " + config + " ";
    if (arguments[0].starts_with(title + "site for [") || arguments[0].starts_with(title + "arbitrator for [")) {
        return true;
    }
    static const std::vector<std::string> verbs{"daemon", "site", "arbitrator", "start"};
    bool is_daemon = arguments.size() > 1 && std::find(verbs.begin(), verbs.end(), arguments[1]) != verbs.end();
    return is_daemon && option_names_config(arguments, config);
}

std::vector<core::Loose> find_loose(const ServiceTarget &target, pid_t known)
{
    std::vector<core::Loose> found;
    auto removed = removed_lock(target.lock_file);
    for (pid_t pid : process::list_pids()) {
        auto process = pid == known ? std::nullopt : process::inspect_process(pid);
        if (!process || !is_boothd(*process, target) || !process::is_of_this_node(pid)) {
            continue;
        }
        bool lock_removed = holds_removed_lock(pid, removed);
        if (lock_removed || is_recorded(*process, target) || serves_config(pid, target.config)) {
            found.push_back({pid, lock_removed});
        }
    }
    return found;
}

} // namespace service
