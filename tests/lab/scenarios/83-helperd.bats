#!/usr/bin/env bats
# The watcher itself dies, hangs or is away: nothing is lost, and actions go on.
# Needs our RPM, the procedure and the ticket in site 1. Leaves the lab as it found it.
# shellcheck disable=SC2154

load helpers

setup_file() {
    need_watcher
    began=$EPOCHREALTIME
    export began
    node_within 90 s1n1 pcs resource create spare-ip ocf:booth-agents:booth-ip ip=192.168.11.150 --disabled
}

teardown_file() {
    for name in s1n1 s1n2 s2n1 s2n2; do
        node "$name" systemctl start booth-helperd
    done
    node_within 90 s1n1 pcs resource delete spare-ip
    leave_watcher
}


check_booth() { run node "$1" crm_resource --force-check -r booth-service; }

# action_times NODE COUNT: an action's name and its seconds a line, each action COUNT times.
action_times() {
    node_within 200 "$1" bash -c '
        for ((round = 0; round < $1; round++)); do
            for action in start check stop; do
                began=${EPOCHREALTIME/./}
                crm_resource "--force-$action" -r spare-ip >/dev/null 2>&1
                code=$?
                took=$((${EPOCHREALTIME/./} - began))
                [[ $code == 0 || $action$code == check190 ]] || { echo "$action: $code"; exit 1; }
                printf "%s %d.%06d\n" "$action" $((took / 1000000)) $((took % 1000000))
            done
        done' - "$2"
}

times_of() { sed -n "s/^$1 //p" "$2" | sort -n; }

# Each action, at its slowest, against its usual median.
assert_within_a_second() {
    local action usual slowest
    for action in start check stop; do
        usual=$(times_of "$action" "$1" | sed -n 5p)
        slowest=$(times_of "$action" "$2" | tail -n 1)
        say_figure "$action of an address: median $usual s; at most $slowest s with helperd stopped"
        assert awk -v usual="$usual" -v slowest="$slowest" 'BEGIN { exit !(slowest > 0 && slowest <= usual + 1) }'
    done
}

@test "helperd killed with -9, and boothd at once after it: watching again within 1 s, and boothd runs" {
    rounds 10 1 kill-both watched boothd-up >"$BATS_FILE_TMPDIR/killed"
    seconds_to 2 <"$BATS_FILE_TMPDIR/killed" | assert_median 1 "helperd and boothd killed with -9, until watched again"
    seconds_to 3 <"$BATS_FILE_TMPDIR/killed" | assert_median 2 "helperd and boothd killed with -9, until boothd answers"
}

@test "each time it was exactly one failure, and one incident" {
    assert_equal "$(fail_count 1 booth-service)" 10
    assert_equal "$(fail_count 1)" 10
    assert_equal "$(incidents "$(active_on booth-service 1)" "$began" RESOURCE=booth-service)" 10
}

@test "helperd killed with -9 alone is no failure of anything" {
    before=$(fail_count 1)
    rounds 3 1 kill-helperd watched >"$BATS_FILE_TMPDIR/alone"
    assert_so healthy 1
    assert_equal "$(fail_count 1)" "$before"
}

@test "helperd stopped with SIGSTOP is replaced by systemd's watchdog" {
    for site in 1 2; do
        assert_eventually 60 healthy "$site"
    done
    for site in 1 2; do
        rounds 5 "$site" stop-helperd watched --limit 40 >"$BATS_FILE_TMPDIR/stopped$site" &
        pids+=($!)
    done
    wait "${pids[0]}"
    wait "${pids[1]}"
    cat "$BATS_FILE_TMPDIR"/stopped[12] | seconds_to 2 |
        assert_median 20 "helperd stopped with SIGSTOP, until another watches"
}

@test "with helperd stopped, actions take at most 1 s longer each, and monitor says so with 190" {
    assert_eventually 60 healthy 1
    on=$(active_on booth-service 1)
    action_times "$on" 10 >"$BATS_FILE_TMPDIR/usual"
    fault_on "$on" stop-helperd
    node_within 30 "$on" crm_resource --force-check -r booth-service >"$BATS_FILE_TMPDIR/check" 2>&1 || code=$?
    action_times "$on" 2 >"$BATS_FILE_TMPDIR/slow"
    assert_equal "${code:-0}" 190
    assert_regex "$(<"$BATS_FILE_TMPDIR/check")" "booth-helperd"
    assert_within_a_second "$BATS_FILE_TMPDIR/usual" "$BATS_FILE_TMPDIR/slow"
    assert_eventually 30 healthy 1
}

@test "while helperd is away, monitor says 190 and what to do; and 0 when it is back" {
    assert_eventually 60 healthy 1
    on=$(active_on booth-service 1)
    node "$on" systemctl stop booth-helperd
    check_booth "$on"
    assert_failure 190
    assert_output --partial "systemctl start booth-helperd"
    run node "$on" booth-helper status
    assert_failure 1
    assert_output --partial "booth-helperd"
    run action_times "$on" 1
    assert_success
    node "$on" systemctl start booth-helperd
    assert_eventually 5 watched_on "$on"
    check_booth "$on"
    assert_success
    assert_so healthy 1
}

@test "a fault while helperd is away is found when it is back" {
    assert_eventually 60 healthy 1
    before=$(fail_count 1 booth-service)
    on=$(active_on booth-service 1)
    node "$on" systemctl stop booth-helperd
    pid=$(boothd_pid_on "$on")
    node "$on" kill -KILL "$pid"
    node "$on" systemctl start booth-helperd
    assert_eventually 30 healthy 1
    refute [ "$(boothd_pid_on "$on")" = "$pid" ]
    assert_equal "$(fail_count 1 booth-service)" $((before + 1))
}
