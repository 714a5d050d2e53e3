#!/usr/bin/env bats
# All machines of the site that holds the ticket lose their power: the other site takes over.
# Needs the procedure and the ticket in site 1. Leaves all machines up and no ticket granted.

load helpers

setup_file() {
    need_procedure own
    need_grant 1
}

# A failure on the way must not leave the next scenario half a site.
teardown_file() {
    for name in s1n1 s1n2; do
        node_runs "$name" || { node_power_off "$name" && node_power_back "$name"; }
    done
}

@test "site 2 starts the application when site 1 has no power" {
    node_power_off s1n1 s1n2
    assert_eventually 90 ticket_granted_in 2
    assert_eventually 30 resource_runs app 2
    assert_so ticket_held_by "$(booth_address 2)"
}

@test "a revoke stops it there" {
    ticket_revoke 2
    assert_eventually 60 resource_stopped app 2
    assert_so ticket_not_granted_in 2
    assert_eventually 30 ticket_held_by NONE
}

@test "with its power back, site 1 comes up and leaves the application stopped" {
    node_power_back s1n1 s1n2
    node_within 120 s1n1 pcs cluster start --all --wait=60
    assert_eventually 90 resource_runs booth-service 1
    assert_throughout 10 resource_stopped app 1
    assert_so ticket_not_granted_in 1
}

@test "and runs it again after a grant" {
    need_grant 1
    ticket_revoke 1
    assert_eventually 60 resource_stopped app 1
}
