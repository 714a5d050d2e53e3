#!/usr/bin/env bats
# The site's interface loses its carrier: booth runs on the other node, and the ticket stays.
# Needs our RPM, the procedure and the ticket in site 1. Leaves the lab as it found it.
# shellcheck disable=SC2154

load helpers

setup_file() {
    need_watcher
    began=$EPOCHREALTIME
    export began
}

teardown_file() {
    for name in s1n1 s1n2; do
        network_carrier "$name" up
    done
    leave_watcher
}

# The start that Pacemaker tries first on the node that has lost its carrier fails, and bans it for
# booth-ip (start-failure-is-fatal): so booth goes to the other node without a migration-threshold.
# The failure is forgotten when the carrier is back, and the next round goes the other way.
carrier_round() {
    local from to fault awaited
    eventually 60 healthy 1 && from=$(active_on booth-service 1) || return 1
    to=$(other_node "$from")
    fault_on "$to" nothing address-up boothd-up >"$BATS_FILE_TMPDIR/there" &
    awaited=$!
    eventually 10 node "$to" pgrep -f 'nothing address-up' >/dev/null || return 1
    fault=$EPOCHREALTIME
    network_carrier "$from" down
    wait "$awaited" || return 1
    echo "$fault $(cut -d' ' -f2- "$BATS_FILE_TMPDIR/there")"
    network_carrier "$from" up
    forget_failures 1
}

ten_carrier_rounds() {
    local round
    for ((round = 0; round < 10; round++)); do
        carrier_round >>"$BATS_FILE_TMPDIR/lost" || return 1
    done
}

@test "booth runs on the other node within 1.5 s of a lost carrier" {
    ten_carrier_rounds
    seconds_to 2 <"$BATS_FILE_TMPDIR/lost" | assert_median 1.5 "carrier lost, until the address is on the other node"
    seconds_to 3 <"$BATS_FILE_TMPDIR/lost" | assert_median 1.5 "carrier lost, until boothd answers on the other node"
}

@test "the journals name the interface, once for each loss" {
    lost=0 reasons=
    for name in s1n1 s1n2; do
        lost=$((lost + $(incidents "$name" "$began" RESOURCE=booth-ip CAUSE=link-down SITE=192.168.11.100)))
        reasons+=$(node "$name" journalctl --quiet --output cat --since "@$began" RESOURCE=booth-ip CAUSE=link-down) || true
        reasons+=$'\n'
    done
    assert_equal "$lost" 10
    assert_equal "$(grep -c "interface eth0 has no carrier" <<<"$reasons")" 10
}

@test "the ticket stays in the site, and the application runs on" {
    assert_so ticket_granted_in 1
    assert_so resource_runs app 1
}
