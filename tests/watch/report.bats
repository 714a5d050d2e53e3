#!/usr/bin/env bats
# shellcheck disable=SC2154
# booth-cluster-report where no cluster runs, and asked for nonsense. With a cluster: tests/lab.

setup() {
    [ "$(id -u)" = 0 ] || skip "needs root: a network namespace, in which no cluster answers"
    REPORT="$top_builddir/booth-cluster-report"
}

# asked [ARGUMENT...]: the program's exit code is in $status, its lines are in $output.
asked() { run timeout 20 unshare --net "$REPORT" "$@"; }

refused() {
    asked "$@"
    [ "$status" -eq 2 ]
    [[ "$output" == "usage: booth-cluster-report report|look RESOURCE GENERATION MILLISECONDS"* ]]
}

@test "a request that is not one is refused" {
    refused
    refused report booth-ip 1:1.1
    refused report booth-ip 1:1.1 5000 more
    refused repeat booth-ip 1:1.1 5000
    local limit
    for limit in 0 -1 5s '' 600001 99999999999; do
        refused report booth-ip 1:1.1 "$limit"
    done
}

@test "without a cluster it says so in one line, and that it is to be tried again" {
    local ask
    for ask in report look; do
        asked "$ask" booth-ip 1:1.1 10000
        [ "$status" -eq 26 ]
        [[ "$output" == "cannot reach the cluster on this node: "?* ]]
        [ "${#lines[@]}" -eq 1 ]
    done
}
