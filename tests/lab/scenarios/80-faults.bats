#!/usr/bin/env bats
# What fails is working again at once, and is one failure to the cluster: no more, no less.
# Needs our RPM, the procedure and the ticket in site 1. Leaves the lab as it found it.
# shellcheck disable=SC2154

load helpers

setup_file() {
    need_watcher
    began=$EPOCHREALTIME
    export began
}

teardown_file() {
    leave_watcher
}

# From a healthy site, one fault after the other, in turn: both keep their moments in a file each.
ten_of_each() {
    local round
    for ((round = 0; round < 10; round++)); do
        rounds 1 1 kill-boothd boothd-up >>"$BATS_FILE_TMPDIR/killed" &&
            rounds 1 1 delete-address address-up boothd-up >>"$BATS_FILE_TMPDIR/deleted" || return 1
    done
}

@test "20 faults in a row: a killed boothd and a deleted address in turn" {
    ten_of_each
    assert_eventually 60 healthy 1
}

@test "boothd killed with -9 answers again within 0.5 s" {
    seconds_to 2 <"$BATS_FILE_TMPDIR/killed" | assert_median 0.5 "boothd killed with -9, until another answers"
}

@test "a deleted address is back within 0.5 s" {
    seconds_to 2 <"$BATS_FILE_TMPDIR/deleted" | assert_median 0.5 "address deleted, until it is back"
    seconds_to 3 <"$BATS_FILE_TMPDIR/deleted" | assert_median 2 "address deleted, until boothd answers at it again"
}

@test "the 20 faults are exactly 20 failures" {
    assert_equal "$(fail_count 1 booth-service)" 10
    assert_equal "$(fail_count 1 booth-ip)" 10
    assert_equal "$(fail_count 1)" 20
}

@test "and exactly 20 incidents in the journal, which says of each what, where and whose" {
    on=$(active_on booth-service 1)
    assert_equal "$(incidents "$on" "$began" RESOURCE=booth-service CAUSE=daemon-ended \
        SITE=192.168.11.100 TICKET=superticket)" 10
    assert_equal "$(incidents "$on" "$began" RESOURCE=booth-ip CAUSE=address-gone SITE=192.168.11.100)" 10
    assert_equal "$(incidents "$on" "$began" RESOURCE=booth-ip + RESOURCE=booth-service)" 20
}

@test "the ticket and the application did not notice" {
    assert_so ticket_granted_in 1
    assert_so resource_runs app 1
    assert_equal "$(fail_count 1 app)" 0
}

@test "boothd stopped with SIGSTOP is replaced within 10 s" {
    rounds_side_by_side 5 "1 2" stop-boothd boothd-up --phase 2 >"$BATS_FILE_TMPDIR/stopped"
    seconds_to 2 <"$BATS_FILE_TMPDIR/stopped" |
        assert_median 10 "boothd stopped with SIGSTOP, until another answers"
    assert_equal "$(fail_count 2 booth-service)" 5
    assert_equal "$(fail_count 1 booth-service)" 15
}

@test "its journal says that it hung, and that a signal stopped it" {
    run node "$(active_on booth-service 2)" journalctl --quiet --output cat --since "@$began" \
        SYSLOG_IDENTIFIER=booth-helperd RESOURCE=booth-service CAUSE=daemon-hung SITE=192.168.22.100
    assert_success
    assert_equal "${#lines[@]}" 5
    assert_line --partial "signal"
}
