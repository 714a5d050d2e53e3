#include "core/lease.hh"

#include <algorithm>

namespace core {

namespace {

// boothd rounds expires to the nearest second, crm_ticket cuts last-granted down to a whole one.
constexpr Milliseconds rounding{500};
constexpr Milliseconds cutting{1000};

// The lease as the bounds see it: from the arrival of the renewal it lasts this long. most is empty when
// nothing is known of it.
struct Bounds {
    Milliseconds least{0};
    std::optional<Milliseconds> most;
    Milliseconds spare{0}; // how much of the lease booth does not need to renew it
};

// How long boothd may need from one renewal to the next; it always ends within the lease, whose rounded end
// must not be pushed back by it.
Milliseconds time_to_renew(const LeaseTerms &terms)
{
    auto most = std::max(terms.expire - cutting, terms.expire / 2);
    return std::min(terms.renewal + terms.retrying, most);
}

// The value stands for no renewal: boothd that was started anew computes expires from what it finds in the
// CIB, and may be off by the rounding (booth's timer.c: unwall_ts). One that renews adds the time gone by.
bool is_rewrite(const Sighting &before, const CibTicket &ticket, Milliseconds now)
{
    auto moved = *ticket.expires - *before.expires;
    return std::chrono::abs(moved) <= Epoch(1) && now - before.seen > Milliseconds(2000);
}

bool is_renewed(const Sighting &before, const CibTicket &ticket)
{
    return before.granted && before.expires && ticket.expires && before.last_granted == ticket.last_granted;
}

void take_renewal(Sighting &sighting, const Sighting &before, bool unbroken)
{
    sighting.learned = before.learned;
    // The first value after a grant may be older than its arrival: boothd waits for acquire-after to write it.
    bool is_measured = unbroken && before.not_before && !before.remaining;
    sighting.interval = is_measured ? sighting.seen - before.seen : before.interval;
}

// Both times are of the same clock, whatever it says. crm_ticket sets last-granted at a grant, and leaves it
// as it is at a renewal (pacemaker's pcmk_ticket.c).
void take_grant(Sighting &sighting)
{
    if (sighting.expires && sighting.last_granted && *sighting.expires > *sighting.last_granted) {
        sighting.remaining = *sighting.expires - *sighting.last_granted;
        sighting.learned = sighting.remaining;
    }
}

// Whether the renewals come as the configuration says. If they do not, boothd runs with another one.
bool contradicts(const LeaseTerms &terms, const Sighting &sighting)
{
    auto tolerance = terms.retrying + Milliseconds(2000);
    return sighting.interval && (*sighting.interval > terms.renewal + tolerance ||
                                 *sighting.interval < terms.renewal - tolerance);
}

// boothd writes when its node was booted for the end of a lease that has none.
bool is_timeless(const Sighting &sighting)
{
    return !sighting.learned && sighting.last_granted && *sighting.expires <= *sighting.last_granted;
}

// The least that a difference of the two times may stand for.
Milliseconds shortest(Milliseconds difference)
{
    return difference - cutting - rounding;
}

Bounds bounds_of(const Sighting &sighting, const std::optional<LeaseTerms> &terms)
{
    Bounds bounds;
    if (terms) {
        bounds.least = time_to_renew(*terms);
        bounds.most = terms->expire;
        bounds.spare = terms->expire - bounds.least;
        if (sighting.learned && !sighting.interval) {
            bounds.least = std::min(bounds.least, shortest(*sighting.learned));
        }
    } else if (sighting.learned) {
        bounds.least = shortest(*sighting.learned);
    }
    if (sighting.remaining) {
        auto longest = *sighting.remaining + rounding;
        bounds.least = std::min(bounds.least, shortest(*sighting.remaining));
        bounds.most = std::min(bounds.most.value_or(longest), longest);
    }
    return bounds;
}

Lease limit(const Sighting &sighting, const Bounds &bounds, Milliseconds margin, Moment now)
{
    Lease lease{Lease::Kind::limited, now.boot + (Milliseconds(*sighting.expires) - rounding - now.wall), false};
    auto earliest = sighting.not_before ? std::optional(*sighting.not_before + bounds.least) : std::nullopt;
    if (bounds.most) {
        lease.end = std::min(lease.end, sighting.seen + *bounds.most);
    }
    lease.margin_cut = margin > bounds.spare;
    lease.end -= std::min(margin, bounds.spare);
    if (earliest) {
        lease.end = std::max(lease.end, *earliest);
    }
    return lease;
}

} // namespace

LeaseTerms terms_of(const booth::Ticket &ticket)
{
    return {ticket.expire, ticket.renewal, ticket.timeout * (ticket.retries + 1), ticket.manual};
}

Sighting sight(const std::optional<Sighting> &before, const CibTicket &ticket, Milliseconds known_until,
               Milliseconds now)
{
    // The lease is the one that was known, whoever grants the ticket for it: when the halves of a cluster come
    // together again, the CIB that wins may be the one in which it was never taken away.
    if (before && before->expires == ticket.expires) {
        auto sighting = *before;
        sighting.granted = ticket.granted;
        sighting.last_granted = ticket.last_granted;
        return sighting;
    }
    Sighting sighting;
    sighting.granted = ticket.granted;
    sighting.expires = ticket.expires;
    sighting.last_granted = ticket.last_granted;
    sighting.seen = now;
    if (!before) {
        return sighting;
    }
    sighting.not_before = known_until;
    bool unbroken = known_until == now;
    if (ticket.granted && is_renewed(*before, ticket)) {
        if (is_rewrite(*before, ticket, now)) {
            sighting = *before;
            sighting.expires = ticket.expires;
        } else {
            take_renewal(sighting, *before, unbroken);
        }
    } else if (ticket.granted && unbroken) {
        take_grant(sighting);
    }
    return sighting;
}

Lease judge(const Sighting &sighting, const std::optional<LeaseTerms> &terms, Milliseconds margin, Moment now)
{
    if (!sighting.granted) {
        return {};
    }
    if (terms && terms->manual) {
        return {Lease::Kind::unlimited};
    }
    if (!sighting.expires) {
        return {Lease::Kind::unknown};
    }
    if (!terms && is_timeless(sighting)) {
        return {Lease::Kind::unlimited};
    }
    bool is_used = terms && !contradicts(*terms, sighting);
    return limit(sighting, bounds_of(sighting, is_used ? terms : std::nullopt), margin, now);
}

Milliseconds retry_delay(int failures)
{
    return Milliseconds(failures <= 1 ? 1000 : failures <= 5 ? 2000 : 5000);
}

} // namespace core
