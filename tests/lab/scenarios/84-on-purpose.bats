#!/usr/bin/env bats
# What an administrator does on purpose is no failure, and a fault that the cluster was told to leave
# alone is left alone. Needs our RPM, the procedure and the ticket in site 1. Leaves the lab as it found it.
# shellcheck disable=SC2154

load helpers

setup_file() {
    need_watcher
}

teardown_file() {
    as_ever
    leave_watcher
}

# The cluster as it is without these tests.
as_ever() {
    local name
    for name in s1n1 s1n2; do
        node "$name" pkill -CONT -x pacemaker-contr || true
        node_within 90 s1n1 pcs node unstandby "$name"
    done
    node_within 90 s1n1 pcs property set maintenance-mode=false
    node_within 90 s1n1 pcs resource manage booth --monitor
    node_within 90 s1n1 pcs resource meta booth resource-stickiness=
}

# All of it is about site 1; the tests follow each other.
setup() {
    eventually 60 healthy 1
    on=$(active_on booth-service 1)
    since=$EPOCHREALTIME
}

# What a failed test has left is not to fail the next.
teardown() {
    [[ ${BATS_TEST_COMPLETED:-} ]] || as_ever
    no_failures 1 || forget_failures 1
}

# Neither the cluster nor the watchers of the site have seen anything fail.
assert_nothing_failed() {
    local name
    assert_equal "$(fail_count 1)" 0
    for name in s1n1 s1n2; do
        assert_equal "$(incidents "$name" "$since" RESOURCE=booth-ip + RESOURCE=booth-service)" 0
    done
}

# Longer than the watcher lets pass until it looks again at what it has left alone.
throughout_fault() { assert_throughout 8 no_failures 1; }

kill_boothd() { node "$on" kill -KILL "$(boothd_pid_on "$on")"; }
boothd_runs() { node "$on" kill -0 "$(boothd_pid_on "$on")" 2>/dev/null; }

@test "pcs resource disable and enable" {
    node_within 90 "$on" pcs resource disable booth-service --wait=60
    node_within 90 "$on" pcs resource enable booth-service --wait=60
    node_within 90 "$on" pcs resource disable booth --wait=60
    node_within 90 "$on" pcs resource enable booth --wait=60
    assert_eventually 60 healthy 1
    assert_nothing_failed
}

@test "pcs resource restart, of boothd and of the group" {
    for resource in booth-service booth; do
        node_within 90 "$on" pcs resource restart "$resource"
    done
    assert_eventually 60 healthy 1
    assert_nothing_failed
}

@test "pcs resource move, there and back" {
    there=$(other_node "$on")
    # Otherwise the cluster takes it back as soon as the move is over, where the application runs there, too.
    node_within 90 "$on" pcs resource meta booth resource-stickiness=100
    node_within 90 "$on" pcs resource move booth "$there"
    assert_eventually 60 healthy 1
    assert_equal "$(active_on booth-service 1)" "$there"
    node_within 90 "$on" pcs resource move booth "$on"
    node_within 90 "$on" pcs resource clear booth
    node_within 90 "$on" pcs resource meta booth resource-stickiness=
    assert_eventually 60 healthy 1
    assert_equal "$(active_on booth-service 1)" "$on"
    assert_nothing_failed
}

@test "a fault in maintenance mode that is mended in it" {
    node "$on" pcs property set maintenance-mode=true
    kill_boothd
    throughout_fault
    refute boothd_runs
    run status_of "$on"
    assert_output --partial "daemon-ended"
    assert_output --partial "not reported"
    node "$on" crm_resource --force-start -r booth-service
    assert_eventually 10 watched_on "$on"
    node "$on" pcs property set maintenance-mode=false
    assert_eventually 60 healthy 1
    assert_equal "$(fail_count 1)" 0
    assert_throughout 8 no_failures 1
}

@test "a fault in maintenance mode that outlives it is one failure then" {
    node "$on" pcs property set maintenance-mode=true
    kill_boothd
    throughout_fault
    node "$on" pcs property set maintenance-mode=false
    assert_eventually 60 healthy 1
    assert_one_failure_at_most booth-service
}

# The cluster's own monitor, run when the resource is its again, may find it first; it is not to be two.
assert_one_failure_at_most() {
    local resource
    assert_throughout 8 idle 1
    for resource in "$@"; do
        assert [ "$(fail_count 1 "$resource")" -le 1 ]
    done
}

# --monitor: the cluster's own monitor, which counts also what is not its own, is not to come by.
@test "a fault of an unmanaged boothd" {
    node "$on" pcs resource unmanage booth-service --monitor
    kill_boothd
    throughout_fault
    refute boothd_runs
    node "$on" pcs resource manage booth-service --monitor
    assert_eventually 60 healthy 1
    assert_one_failure_at_most booth-service
    assert_equal "$(fail_count 1 booth-ip)" 0
}

# Without it boothd cannot answer either: that is a fault of its own.
@test "a fault of an unmanaged address" {
    node "$on" pcs resource unmanage booth --monitor
    node "$on" ip address del "$(booth_address 1)/24" dev eth0
    throughout_fault
    node "$on" pcs resource manage booth --monitor
    assert_eventually 60 healthy 1
    assert_one_failure_at_most booth-ip booth-service
}

# A controller that was stopped takes no report until it goes on.
@test "a fault while the node's controller hangs is reported once it goes on, and once" {
    node "$on" pkill -STOP -x pacemaker-contr
    kill_boothd
    assert_throughout 4 still_dead
    node "$on" pkill -CONT -x pacemaker-contr
    assert_eventually 60 healthy 1
    assert_equal "$(fail_count 1 booth-service)" 1
    assert_throughout 8 idle 1
    assert_equal "$(fail_count 1)" 1
}

still_dead() { ! boothd_runs; }

# Without its controller a node counts as lost: the other one is in standby, so that booth stays.
@test "a fault while the node's controller is away and started again is mended, with one failure at most" {
    other=$(other_node "$on")
    node_within 90 "$on" pcs node standby "$other" --wait=60
    node "$on" pkill -KILL -x pacemaker-contr
    kill_boothd
    assert_eventually 60 healthy 1
    assert_one_failure_at_most booth-service
    node_within 90 "$on" pcs node unstandby "$other" --wait=60
}
