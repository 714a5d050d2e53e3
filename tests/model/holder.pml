/* The holder's site in the model of lease.pml: the CIB, the application, boothd. */

/* ---- the CIB and the application of the holder's site ---- */

inline revoke() {
    granted = false;
    expires = 0; least_left = 0; most_left = 0; overdue = 0; /* of no account any more: fewer states */
    stop_left = (application == running -> STOP : stop_left);
    application = (application == running -> stopping : application)
}

inline grant() {
    granted = true;
    application = (application == inactive -> running : application)
}

inline stop_ends() {
    stop_left = 0;
    application = (granted -> running : inactive);
    say("%d: holder: the application has stopped\n")
}

/* A grant that boothd has begun reaches the CIB (pacemaker.c: pcmk_write_ticket_atomic). */
inline write_ends() {
    writing = false;
    write_age = 0;
    expires = written_expires;
    written_expires = 0;
    unseen = true;
    unseen_age = 0;
    grant();
    say("%d: holder: the renewal is in the CIB\n")
}

/* ---- the holder's boothd ---- */

/* ticket.c: ticket_lost. Only ever seen by a boothd that runs. */
inline gives_up() {
    role = candidate;
    own_left = 0;
    revoke();
    say("%d: holder: boothd sees that its lease is over, and revokes\n")
}

/* ticket.c: leader_update_ticket: a new lease from now on, then the CIB. */
inline counts_as_renewed() {
    own_left = LEASE;
    role = leader;
    writing = true;
    written_expires = LEASE + skew;
    drifted = 0;
    say("%d: holder: boothd has renewed its lease\n")
}

/* raft.c: answer_HEARTBEAT and process_UPDATE: who hears follows, for as long as the message says. */
inline arbitrator_hears(left) { arbitrator_left = larger(left, 0) }
inline other_hears(left) { other_wait = larger(left, 0) + ACQUIRE_AFTER }

/* One round: a heartbeat that says what is left, an answer that makes a majority, an update (raft.c: process_ACK).
   Any of them can be lost. A lost answer is a round that ends after the heartbeat. */
inline round(left) {
    if
    :: arbitrator_hears(left); heard = true
    :: true
    fi;
    if
    :: other_hears(left); heard = true
    :: true
    fi;
    if
    :: heard ->
        counts_as_renewed();
        COUNT;
        if
        :: arbitrator_hears(LEASE)
        :: other_hears(LEASE)
        :: arbitrator_hears(LEASE); other_hears(LEASE)
#ifdef UPDATE_LOST
        :: say("%d: nobody hears of it\n")
#endif
        fi
    :: true
    fi;
    heard = false
}

/* Started again, boothd asks for votes first; its heartbeat then says a whole lease (raft.c: won_elections). */
inline round_of_candidate() {
    if
    :: arbitrator_hears(LEASE)
    :: true
    fi;
    if
    :: other_hears(LEASE); counts_as_renewed()
    :: other_hears(LEASE)
#ifdef HIDDEN_RESTART
    :: arbitrator_hears(LEASE); counts_as_renewed()
#endif
    :: true
    fi
}

proctype holder() {
    bool heard = false;
    do
    :: atomic { boothd == alive && role == leader && !writing && !other_leads && own_left <= LEASE - RENEWAL ->
        round(own_left) }
    :: atomic { boothd == alive && role == candidate && !writing && !other_leads ->
        round_of_candidate() }
    :: atomic { boothd == alive && role == leader && !writing && own_left <= 0 -> gives_up() }
    /* raft.c: process_REJECTED, process_UPDATE: told of the new leader, a boothd that does not lead revokes */
    :: atomic { boothd == alive && role == candidate && !writing && other_leads ->
        role = follower; revoke(); say("%d: holder: boothd hears of the new leader, and revokes\n") }
    :: atomic { writing -> write_ends() }
#ifndef HEALTHY
    :: atomic { boothd == alive ->
        boothd = stopped;
        if
        :: writing -> writing = false; written_expires = 0; write_age = 0
        :: true
        fi;
#ifdef STALE_ANSWERS
        if
        :: role == leader && own_left <= LEASE - RENEWAL && !other_leads -> stale = true
        :: true
        fi;
#endif
        say("%d: holder: boothd is stopped\n") }
    :: atomic { boothd == stopped && !writing ->
        boothd = alive;
        say("%d: holder: boothd is continued\n");
#ifdef STALE_ANSWERS
        if
        :: stale -> stale = false; say("%d: holder: boothd reads an old answer\n"); counts_as_renewed()
        :: else
        fi
#endif
        }
#ifndef ONLY_STOPS
    :: atomic { boothd != dead ->
        boothd = dead;
        role = candidate;
        own_left = 0;
        stale = false;
        if
        :: writing -> writing = false; written_expires = 0; write_age = 0
        :: true
        fi;
        say("%d: holder: boothd is killed\n") }
    /* ticket.c: update_ticket_state: the ticket is its own by the CIB, so it has that confirmed */
    :: atomic { boothd == dead && !writing ->
        boothd = alive;
        say("%d: holder: boothd is started again\n") }
#endif
#else
    :: atomic { boothd == alive && role == leader && !writing -> role = candidate;
        say("%d: holder: boothd is started again\n") }
#endif
    od
}

proctype stop_of_application() {
    do
    :: atomic { application == stopping -> stop_ends() }
    od
}
