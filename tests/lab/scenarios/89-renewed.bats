#!/usr/bin/env bats
# A ticket that is renewed is never taken away, whatever happens to the daemons of the site meanwhile.
# Needs our RPM, the procedure and the ticket in site 1. Leaves the lab as it found it.
# shellcheck disable=SC2154

load helpers

setup_file() {
    need_watcher
    began=$EPOCHREALTIME
    granted=$(ticket_time 1 last-granted)
    export began granted
}

teardown_file() {
    local name
    for name in s1n1 s1n2; do
        node "$name" killall -q -CONT pacemaker-based || true
        take_clock "$name"
    done
    node_within 90 s1n1 crm_resource --clear --resource booth || true
    eventually 60 healthy 1
    leave_watcher
}

setup() {
    eventually 60 healthy 1
    look_at_lease
}

look_at_lease() { last=$(ticket_time 1 expires); }

it_is_past() { [[ $EPOCHSECONDS -gt $1 ]]; }

# Renewed until the lease of before is over, by the grant of before.
assert_stayed() {
    assert_eventually 60 ticket_renewed_past 1 "$last"
    assert_eventually 60 it_is_past "$last"
    assert_so ticket_granted_in 1
    assert_equal "$(ticket_time 1 last-granted)" "$granted"
}

assert_guards_silent() {
    run guard_lines 1 "$began"
    assert_output ""
}

runs_on() { [[ $(active_on "$1" 1) == "$2" ]]; }

@test "the watcher and boothd are killed, on one node and then on the other" {
    for name in s1n1 s1n2; do
        node "$name" pkill -9 -x booth-helperd
        node "$name" pkill -9 -x boothd || true
        assert_eventually 60 healthy 1
    done
    assert_stayed
    assert_guards_silent
}

@test "booth moves to the other node" {
    before=$(active_on booth-service 1)
    after=$(other_node "$before")
    # A ban, not pcs' move: that fails where Pacemaker, which has booth spread from the application, takes it back.
    node_within 90 "$before" crm_resource --ban --resource booth --node "$before"
    assert_eventually 60 runs_on booth-service "$after"
    assert_stayed
    node_within 90 "$before" crm_resource --clear --resource booth
    assert_eventually 60 healthy 1
    assert_so ticket_granted_in 1
    assert_guards_silent
}

@test "the package is upgraded on both nodes" {
    for name in s1n1 s1n2; do
        upgrade "$name"
    done
    assert_stayed
    assert_guards_silent
}

@test "the DC is killed" {
    controller=$(cluster_state 1 "string(//current_dc/@name)")
    node "$controller" killall -KILL pacemaker-controld
    assert_stayed
    assert_guards_silent
}

# How far the clock of NODE's watcher is ahead of ours, in seconds, by what it says of the lease.
clock_ahead() {
    local until ahead
    until=$(status_of "$1" | sed -n 's/.* held until \([0-9:]*\), .*/\1/p')
    ahead=$(($(date -d "$until" +%s) - $(ticket_time 1 expires)))
    # Of the day.
    echo $(((ahead + 129600) % 86400 - 43200))
}

# Nearer than a lease is long: with a wrong clock its end is reckoned from the renewal.
is_about() { (($1 - 30 < $2 && $2 < $1 + 30)); }

@test "the clock of the node without booth is set forward and back by an hour" {
    name=$(other_node "$(active_on booth-service 1)")
    give_clock "$name"
    for step in +3600 -3600; do
        look_at_lease
        set_clock "$name" "$step"
        assert_stayed
        # The guard did have the other clock.
        assert_so is_about "$step" "$(clock_ahead "$name")"
    done
    assert_guards_silent
}

# For longer than a renewal takes: the guard there has an old expiry, and nobody to ask.
@test "the CIB does not answer on the node without booth" {
    name=$(other_node "$(active_on booth-service 1)")
    node "$name" killall -STOP pacemaker-based
    assert_eventually 60 it_is_past $((last + 2))
    node "$name" killall -q -CONT pacemaker-based || true
    assert_stayed
    run guard_lines 1 "$began"
    refute_output --partial "revoked by"
}
