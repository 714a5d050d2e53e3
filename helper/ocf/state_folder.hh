// The state files of all started resources, read by who may not change them.
#pragma once

#include "base/fd.hh"
#include "base/record.hh"

#include <optional>
#include <string>
#include <vector>

namespace ocf {

// One state file as it was at one moment.
struct StateEntry {
    std::string resource;
    std::string generation; // differs after every write of the file, and for every new one
    base::Record record;    // empty when the file does not hold one (a start is under way, or it is damaged)
};

// Looks at one file: it is gone, an action holds its lock, or here is what it says. The
// lock is shared with other readers; no action begins while it is held.
struct StateLook {
    enum class Kind { gone, busy, entry } kind = Kind::gone;
    StateEntry entry = {};
    base::Fd lock = {};
};
// Errors: Failure when the file or folder cannot be read or is not root's own.
StateLook look_at_state(const std::string &resource);

// The names of the resources that have a state file; none when there is no folder.
// Errors: Failure as above.
std::vector<std::string> list_states();

// Changes whenever list_states() may have changed; empty when there is no folder.
std::string folder_stamp();

// Keeps actions from changing addresses for as long as the descriptor lives (ocf::lock_addresses); nothing while
// one of them is at it. Does not wait. Errors: Failure.
std::optional<base::Fd> hold_addresses();

} // namespace ocf
