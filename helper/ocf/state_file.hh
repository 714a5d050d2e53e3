// What start decided, kept in /run/booth-agents for as long as the resource is started.
#pragma once

#include "base/deadline.hh"
#include "base/fd.hh"
#include "base/record.hh"

#include <optional>
#include <string>
#include <string_view>

namespace ocf {

// The file of one resource, held under an exclusive lock: two actions on one resource never overlap,
// and whatever refreshes an address holds the same lock.
class StateFile {
public:
    // Creates the file, and its folder, when there is none; waits for the lock until the deadline.
    // Errors: Failure when the folder or the file is not root's own, or the deadline passed.
    static StateFile acquire(const std::string &resource, const base::Deadline &deadline);

    // The same for a resource that is started; nothing when it has no file. Creates nothing.
    static std::optional<StateFile> acquire_existing(const std::string &resource, const base::Deadline &deadline);

    // What start recorded; nothing when the file is fresh or cannot be read as a record.
    std::optional<base::Record> read() const;
    // Replaces it; the resource's name is added.
    void write(base::Record record);

    // Removes the file; the lock stays held until this object goes.
    void remove();

    const std::string &path() const { return path_; }

private:
    StateFile(std::string resource, std::string path, base::Fd fd)
        : resource_(std::move(resource)), path_(std::move(path)), fd_(std::move(fd))
    {
    }
    static std::optional<StateFile> open_locked(const std::string &resource, bool create,
                                                const base::Deadline &deadline);

    std::string resource_;
    std::string path_;
    base::Fd fd_;
};

// What the name of every state file ends in, and the most that one holds, in bytes.
constexpr std::string_view state_suffix = ".state";
constexpr std::size_t largest_state = 64 * 1024;

// No resource's state file has this name.
constexpr char address_lock_path[] = STATE_DIR "/addresses.lock";

// The file's name for a resource: what is not [A-Za-z0-9._-] is written as %XX.
// Errors: Failure (not_configured) when the name is too long for a file.
std::string state_path(const std::string &resource);

// Excludes all other changes of addresses on this node by booth-ip, for as long as the descriptor lives.
// Errors: Failure when the folder is not root's own, or the deadline passed.
base::Fd lock_addresses(const base::Deadline &deadline);

// How a monitor reads it: under the lock for that moment. Nothing when the resource is not started
// from this node's view.
std::optional<base::Record> read_state(const std::string &resource, const base::Deadline &deadline);

} // namespace ocf
