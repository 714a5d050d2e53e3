#!/usr/bin/env bats
# The model of the lease: what spin finds with the guard, without it, and without each thing that the guard relies on.
bats_require_minimum_version 1.5.0
load /usr/lib/bats/bats-support/load
load /usr/lib/bats/bats-assert/load

setup() {
    command -v spin >/dev/null || skip "no spin on this machine"
}

# model RUN VERDICT: what the run says is in $output.
model() {
    run -0 "$BATS_TEST_DIRNAME/model.sh" "$1"
    assert_line --index 0 --regexp "^$1 +$2 +[0-9]+ "
}

# The words of a trail, one after another; any other event may come between.
assert_trail() {
    local event rest=$output
    for event in "$@"; do
        [[ $rest == *"$event"* ]] || fail "the trail has no \"$event\" here: $output"
        rest=${rest#*"$event"}
    done
}

both_active="takes the ticket and starts the application"

@test "with the guard no two sites are active, though clocks drift and are set: every state" {
    model safe holds
    refute_output --partial "unreached"
}

@test "the guard never takes away a lease that is renewed in time, though a clock is set: every state" {
    model healthy holds
}

@test "that says something: the guard's least time is as short as it may be" {
    model short-timeout found
    assert_trail "guard: the lease is over: revoked"
}

@test "that says something: the guard revokes, and the other site takes over" {
    model takeover found
    assert_trail "guard: the lease is over: revoked" "the application has stopped" "$both_active"
}

@test "that says something: the ticket comes back after the guard has revoked it" {
    model return found
    assert_trail "guard: the lease is over: revoked" "the renewal is in the CIB"
}

@test "that says something: lease after lease is renewed while a clock is set" {
    model life found
    assert_trail "clock of" "boothd has renewed" "boothd has renewed" "boothd has renewed"
    refute_output --partial "guard:"
}

@test "without the guard two sites are active once the holder's boothd is stopped" {
    model no-guard found
    assert_trail "boothd is stopped" "$both_active"
    refute_output --partial "continued"
    refute_output --partial "the application has stopped"
}

@test "with an acquire-after under the time to stop two sites are active" {
    model no-wait found
    assert_trail "$both_active"
}

@test "with an acquire-after one tick too short two sites are active" {
    model tight-wait found
    assert_trail "$both_active"
}

@test "lease-margin stands in for acquire-after, where boothd has as much to spare" {
    model margin holds
    model short-wait found
}

@test "the wall clock alone is enough only as long as nobody sets it" {
    model wall-clock-true holds
}

@test "the wall clock alone, set back: two sites are active" {
    model wall-clock-back found
    assert_trail "clock of the guard's node set by -" "$both_active"
    refute_output --partial "guard: the lease is over"
}

@test "the wall clock alone, set ahead: a lease that is being renewed is taken away" {
    model wall-clock-ahead found
    assert_output --regexp "clock of the guard's node set by [0-9]"
    assert_trail "clock of the guard's node set by" "guard: the lease is over: revoked"
}

@test "what the guard relies on: acquire-after is shorter than renewal-freq" {
    model long-wait found
    assert_trail "boothd has renewed" "$both_active"
}

@test "what the guard relies on: of a renewal somebody hears" {
    model update-lost found
    assert_trail "nobody hears of it" "$both_active"
}

@test "what the guard relies on: a boothd that is started again reaches the other site" {
    model hidden-restart found
    assert_trail "boothd is started again" "boothd has renewed" "$both_active"
}

@test "what the guard relies on: the other site reaches the arbitrator" {
    model other-cut-off found
    assert_trail "$both_active"
}

@test "what the guard relies on: no old answers in the socket of a boothd that is continued" {
    model stale-answers found
    assert_trail "boothd is stopped" "boothd is continued" "reads an old answer" "$both_active"
}

@test "what the guard relies on: a renewal is in the CIB in time" {
    model late-write found
    assert_trail "boothd has renewed" "the renewal is in the CIB" "$both_active"
}
