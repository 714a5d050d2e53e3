/* The lease of a ticket: two sites, an arbitrator, their clocks, and the guard that keeps two sites from being active.
 *
 * spin looks at every state that this model can get into. The property: the application is never active at both sites.
 * tests/model/model.sh runs it, with the guard and without; model.bats asserts what comes out.
 *
 * WHAT IS MODELLED
 * - The holder's boothd. It renews once RENEWAL is over, again and again until an answer comes; it can be stopped and
 *   continued, killed and started again at any time, also before its new lease is in the CIB, or never come back.
 * - The other site's boothd, which takes the ticket ACQUIRE_AFTER after the end of the lease as it knows it, by the
 *   vote of the arbitrator. The arbitrator votes as soon as the lease is over by its own clock: acquire-after is the
 *   other site's alone.
 * - Every message from and to the holder can be lost, to one member or to both, at any time: so any cut of the
 *   holder from anybody, of any length, in one direction or in both.
 * - The CIB of the holder's site: a renewal is in it after up to WRITE, and the guard knows it up to NOTICE later (so
 *   long may booth-helperd be away, too).
 * - The guard, as helper/core/lease.cc times itself: E by this node's wall clock, but not before the renewal's arrival
 *   plus LEAST, nor after its arrival plus LEASE; it may take ACT to act; it revokes only the E that it has seen.
 *   All nodes of the site are one guard here: of several guards the first one counts.
 * - The application takes up to STOP to stop, and no time to start.
 * - Clocks: from one renewal until the next, or until the hand-over, the four clocks (boothd's, the guard's, the
 *   other site's, the arbitrator's) part by DRIFT at most; and JUMPS times somebody sets the wall clock of the guard's
 *   node or of boothd's node, by a little or by more than any lease.
 *
 * WHAT MUST HOLD (the names are those of the constants and switches below; the runs of model.bats show what happens
 * without each of them)
 * 1. ACQUIRE_AFTER >= STOP + WRITE + NOTICE + ACT + DRIFT: acquire-after is at least the time that the resources may
 *    need to stop, and a little for the CIB, the guard and the clocks.
 * 2. ACQUIRE_AFTER < RENEWAL (less twice the drift): otherwise a site that did not hear the last renewal, but asks the
 *    arbitrator after its end, takes the ticket at once: it has waited for acquire-after from the lease before.
 *    For the same reason a boothd that is started again, and has the ticket confirmed at once, reaches the other site.
 * 3. not UPDATE_LOST: boothd counts a lease as renewed when the heartbeat is answered, and tells the others
 *    so afterwards (OP_UPDATE). Of that, one arrives at least. (Only a cut of the holder from everybody in that very
 *    round trip breaks this; the others then count from the lease before.)
 * 4. not OTHER_CUT_OFF: the other site reaches the arbitrator. (After being cut off from everybody it would take the
 *    ticket the moment a lease ends that it never heard of, without acquire-after.)
 * 5. not STALE_ANSWERS: a boothd that was stopped between a heartbeat and its answer, for longer than the lease, is not
 *    continued. (It would take the old answer for a renewal; booth-helperd has Pacemaker replace a hung boothd long
 *    before that.)
 * 6. The CIB works: a write takes WRITE at most, and is not refused for want of a quorum. (A renewal that arrives late
 *    looks like that of a boothd whose clock is behind: the guard leaves it LEAST from then on.)
 * 7. LEAST leaves room: boothd's retries end TIMEOUT before LEAST does, and TIMEOUT is at least what the CIB, the
 *    guard and the clocks may add (WRITE + NOTICE + DRIFT).
 *
 * WHAT IS NOT MODELLED
 * Messages that overtake one another or come late (a round of questions and answers takes no time here); terms of
 * the election; a restart of the arbitrator, which forgets the lease; a member that lies. The way back (the roles only
 * change), booth grant and revoke, a manual ticket, several tickets, before-acquire-handler. A guard without memory (a
 * site that was powered off), a longer outage of booth-helperd; a node that dies (fencing then says that nothing runs
 * there, and another node's guard is the same guard); a quorum that is lost; a stop of the application that fails. The
 * rounding of E to a second, which is less than a tick.
 *
 * A tick is some seconds: for expire = 60 about four.
 */

#ifndef STOP
#define STOP 1 /* the longest stop of the application */
#endif
#ifndef WRITE
#define WRITE 1 /* the longest way of a renewal into the CIB */
#endif
#ifndef NOTICE
#define NOTICE 1 /* and from there to the guard */
#endif
#ifndef ACT
#define ACT 1 /* the guard's latency: revoke, and Pacemaker's transition begins */
#endif
#ifndef DRIFT
#define DRIFT 1 /* ticks that two clocks may part from one renewal until the next, or until the hand-over */
#endif
#ifndef ACQUIRE_AFTER
#define ACQUIRE_AFTER (STOP + WRITE + NOTICE + ACT + DRIFT)
#endif
#ifndef RENEWAL
#define RENEWAL 8 /* renewal-freq */
#endif
#ifndef LEASE
#define LEASE 16 /* expire */
#endif
#ifndef RETRY
#define RETRY 1 /* timeout * retries */
#endif
#ifndef TIMEOUT
#define TIMEOUT 3 /* timeout, which comes after the last retry */
#endif
#define LATE 1 /* until boothd sees that its own lease is over (ticket_cron comes once a timeout) */
#define LEAST (RENEWAL + RETRY + TIMEOUT) /* what the guard leaves boothd after a renewal, whatever the clocks say */
#ifndef MARGIN
#define MARGIN 0 /* lease-margin */
#endif
#ifndef JUMPS
#define JUMPS 1 /* how often somebody sets a clock */
#endif
#define LITTLE 3
#define HOUR (LEASE + ACQUIRE_AFTER + 1) /* more than any time here: as good as an hour */

