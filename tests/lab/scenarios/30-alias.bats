#!/usr/bin/env bats
# Our agents under the type names that pcs looks for: its booth commands find them without a site.
# Needs the procedure with the aliases; the ticket anywhere. Leaves no ticket granted.
# shellcheck disable=SC2154

load helpers

setup_file() {
    need_procedure alias
    need_no_grant
}

setup() {
    scenario_types alias
}

boothd_pid() { node "$(active_on booth-service 1)" sh -c 'cut -d" " -f1 /run/booth/booth.pid'; }

@test "the clusters run the aliases" {
    for site in 1 2; do
        run cluster_state "$site" "string(//resource[@id='booth-service']/@resource_agent)"
        assert_output "$service_type"
        run cluster_state "$site" "string(//resource[@id='booth-ip']/@resource_agent)"
        assert_output "$ip_type"
        assert_no_failures "$site"
    done
}

@test "pcs booth ticket grant without a site grants to the site it is said in" {
    run ticket_grant_here
    assert_success
    assert_eventually 60 resource_runs app 1
    assert_so resource_stopped app 2
    assert_eventually 30 ticket_held_by "$(booth_address 1)"
}

@test "pcs booth restart restarts boothd, and the ticket stays" {
    before=$(boothd_pid)
    run node_within 120 s1n1 pcs booth restart
    assert_success
    assert_eventually 60 resource_runs booth-service 1
    refute [ "$(boothd_pid)" = "$before" ]
    assert_so ticket_granted_in 1
    assert_so resource_runs app 1
    assert_throughout 20 ticket_granted_in 1
}

@test "pcs booth ticket revoke without a site stops the application" {
    run ticket_revoke_here 1
    assert_success
    assert_eventually 60 resource_stopped app 1
    assert_so ticket_not_granted_in 1
    assert_so resource_stopped app 2
    assert_no_failures 1
}
