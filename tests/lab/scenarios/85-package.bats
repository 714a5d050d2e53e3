#!/usr/bin/env bats
# boothd and the address outlive the watcher, its restart, its upgrade and its end; the watcher is up
# before Pacemaker and down after it. Needs our RPM, the procedure and the ticket in site 1; works in
# site 2. Leaves the lab as it found it.
# shellcheck disable=SC2154

load helpers

setup_file() {
    need_watcher
}

teardown_file() {
    for name in s2n1 s2n2; do
        node_runs "$name" || { node_power_off "$name" && node_power_back "$name"; }
        node_within 90 "$name" pcs cluster disable
    done
    node_within 120 s2n1 pcs cluster start --all --wait=60
    node s2n1 pcs property set maintenance-mode=false
    leave_watcher
}

setup() {
    eventually 60 healthy 2
    on=$(active_on booth-service 2)
    pid=$(boothd_pid_on "$on")
}

helperd_pid() { node "$1" systemctl show --property MainPID --value booth-helperd; }

assert_boothd_is_the_same() {
    assert_equal "$(boothd_pid_on "$on")" "$pid"
    assert_so node "$on" kill -0 "$pid"
    run node "$on" ip -4 -o address show dev eth0
    assert_output --partial " $(booth_address 2)/24 "
}

@test "boothd is in no cgroup of the watcher's" {
    run node "$on" cat "/proc/$(helperd_pid "$on")/cgroup"
    assert_output --partial booth-helperd
    run node "$on" cat "/proc/$pid/cgroup"
    refute_output --partial booth-helperd
}

@test "boothd and the address survive a restart of the watcher, which watches them again" {
    before=$(helperd_pid "$on")
    node "$on" systemctl restart booth-helperd
    refute [ "$(helperd_pid "$on")" = "$before" ]
    assert_boothd_is_the_same
    assert_eventually 5 watched_on "$on"
}

@test "boothd and the address survive an upgrade of the package, which renews the watcher" {
    before=$(helperd_pid "$on")
    upgrade "$on"
    assert_eventually 20 watched_on "$on"
    refute [ "$(helperd_pid "$on")" = "$before" ]
    assert_boothd_is_the_same
    assert_equal "$(fail_count 2)" 0
}

# Meanwhile the cluster is not to run an agent that is gone.
@test "boothd and the address survive the end of the package, and are watched by the next" {
    node "$on" pcs property set maintenance-mode=true
    node_rpm "$on" --erase booth-agents-pcs booth-agents
    assert_boothd_is_the_same
    run node "$on" pgrep -x booth-helperd
    assert_failure 1
    run node "$on" systemctl is-active booth-helperd
    refute_output active
    # shellcheck disable=SC2046 # names without blanks
    node_rpm "$on" --install $(packages "$on")
    node "$on" systemctl start booth-helperd
    assert_eventually 10 watched_on "$on"
    node "$on" pcs property set maintenance-mode=false
    assert_eventually 60 healthy 2
    assert_boothd_is_the_same
    assert_equal "$(fail_count 2)" 0
}

@test "Pacemaker wants the watcher, and waits for it" {
    run node "$on" systemctl list-dependencies --plain pacemaker
    assert_line --regexp "^ *booth-helperd.service$"
    run node "$on" systemctl list-dependencies --plain --after pacemaker
    assert_line --regexp "^ *booth-helperd.service$"
}

# position FILE PATTERN: the number of the first line that has it; 1 if there is none.
position() {
    local line
    line=$(grep -n -m 1 "$2" "$1") && echo "${line%%:*}"
}

# assert_order FILE FIRST SECOND
assert_order() {
    local first second
    if ! first=$(position "$1" "$2") || ! second=$(position "$1" "$3") || ((first >= second)); then
        fail "not first '$2', then '$3', in:
$(cat "$1")"
    fi
}

unit_journal() { node "$1" journalctl --quiet --output cat -b "$2" UNIT=pacemaker.service + UNIT=booth-helperd.service; }

# In good order; but pcsd, when it has served a client, takes a minute and a half to stop, unless it is told.
power_down() {
    node "$1" mkdir -p /run/systemd/system/pcsd.service.d
    node "$1" sh -c 'printf "[Service]\nTimeoutStopSec=2\n" >/run/systemd/system/pcsd.service.d/stop.conf'
    node "$1" systemctl daemon-reload
    node "$1" systemctl start --no-block poweroff.target
    assert_eventually 60 node_is_gone "$1"
}

@test "a node that goes down and comes up ends the watcher after Pacemaker, and starts it before" {
    down=$(other_node "$on")
    node_within 90 "$on" pcs cluster enable "$down"
    power_down "$down"
    node_power_off "$down"
    node_power_back "$down"
    assert_eventually 60 node "$down" systemctl is-active pacemaker
    unit_journal "$down" -1 >"$BATS_TEST_TMPDIR/down"
    unit_journal "$down" 0 >"$BATS_TEST_TMPDIR/up"
    assert_order "$BATS_TEST_TMPDIR/down" "Stopped pacemaker" "Stopping booth-helperd"
    assert_order "$BATS_TEST_TMPDIR/up" "Started booth-helperd" "Started pacemaker"
    assert_eventually 60 healthy 2
    assert_boothd_is_the_same
}