mtype = { alive, stopped, dead };                /* boothd of the holder */
mtype = { leader, candidate, follower };         /* what it takes itself for */
mtype = { inactive, running, stopping };         /* an application */

mtype boothd = alive;
mtype role = leader;
bool stale = false;         /* an answer waits in the socket of a stopped boothd */

/* The lease as each of them knows it: ticks left on its own clock. */
short own_left = LEASE;     /* the holder's boothd; down to -LATE */
short arbitrator_left = LEASE;
short other_wait = LEASE + ACQUIRE_AFTER; /* at the other site until it asks for votes */
bool other_leads = false;

/* The CIB of the holder's site, and what boothd is just writing to it. */
bool granted = true;
short expires = LEASE;      /* E, less what the guard's wall clock says now */
bool writing = false;
short written_expires = 0;
byte write_age = 0;

/* The guard. */
bool unseen = false;        /* the CIB holds an E that it does not know yet */
byte unseen_age = 0;
short least_left = LEAST;   /* renewal's arrival + LEAST, on the boot clock */
short most_left = LEASE;    /* renewal's arrival + LEASE, on the boot clock */
byte overdue = 0;
short skew = 0;             /* wall clock of boothd's node, less that of the guard's */

mtype application = running; /* at the holder */
byte stop_left = 0;
#define holder_active (application != inactive)
#define other_active other_leads /* it starts at once */

byte drifted = 0;           /* ticks that clocks have parted since the last renewal */
byte jumps = 0;
byte renewals = 0;          /* only counted where a run asks for it */
bool revoked = false;       /* the guard has revoked */

#ifdef HEALTHY /* boothd gets its answers in time, and is at most started again */
#define WELL true
#else
#define WELL false
#endif
#ifdef COUNT_RENEWALS
#define COUNT renewals = (renewals < 3 -> renewals + 1 : 3)
#else
#define COUNT skip
#endif

/* Time since the start is not a part of the state; only a trail that is told (WORDS) counts it. */
#ifdef WORDS
int tick = 0;
#define TICKS tick = tick + 1
#else
#define tick 0
#define TICKS skip
#endif
#define say(words) printf(words, tick)
#define larger(a, b) ((a) > (b) -> (a) : (b))

/* What each run looks for: normally two active sites. The others show that the model gets somewhere. */
#if defined(SHOW_TAKEOVER)
#define FOUND (revoked && other_active && !holder_active)
#elif defined(SHOW_RETURN)
#define FOUND (revoked && granted && !other_active)
#elif defined(SHOW_LIFE)
#define FOUND (renewals == 3 && !revoked && jumps == JUMPS)
#elif defined(HEALTHY)
#define FOUND (revoked || other_active)
#else
#define FOUND (holder_active && other_active)
#endif

#include "holder.pml"

/* ---- the other site and the arbitrator ---- */

/* ticket.c: set_ticket_wakeup, then ticket_lost and new_election at the other site; raft.c: answer_REQ_VOTE at the
   arbitrator, whose rejection says how long the lease still is (process_REJECTED, become_follower). */
proctype other() {
    do
    :: atomic { other_wait == 0 && !other_leads && arbitrator_left == 0 ->
        other_leads = true;
        drifted = 0;
        say("%d: other site: has the arbitrator's vote: takes the ticket and starts the application\n") }
    :: atomic { other_wait == 0 && !other_leads && arbitrator_left > 0 ->
        other_hears(arbitrator_left);
        say("%d: other site: the arbitrator says that the lease still holds\n") }
    od
}

/* ---- the guard ---- */

#if defined(NO_GUARD)
#define OVER false
#elif defined(NAIVE)
#define OVER (granted && expires <= 0)
#else
#define OVER (granted && least_left <= 0 && (expires - MARGIN <= 0 || most_left - MARGIN <= 0))
#endif

inline sees() {
    unseen = false;
    unseen_age = 0;
    overdue = 0;
    most_left = LEASE;
    if
    :: least_left = LEAST
    :: least_left = LEAST - NOTICE /* it was away: it knows when the CIB still held the E before */
    fi
}

/* A compare-and-set on E: an E that it has not seen is left alone. */
inline acts() {
    overdue = 0;
    revoke();
    revoked = true;
    say("%d: guard: the lease is over: revoked\n")
}

proctype guard() {
    do
    :: atomic { unseen -> sees() }
    :: atomic { OVER && !unseen -> acts() }
    od
}

#include "clocks.pml"

proctype property() {
    atomic { FOUND -> say("%d: FOUND\n"); assert(!FOUND) }
}

init {
    atomic {
        run holder(); run stop_of_application(); run other(); run guard(); run admin(); run time(); run property()
    }
}
