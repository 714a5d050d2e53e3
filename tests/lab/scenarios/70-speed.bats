#!/usr/bin/env bats
# shellcheck disable=SC2154
# Our monitors beside the stock ones. The bound is generous, since the machine is shared: figures
# belong to ./dev bench. Needs a running cluster in site 1. Leaves nothing behind.

load helpers

setup_file() {
    need_procedure own
}

@test "a monitor takes a fraction of the stock agents' time, and an address answers at once" {
    run node_within 200 s1n1 python3 -c "$(<"$BATS_TEST_DIRNAME/../../bench/bench.py")" --rounds 10 --ratio 4
    assert_success
    assert_output --partial "reached: booth-service monitor"
    refute_output --partial MISSED
}
