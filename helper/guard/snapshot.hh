// What booth-cluster-tickets tells of the CIB, line by line (helper/cluster/tickets.hh).
#pragma once

#include "core/lease.hh"

#include <optional>
#include <string>
#include <vector>

namespace guard {

// One thing that was told.
struct Told {
    enum class Kind {
        tickets, // a whole snapshot
        alive,   // the answer to a question whether it lives
        remark,  // anything else: why it ends, or what was not understood
    } kind;
    std::vector<core::CibTicket> tickets = {};
    std::string remark = {};
};

// Puts lines together. A line or a snapshot that is too long, or is none, becomes a remark and nothing else of
// that snapshot is believed.
class SnapshotReader {
public:
    // More bytes of what was written; what has become complete by them.
    std::vector<Told> add(const std::string &bytes);

private:
    std::optional<Told> take(const std::string &line);

    std::string rest_;
    std::vector<core::CibTicket> tickets_;
    bool damaged_ = false; // the snapshot that is being read
};

} // namespace guard
