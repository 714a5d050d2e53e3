#!/usr/bin/env bats
# booth-helperd's own life: by hand, after a crash, and with state files that it cannot use.

load helpers

STATE=booth-agents/vip.state

start_vip() { run_agent 0 start ip=$IP4; }
status() { with_state "$BOOTH_HELPER" status; }
status_says() { status 2>&1 | grep -qE -- "$1"; }

# As an administrator starts it; it goes to the background.
by_hand() { run with_state "$BOOTH_HELPERD" --config /nonexistent; }

@test "started by hand it goes to the background, and watches" {
    start_vip
    by_hand
    [ "$status" -eq 0 ] && [ -z "$output" ] || fail "it says: $output"
    wait_for 5 status_says "^vip .*ok"
    run_agent 0 monitor ip=$IP4
}

@test "what keeps it from starting is said before it goes to the background" {
    by_hand
    by_hand
    [ "$status" -eq 1 ] || fail "a second one starts: $status"
    [[ $output == *"another process serves as booth-helperd already"* ]] || fail "it says: $output"
    printf 'log-level = notice\nlog-levle = info\n' >"$BATS_TEST_TMPDIR/helper.conf"
    run with_state "$BOOTH_HELPERD" --config "$BATS_TEST_TMPDIR/helper.conf"
    [ "$status" -eq 6 ] || fail "it starts with an unknown key: $status"
    [[ $output == *"helper.conf line 2: unknown key \"log-levle\""* ]] || fail "it says: $output"
}

@test "after a crash it takes up what is started, and what failed meanwhile" {
    start_helperd
    start_vip
    run_agent 0 start ip=10.77.0.101 OCF_RESOURCE_INSTANCE="odd name%/"
    kill -9 "$HELPERD"
    ip -n "$NODE" address del $IP4/24 dev n0
    start_helperd
    assert_logged 5 "vip: $IP4 is on no interface"
    wait_for 5 status_says "^odd name%/ .*ok"
}

@test "a state file that says nothing, or is not root's own, is not watched, and monitor says so" {
    start_helperd
    start_vip
    wait_for 5 status_says "^vip .*ok"
    chown 65534 "$RUN_DIR/$STATE"
    touch "$RUN_DIR/$STATE"
    run_agent 190 monitor ip=$IP4
    assert_reason "is not root's own"
    chown 0 "$RUN_DIR/$STATE"
    touch "$RUN_DIR/$STATE"
    run_agent 0 monitor ip=$IP4
    : >"$RUN_DIR/$STATE"
    end_helperd
    start_helperd
    wait_for 5 status_says "does not say what was started"
}

@test "a stop that nobody told of is seen all the same" {
    start_helperd
    start_vip
    wait_for 5 status_says "^vip "
    rm "$RUN_DIR/$STATE"
    assert_logged 5 "vip: stopped, no longer watched"
}

@test "nothing is judged while an action runs" {
    start_helperd
    start_vip
    wait_for 5 status_says "^vip .*ok"
    exec {lock}<>"$RUN_DIR/$STATE"
    flock "$lock"
    ip -n "$NODE" address del $IP4/24 dev n0
    # Longer than it takes to find a fault many times over.
    sleep 1
    refute logged "vip: $IP4 is on no interface"
    exec {lock}>&-
    assert_logged 5 "vip: $IP4 is on no interface"
}
