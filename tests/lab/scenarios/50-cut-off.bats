#!/usr/bin/env bats
# The site that holds the ticket is cut off: it lets go, and the other takes over.
# Needs the procedure and the ticket in site 1. Leaves the ticket in site 2.

load helpers

setup_file() {
    need_procedure own
    need_grant 1
}

teardown_file() {
    network_heal 1 2>/dev/null || true
}

@test "cut off, site 1 loses the ticket at the end of its lease, and the application stops" {
    network_cut 1
    began=$SECONDS
    assert_eventually 60 ticket_not_granted_in 1
    assert_eventually 30 resource_stopped app 1
    # A lease is renewed at its half: less than that cannot have been left of it.
    assert [ $((SECONDS - began)) -ge 10 ]
}

@test "site 2 takes the ticket and starts the application" {
    assert_eventually 60 ticket_granted_in 2
    assert_eventually 30 resource_runs app 2
    assert_so ticket_held_by "$(booth_address 2)"
}

@test "the application stays where it is when site 1 comes back" {
    network_heal 1
    assert_eventually 60 ticket_held_by "$(booth_address 2)" 1
    assert_throughout 10 resource_stopped app 1
    assert_so resource_runs app 2
    assert_so ticket_held_by "$(booth_address 2)"
    assert_so resource_runs booth-service 1
}

@test "no action has failed in either site" {
    assert_no_failures 1
    assert_no_failures 2
}
