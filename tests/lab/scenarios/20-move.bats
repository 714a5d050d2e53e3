#!/usr/bin/env bats
# shellcheck disable=SC2154
# booth moves inside its site: the ticket stays, and so does the application.
# Needs the procedure and the ticket in site 1. Leaves booth on another node of site 1.

load helpers

setup_file() {
    need_procedure own
    need_grant 1
}

# Changes with every start of the application.
application_start() { node "$(active_on app 1)" stat -c %i.%Y /run/Dummy-app.state; }

runs_on() { [[ $(active_on "$1" 1) == "$2" ]]; }

@test "pcs resource move takes address and service to the other node" {
    before=$(active_on booth-service 1)
    after=$(other_node "$before")
    start=$(application_start)
    node_within 90 "$before" pcs resource move booth "$after"
    assert_eventually 60 runs_on booth-service "$after"
    assert_so runs_on booth-ip "$after"
    run node "$before" ip -4 -o address show dev eth0
    refute_output --partial " $(booth_address 1)/"
    assert_so ticket_granted_in 1
    assert_equal "$(application_start)" "$start"
}

@test "the moved booth renews the ticket past its first lease" {
    assert_throughout 35 ticket_granted_in 1
    assert_so ticket_held_by "$(booth_address 1)"
    assert_so resource_runs app 1
    assert_so resource_stopped app 2
}

@test "no action has failed" {
    assert_no_failures 1
}
