// When the lease of a ticket is over: what `expires` in the CIB is worth, whatever the clocks say.
#pragma once

#include "base/deadline.hh"
#include "booth/config.hh"

#include <cstdint>
#include <optional>
#include <string>

namespace core {

using base::Milliseconds;
using Epoch = std::chrono::duration<std::int64_t>; // seconds since 1970, as the CIB has them

// A ticket as the CIB has it; a text that is missing is empty.
struct CibTicket {
    std::string name;
    bool granted = false;
    std::optional<Epoch> expires;
    std::optional<Epoch> last_granted;
    std::string owner;  // the site's id in booth
    std::string term;
    std::string config; // booth-cfg-name, which booth writes from 1.2 on

    bool operator==(const CibTicket &) const = default;
};

// One moment on both clocks: CLOCK_BOOTTIME, which nobody sets, and CLOCK_REALTIME.
struct Moment {
    Milliseconds boot;
    Milliseconds wall;
};

// What booth's configuration says of a ticket's lease.
struct LeaseTerms {
    Milliseconds expire{0};
    Milliseconds renewal{0};  // from one renewal to the next
    Milliseconds retrying{0}; // how much longer that may take when messages are lost
    bool manual = false;      // no lease at all

    bool operator==(const LeaseTerms &) const = default;
};
LeaseTerms terms_of(const booth::Ticket &ticket);

// What is known of the current value of a ticket's `expires`. All times are on the boot clock.
struct Sighting {
    bool granted = false;
    std::optional<Epoch> expires;
    std::optional<Epoch> last_granted;
    Milliseconds seen{0};                   // when the value was first seen
    std::optional<Milliseconds> not_before; // when another one was last known to stand: the renewal came later
    std::optional<Milliseconds> remaining;  // of a lease just granted: expires - last-granted, by boothd's clock alone
    std::optional<Milliseconds> learned;    // the same of the grant that the renewals since then belong to
    std::optional<Milliseconds> interval;   // between the last two renewals that were seen to arrive

    bool operator==(const Sighting &) const = default;
};

// What follows from the ticket as it is in the CIB now. before is what was known of it, known_until the last
// moment at which that was so: now, as long as changes are told at once.
Sighting sight(const std::optional<Sighting> &before, const CibTicket &ticket, Milliseconds known_until,
               Milliseconds now);

struct Lease {
    enum class Kind {
        none,      // not granted here
        unlimited, // a manual ticket
        unknown,   // granted, but its expires is no time
        limited,
    };
    Kind kind = Kind::none;
    Milliseconds end{0};     // of a limited one, on the boot clock
    bool margin_cut = false; // the margin is larger than booth can spare
};

// When to let go. terms are those of the configuration, if there is one on this node; margin is how much
// earlier than the end of the lease.
//
// While the clocks agree that is expires, less the half second by which boothd may have rounded it up
// (booth's timer.c: round2secs). Where they do not, the boot clock overrules them: boothd has all its time
// to renew from the moment the last renewal arrived, and no lease lasts longer than its length from there.
Lease judge(const Sighting &sighting, const std::optional<LeaseTerms> &terms, Milliseconds margin, Moment now);

// How long to wait after so many failures in a row before a ticket's revoke is tried again.
Milliseconds retry_delay(int failures);

} // namespace core
