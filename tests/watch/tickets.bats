#!/usr/bin/env bats
# shellcheck disable=SC2154
# booth-cluster-tickets where no cluster runs, and asked for nonsense. With a cluster: tests/lab.

setup() {
    [ "$(id -u)" = 0 ] || skip "needs root: a network namespace, in which no cluster answers"
    TICKETS="$top_builddir/booth-cluster-tickets"
}

# asked [ARGUMENT...]: the program's exit code is in $status, its lines are in $output.
asked() { run timeout 20 unshare --net "$TICKETS" "$@" </dev/null; }

# refused TEXT ARGUMENT...: exit code 2, and one line that begins with TEXT.
refused() {
    local text=$1
    shift
    asked "$@"
    [ "$status" -eq 2 ]
    [[ "$output" == "$text"* ]]
    [ "${#lines[@]}" -eq 1 ]
}

@test "a request that is not one is refused" {
    local usage="usage: booth-cluster-tickets follow | revoke TICKET EXPIRES"
    refused "$usage"
    refused "$usage" follow more
    refused "$usage" revoke ticket
    refused "$usage" revoke ticket 1795000000 more
    refused "$usage" grant ticket 1795000000
}

@test "a name that may not stand in a search is refused" {
    local name
    for name in '' 'a b' "a'" 'a"' "a' or '1'='1" 'a]' 'a[1]' 'a*' $'a\nb' $'\e[1m' "$(printf 'x%.0s' {1..64})"; do
        refused "booth-cluster-tickets: '" revoke "$name" 1795000000
        [[ "$output" == *"is no name of a ticket of booth"*"nothing was changed" ]]
    done
}

@test "a time that is none is refused" {
    local time
    for time in '' -1 1.5 "1'" 0x10 now 99999999999999999999; do
        refused "booth-cluster-tickets: '" revoke ticket "$time"
        [[ "$output" == *"is no time"*"nothing was changed" ]]
    done
}

@test "without a cluster it says so in one line" {
    asked follow
    [ "$status" -eq 21 ]
    [[ "$output" == "booth-cluster-tickets: Pacemaker does not run on this node"* ]]
    [ "${#lines[@]}" -eq 1 ]
    asked revoke ticket 1795000000
    [ "$status" -eq 31 ]
    [[ "$output" == "booth-cluster-tickets: ticket ticket: Pacemaker does not run on this node"* ]]
    [ "${#lines[@]}" -eq 1 ]
}
