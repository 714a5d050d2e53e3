#!/usr/bin/env bats
# shellcheck disable=SC2154
# The whole multi-site procedure with pcs, as an administrator types it.
# Needs a fresh lab. Leaves it with the ticket granted to site 1.

load helpers

setup_file() {
    need_fresh_lab
    lab_is_touched
}

setup() {
    scenario_types own
}

nodes_online() { cluster_state "$1" "count(//nodes/node[@online='true'])"; }

# sha256 of a file on every machine, without doubles.
digests() {
    local name
    for name in "${lab_nodes[@]}"; do
        node "$name" sha256sum "$1" | cut -d' ' -f1
    done | sort -u
}

address_is_on() { [[ $(node "$1" ip -4 -o address show dev eth0) == *" $2/24 "* ]]; }

@test "pcs cluster setup makes a cluster of two nodes in each site" {
    procedure_clusters
    for site in 1 2; do
        run nodes_online "$site"
        assert_output 2
    done
}

@test "booth setup, ticket add, sync and pull bring one configuration to every machine" {
    procedure_booth
    run digests /etc/booth/booth.conf
    assert_success
    assert_equal "${#lines[@]}" 1
    run digests /etc/booth/booth.key
    assert_success
    assert_equal "${#lines[@]}" 1
}

@test "pcs booth config shows sites, arbitrator and ticket" {
    run node s2n2 pcs booth config
    assert_success
    assert_line "site = 192.168.11.100"
    assert_line "site = 192.168.22.100"
    assert_line "arbitrator = 192.168.99.100"
    assert_line 'ticket = "superticket"'
}

@test "the arbitrator's booth runs, and will after a reboot" {
    assert_so node arb systemctl is-active booth@booth
    assert_so node arb systemctl is-enabled booth@booth
}

@test "pcs resource create brings up address and service in each site, without a complaint" {
    for site in 1 2; do
        run booth_resources "$site"
        assert_success
        refute_line --regexp "^(Warning|Error)"
        holder=$(active_on booth-service "$site")
        assert_equal "$(active_on booth-ip "$site")" "$holder"
        assert_so address_is_on "$holder" "$(booth_address "$site")"
        assert_no_failures "$site"
    done
}

@test "an application with a ticket constraint runs nowhere before a grant" {
    for site in 1 2; do
        application_resources "$site"
        ticket_constraint "$site"
        run node "s${site}n1" pcs constraint ticket
        assert_line --partial "resource 'newgroup' depends on ticket 'superticket'"
        assert_line --partial "loss-policy=stop"
    done
    procedure_is_done "$(scenario_types own)"
    assert_throughout 5 resource_stopped app 1
    assert_so resource_stopped app 2
}

@test "pcs booth ticket grant starts the application in site 1 only" {
    ticket_grant
    assert_eventually 60 resource_runs app 1
    assert_so ticket_granted_in 1
    assert_so ticket_not_granted_in 2
    assert_eventually 30 ticket_held_by 192.168.11.100
    assert_throughout 5 resource_stopped app 2
}

@test "pcs booth status shows ticket, peers and daemon" {
    run node "$(active_on booth-service 1)" pcs booth status
    assert_success
    assert_line --partial "ticket: superticket, leader: 192.168.11.100"
    assert_line --partial "192.168.22.100, last recv: 20"
    assert_line --partial "192.168.99.100, last recv: 20"
    assert_line --partial "booth_state=started"
}

@test "after all of it no cluster shows a failure" {
    for site in 1 2; do
        assert_no_failures "$site"
    done
}
