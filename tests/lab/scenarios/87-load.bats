#!/usr/bin/env bats
# Two processes for each core do nothing but compute, for LAB_LOAD_SECONDS (600): the watchers report nothing.
# Needs our RPM, the procedure and the ticket in site 1. Leaves the lab as it found it.
# shellcheck disable=SC2016,SC2154

load helpers

setup_file() {
    need_watcher
    began=$EPOCHREALTIME
    seconds=${LAB_LOAD_SECONDS:-600}
    granted=$(ticket_time 1 last-granted)
    export began seconds granted
    saturate_all
    watch_the_clock
}

teardown_file() {
    local on
    rm -f "$BATS_FILE_TMPDIR/saturate"
    for on in s1n1 s1n2; do
        node "$on" rm -f /run/saturate
    done
    leave_watcher
}

# Computes until its file is gone, or the time is over.
saturate='while [ -e "$1" ]; do i=0; while [ $i -lt 100000 ]; do i=$((i + 1)); done; done'

# One process for each core beside the machines, and one on the node where booth runs: each has to share
# its core with booth's and the watcher's processes as equals.
saturate_all() {
    local core on
    on=$(active_on booth-service 1)
    touch "$BATS_FILE_TMPDIR/saturate"
    node "$on" touch /run/saturate
    for ((core = 0; core < $(nproc); core++)); do
        timeout "$seconds" sh -c "$saturate" - "$BATS_FILE_TMPDIR/saturate" 3>&- &
        node_within "$seconds" "$on" sh -c "$saturate" - /run/saturate 3>&- &
    done
}

# Says every minute how it goes; ends early when something has failed.
watch_the_clock() {
    local minute=0 start=$SECONDS
    while ((SECONDS - start < seconds)); do
        sleep 5
        no_failures 1 && no_failures 2 || break
        if (((SECONDS - start) / 60 > minute)); then
            minute=$(((SECONDS - start) / 60))
            echo "# under load for $minute min, load $(cut -d' ' -f1 /proc/loadavg)" >&3
        fi
    done
    echo $((SECONDS - start)) >"$BATS_FILE_TMPDIR/lasted"
}

@test "both cores were saturated for the whole time" {
    assert [ "$(cat "$BATS_FILE_TMPDIR/lasted")" -ge "$seconds" ]
    # The average of a minute lags behind.
    if [ "$seconds" -ge 120 ]; then
        assert awk -v least=$(($(nproc) * 3 / 2)) '{ exit !($1 >= least) }' /proc/loadavg
    fi
}

@test "no resource of either site has failed" {
    assert_equal "$(fail_count 1)" 0
    assert_equal "$(fail_count 2)" 0
    assert_so ticket_granted_in 1
}

@test "no watcher found anything wrong" {
    for name in s1n1 s1n2 s2n1 s2n2; do
        run node "$name" journalctl --quiet --output cat --since "@$began" SYSLOG_IDENTIFIER=booth-helperd \
            RESOURCE=booth-service + RESOURCE=booth-ip
        assert_output ""
    done
    say_figure "both cores saturated for $seconds s: no report"
}

@test "the ticket was renewed all the time, and no guard found its lease over" {
    assert_so ticket_renewed_past 1 "$EPOCHSECONDS"
    assert_equal "$(ticket_time 1 last-granted)" "$granted"
    for site in 1 2; do
        run guard_lines "$site" "$began"
        assert_output ""
    done
}

@test "all of it is watched and well afterwards" {
    for site in 1 2; do
        assert_eventually 60 healthy "$site"
        run node "$(active_on booth-service "$site")" booth-helper status
        assert_success
    done
}
