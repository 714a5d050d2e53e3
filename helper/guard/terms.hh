// What booth's configuration on this node says of a ticket.
#pragma once

#include "core/lease.hh"

#include <optional>
#include <string>

namespace guard {

struct Terms {
    std::string config; // the file
    core::LeaseTerms lease;
    std::string site;   // the address of the ticket's owner; empty when it is none of the file's sites
};

// From the file that the ticket names (booth 1.2 and newer), else booth.conf, else any other in folder that has the
// ticket. Nothing without such a file, or when boothd would refuse it; trouble says why in the latter case.
std::optional<Terms> find_terms(const core::CibTicket &ticket, const std::string &folder, std::string &trouble);

} // namespace guard
