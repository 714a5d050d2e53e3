#!/usr/bin/env bats
# The lease guard: a ticket is revoked at the end of its lease when boothd does not renew it, once and by one node,
# and not while it is renewed. Needs our RPM, the procedure and the ticket in site 1. Leaves the lab as it found it.
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

# What the guards of site 1 have put into their journals since the test file began.
guard_lines() {
    local on
    for on in s1n1 s1n2; do
        node "$on" journalctl --sync
        node "$on" journalctl --quiet --output cat --since "@$began" SYSLOG_IDENTIFIER=booth-helperd \
            "TICKET=$ticket" CAUSE=lease-over "$@"
    done
}

expires() { node s1n1 crm_ticket -t "$ticket" -G expires; }

renewed() { [[ $(expires) -gt $1 ]]; }

# A node without boothd, too.
@test "every node of the site says until when the ticket is held, and the other site that it is not" {
    for on in s1n1 s1n2; do
        run status_of "$on"
        assert_output --regexp "$ticket $(booth_address 1) held until ..:..:.., [0-9]+ s left"
    done
    run status_of s2n1
    assert_output --regexp "$ticket [^ ]+ not held here"
}

@test "a ticket that is renewed is never taken away, though helperd and boothd are killed" {
    local on last
    for on in s1n1 s1n2; do
        last=$(expires)
        node "$on" pkill -9 -x booth-helperd
        node "$(active_on booth-service 1)" pkill -9 -x boothd || true
        # Past the end of the lease as it was then.
        assert_eventually 45 renewed $((last + 15))
        assert_so ticket_granted_in 1
    done
    assert_so resource_runs app 1
    run guard_lines
    assert_output ""
}

@test "boothd is disabled: the ticket is revoked at the end of its lease, and the application stops" {
    local last
    last=$(expires)
    node_within 90 s1n1 pcs resource disable booth
    assert_eventually 60 ticket_not_granted_in 1
    assert_eventually 30 resource_stopped app 1
    # Not before: expires is rounded to the nearest second.
    assert [ "$(date +%s)" -ge $((last - 1)) ]
}

@test "one node has done it, in time, and its journal says what and whose" {
    run guard_lines "SITE=$(booth_address 1)"
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
