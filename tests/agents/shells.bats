#!/usr/bin/env bats
# shellcheck disable=SC2154 # agents.bash and bats set variables.
# The agents under each shell that may be /bin/sh on a node.
load agents

setup() {
    folder=$BATS_TEST_TMPDIR/agents
    place_agents "$folder"
    place_recorder "$folder"
}

# works_under SHELL...: the same answers as under any other.
works_under() {
    command -v "$1" >/dev/null || skip "no $1 on this machine"
    "$@" "$folder/IPaddr2" meta-data >"$BATS_TEST_TMPDIR/out"
    run -0 cmp "$BATS_TEST_TMPDIR/out" <(sed 's/ name="booth-ip"/ name="IPaddr2"/' "$metadata_dir/booth-ip.xml")
    RECORDER_EXIT=7 run -7 "$@" "$folder/booth-service" monitor
    assert_equal "$(sed -n '2,5p' "$folder/record" | tr '\n' ' ')" "3 ocf service monitor "
    run -3 "$@" "$folder/booth-service" reload-agent
    run -3 "$@" "$folder/booth-ip"
    run -0 "$@" "$folder/booth-ip" help
    rm "$folder/booth-helper"
    run -5 "$@" "$folder/booth-ip" start
    assert_output "ocf-exit-reason:cannot run $folder/booth-helper: install the package booth-agents again"
}

@test "dash" {
    works_under dash
}

@test "bash --posix" {
    works_under bash --posix
}

@test "busybox sh" {
    works_under busybox sh
}
