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

@test "a step that takes too long is ended, with what it started" {
    step_deadline=1
    run step "patience" sh -c 'sleep 300 & echo $! >"$0"; wait' "$BATS_TEST_TMPDIR/pid"
    [ "$status" -ne 0 ]
    [[ $output == *"longer than 1 s"* ]]
    # Gone, or dead and not yet collected by init.
    [[ $(ps -o stat= -p "$(cat "$BATS_TEST_TMPDIR/pid")") =~ ^(Z.*)?$ ]]
}

@test "a step that takes too long and does not end is killed, and that is said once" {
    step_deadline=1 step_grace=1
    run step "deafness" bash -c 'trap "" TERM; while :; do read -r -t 1 <> <(:) || :; done'
    [ "$status" -eq 137 ]
    [ "$(grep -c "longer than 1 s" "$(step_log 1)")" -eq 1 ]
}
