#!/usr/bin/env bats
# The steps that ./dev shows.

setup() {
    # shellcheck source=tests/lib/steps.sh
    . "$BATS_TEST_DIRNAME/steps.sh"
    plan_steps 2 "$BATS_TEST_TMPDIR/logs"
}

@test "a step tells its place and its time, and keeps its output for the log" {
    run step "greeting" echo hello
    [ "$status" -eq 0 ]
    [[ ${lines[-1]} == "[1/2] greeting"*" s" ]]
    [ "$(cat "$BATS_TEST_TMPDIR/logs/01.log")" = hello ]
}

@test "a failed step returns its status and shows the end of its log" {
    run step "doom" sh -c 'echo the reason; exit 3'
    [ "$status" -eq 3 ]
    [[ $output == *"FAILED"*"status 3"* ]]
    [[ ${lines[-1]} == *"the reason" ]]
}
