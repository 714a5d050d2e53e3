#!/usr/bin/env bats
# The lease guard: a ticket is revoked at the end of its lease when boothd does not renew it, once and by one node,
# and no sooner. Needs our RPM, the procedure and the ticket in site 1. Leaves the lab as it found it.
# shellcheck disable=SC2154

load helpers

setup_file() {
    need_watcher
    began=$EPOCHREALTIME
    export began
}

teardown_file() {
    node_within 90 s1n1 pcs resource enable booth
    eventually 60 healthy 1
    need_grant 1
    leave_watcher
}

# A node without boothd, too.
@test "every node of the site says until when the ticket is held, and the other site that it is not" {
    for on in s1n1 s1n2; do
        run status_of "$on"
        assert_output --regexp "$ticket $(booth_address 1) held until ..:..:.., [0-9]+ s left"
    done
    run status_of s2n1
    assert_output --regexp "$ticket [^ ]+ not held here"
}

# As often as a daemon slept. Where booth does not run it has little else to wake it.
sleeps() { node "$1" sh -c 'awk "/^voluntary/ { print \$2 }" /proc/$(pgrep -x booth-helperd)/status'; }

# By a nanosecond (adjtimex(2), ADJ_SETOFFSET and ADJ_NANO), which is felt as any other step is.
set_clock_by_nothing() {
    python3 -c 'import ctypes, struct, sys
step = ctypes.create_string_buffer(struct.pack("I68xqq", 0x2100, 0, 1), 256)
sys.exit(ctypes.CDLL(None).adjtimex(step) < 0)'
}

@test "the guard wakes when the clock is set" {
    on=$(other_node "$(active_on booth-service 1)")
    before=$(sleeps "$on")
    for ((time = 0; time < 50; time++)); do
        assert_so set_clock_by_nothing
    done
    assert_eventually 5 woken "$on" $((before + 50))
    # It is the clock that has done it: as long again without.
    before=$(sleeps "$on")
    refute eventually 5 woken "$on" $((before + 50))
}

woken() { [[ $(sleeps "$1") -ge $2 ]]; }

@test "boothd is disabled: the ticket is revoked at the end of its lease, and the application stops" {
    local last
    last=$(ticket_time 1 expires)
    node_within 90 s1n1 pcs resource disable booth
    assert_eventually 60 ticket_not_granted_in 1
    assert_eventually 30 resource_stopped app 1
    # Not before: expires is rounded to the nearest second.
    assert [ "$(date +%s)" -ge $((last - 1)) ]
}

@test "one node has done it, in time, and its journal says what and whose" {
    run guard_lines 1 "$began" "SITE=$(booth_address 1)"
    assert_equal "${#lines[@]}" 1
    assert_output --regexp "^ticket $ticket: the lease of $(booth_address 1) ended at .* revoked by s1n[12] "
    late=$(sed -n 's/.*revoked by s1n[12] \([0-9.]*\) s later.*/\1/p' <<<"$output")
    say_figure "lease over and boothd disabled: revoked $late s after the end of the lease"
    assert awk -v late="$late" 'BEGIN { exit !(late != "" && late < 2) }'
}

@test "the other site takes the ticket and starts the application" {
    assert_eventually 60 ticket_granted_in 2
    assert_eventually 30 resource_runs app 2
}

@test "boothd comes back and leaves the ticket where it is" {
    node_within 90 s1n1 pcs resource enable booth
    assert_eventually 60 healthy 1
    assert_throughout 5 ticket_granted_in 2
    assert_so ticket_not_granted_in 1
    assert_so resource_stopped app 1
}
