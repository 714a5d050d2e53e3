/* Time in the model of lease.pml: clocks that drift or are set, and what is over when a tick is. */

/* E is what boothd's clock said; setting the guard's moves E for it, setting that moves the next E. */
inline set_clock(by) {
    jumps++;
    if
    :: expires = (granted -> expires - by : 0);
        if
        :: writing -> written_expires = written_expires - by
        :: else
        fi;
        skew = skew - by;
        printf("%d: clock of the guard's node set by %d\n", tick, by)
    :: skew = skew + by;
        printf("%d: clock of boothd's node set by %d\n", tick, by)
    fi
}

proctype admin() {
    do
    :: atomic { jumps < JUMPS ->
        if
        :: set_clock(HOUR)
        :: set_clock(-HOUR)
        :: set_clock(LITTLE)
        :: set_clock(-LITTLE)
        fi }
    od
}

/* How far each clock goes on in this tick. */
inline drift() {
    if
    :: true
    :: drifted < DRIFT -> drifted++;
        if
        :: by_holder = 0
        :: by_holder = 2
        :: by_guard = 0
        :: by_guard = 2
        :: by_arbitrator = 0
        :: by_arbitrator = 2
        :: by_other = 0
        :: by_other = 2
        fi
    fi
}

inline advance() {
    own_left = (role == leader || WELL -> larger(own_left - by_holder, -LATE) : 0);
    arbitrator_left = larger(arbitrator_left - by_arbitrator, 0);
    other_wait = larger(other_wait - by_other, 0);
    expires = (granted -> larger(expires - by_guard, -HOUR) : 0);
    least_left = larger(least_left - by_guard, 0);
    most_left = larger(most_left - by_guard, 0);
    if
    :: writing -> written_expires = written_expires - by_guard
    :: else
    fi
}

/* What takes its longest time ends with the tick. */
inline deadlines(was_over) {
    if
    :: stop_left > 0 ->
        stop_left--;
        if
        :: stop_left == 0 -> stop_ends()
        :: else
        fi
    :: else
    fi;
    if
    :: unseen ->
        unseen_age++;
        if
        :: unseen_age >= NOTICE -> sees()
        :: else
        fi
    :: else
    fi;
    if
    :: writing ->
        write_age++;
        if
        :: write_age >= WRITE -> write_ends()
        :: else
        fi
    :: else
    fi;
    if
    :: was_over && OVER && !unseen ->
        overdue++;
        if
        :: overdue >= ACT -> acts()
        :: else
        fi
    :: else
    fi;
    if
    :: boothd == alive && role == leader && !writing && own_left <= -LATE -> gives_up()
    :: else
    fi
}

/* Time stands still while the other site has to ask; with HEALTHY, while boothd has to renew. */
#ifdef HEALTHY
#define RENEWED (writing || own_left > LEASE - RENEWAL - RETRY)
#else
#define RENEWED true
#endif
#ifdef OTHER_CUT_OFF
#define ASKED true
#else
#define ASKED (other_wait > 0 || other_leads)
#endif

proctype time() {
    byte by_holder = 1, by_guard = 1, by_arbitrator = 1, by_other = 1;
    bool over = false;
    do
    :: atomic { RENEWED && ASKED ->
        TICKS;
        drift();
        over = OVER;
        advance();
        deadlines(over);
        by_holder = 1; by_guard = 1; by_arbitrator = 1; by_other = 1;
        over = false }
    od
}
