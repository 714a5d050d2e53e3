// What was known of each ticket, kept for the daemon's next run in the same boot.
#pragma once

#include "core/lease.hh"

#include <map>
#include <optional>
#include <string>

namespace guard {

struct Memory {
    std::string boot;                // kernel's random/boot_id: another boot has another clock
    base::Milliseconds known{0};     // when all of it was last so (CLOCK_BOOTTIME)
    std::map<std::string, core::Sighting> sightings;
};

// As text, a line for each ticket, and back; nothing when text is not such a memory.
std::string format_memory(const Memory &memory);
std::optional<Memory> parse_memory(const std::string &text);

// In the file of that name. What another boot left is not loaded, nor what somebody else could have written.
// Neither fails: what cannot be kept is logged, once, and missed by the next run only.
class MemoryFile {
public:
    explicit MemoryFile(std::string path);
    std::optional<Memory> load() const;
    void save(Memory memory);

private:
    std::string path_;
    std::string boot_;
    bool failed_ = false;
};

} // namespace guard
