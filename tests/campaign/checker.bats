#!/usr/bin/env bats
# The checker: overlap and outage from witnesses' files, on values made up here.
# shellcheck disable=SC2154

bats_load_library bats-support
bats_load_library bats-assert

setup() {
    folder=$BATS_TEST_TMPDIR/witness
    mkdir "$folder"
    checker=$BATS_TEST_DIRNAME/checker.py
}

# All moments below are in milliseconds from an epoch.
epoch=1000000000
ns() { echo "$(((epoch * 1000 + $1) * 1000000))"; }

# witness NODE FROM TO [LAST-WORD]: lines every 20 ms, as the writer leaves them.
witness() {
    local node=$1 from=$2 to=$3 file
    file=$folder/$node.$(ns "$from")
    echo "$(ns "$from") start" >>"$file"
    seq -f '%.0f000000 alive' $((epoch * 1000 + from)) 20 $((epoch * 1000 + to)) >>"$file"
    [[ -z ${4:-} ]] || echo "$(ns "$to") $4" >>"$file"
}

event() { echo "$(ns "$1") ${*:2}" >>"$folder/events"; }

# judge FROM TO [OUTAGE-TO]: sets result.
judge() { run "$checker" "$folder" --from "$(ns "$1")" --to "$(ns "$2")" --outage-to "$(ns "${3:-$2}")"; }

# assert_values NAME VALUE...: these values are in the answer.
assert_values() {
    assert_success
    run python3 -I -S -c 'import json, sys
answer, *wanted = sys.argv[1:]
for name, value in zip(wanted[::2], wanted[1::2]):
    found = str(json.loads(answer)[name])
    if found != value:
        sys.exit(f"{name} is {found}, expected {value}")' "$output" "$@"
    assert_success
}

@test "one after the other: no overlap, and the outage is what is between them" {
    witness s1n1 0 10000 stopped
    witness s2n1 12340 20000 stopped
    judge 1000 20000
    assert_values overlap 0.0 outage 2.34 overlap_inside_a_site 0.0 unexplained '[]'
}

@test "both at once is overlap, to a line's resolution" {
    witness s1n2 0 10000 stopped
    witness s2n1 9980 20000 stopped
    judge 1000 20000
    assert_values overlap 0.02 outage 0.0
}

@test "only what is between the moments counts" {
    witness s1n1 0 10000 stopped
    witness s2n1 0 10000 stopped
    judge 4000 5500
    assert_values overlap 1.5 outage 0.0
    judge 9000 12000 11000
    assert_values overlap 1.0 outage 1.0
}

@test "two nodes of one site at once are not two sites" {
    witness s1n1 0 10000 stopped
    witness s1n2 5000 10000 stopped
    judge 1000 10000
    assert_values overlap 0.0 overlap_inside_a_site 5.0 outage 0.0
}

@test "what overlaps twice over counts once" {
    witness s1n1 0 10000 stopped
    witness s1n2 0 10000 stopped
    witness s2n1 8000 10000 stopped
    judge 1000 10000
    assert_values overlap 2.0
}

@test "a stop that takes its time is active until it says stopped" {
    witness s1n1 0 10000
    echo "$(ns 8000) stop" >>"$folder/s1n1.$(ns 0)"
    echo "$(ns 10000) stopped" >>"$folder/s1n1.$(ns 0)"
    witness s2n1 9000 20000 stopped
    judge 1000 20000
    assert_values overlap 1.0
}

@test "a gap between lines is no inactivity" {
    witness s1n1 0 2000
    witness s1n1 9000 10000 stopped
    mv "$folder/s1n1.$(ns 9000)" "$BATS_TEST_TMPDIR/rest"
    grep -v start "$BATS_TEST_TMPDIR/rest" >>"$folder/s1n1.$(ns 0)"
    witness s2n1 3000 8000 stopped
    judge 1000 10000
    assert_values overlap 5.0 outage 0.0
}

@test "a loss of power ends it with its last line" {
    witness s1n1 0 5000
    event 5100 power-off s1n1
    witness s2n1 6000 20000 stopped
    judge 1000 20000
    assert_values overlap 0.0 outage 0.98 unexplained '[]'
}

@test "one that was frozen when the power went was active until then" {
    witness s1n1 0 5000
    event 9000 power-off s1n1
    witness s2n1 6000 20000 stopped
    judge 1000 20000
    assert_values overlap 3.0 outage 0.0
}

@test "another node's loss of power explains nothing, nor does an earlier one" {
    witness s1n1 1000 5000
    event 5100 power-off s1n2
    event 500 power-off s1n1
    witness s2n1 6000 20000 stopped
    judge 1000 20000
    assert_values overlap 14.0 unexplained "['s1n1 from 0.0']"
}

@test "one that was asked to stop and falls silent counts as active, too" {
    witness s1n1 0 5000 stop
    witness s2n1 6000 20000 stopped
    judge 1000 20000
    assert_values overlap 14.0 unexplained "['s1n1 from -1.0']"
}

@test "the outage ends before what comes after it" {
    witness s1n1 0 2000 stopped
    witness s2n1 6000 20000 stopped
    judge 1000 20000 5000
    assert_values outage 3.0
}

@test "one that falls silent without a word counts as active, and is named" {
    witness s1n1 0 5000
    witness s2n1 6000 20000 stopped
    judge 1000 20000
    assert_values overlap 14.0 unexplained "['s1n1 from -1.0']"
}

@test "a writer that the agent found dead was active until the agent said so" {
    witness s1n1 0 5000
    echo "$(ns 7000) gone" >>"$folder/s1n1.$(ns 0)"
    witness s2n1 6000 20000 stopped
    judge 1000 20000
    assert_values overlap 1.0 unexplained '[]'
}

@test "one that still writes at the end is active" {
    witness s1n1 0 20000
    judge 1000 20000
    assert_values overlap 0.0 outage 0.0 unexplained '[]'
}

@test "no witness at all is an outage" {
    judge 1000 3000
    assert_values overlap 0.0 outage 2.0 timeline '[]'
}

@test "a line that was cut by the loss of power is passed over" {
    witness s1n1 0 5000
    printf '10000000' >>"$folder/s1n1.$(ns 0)"
    event 5100 power-off s1n1
    judge 1000 6000
    assert_values outage 0.98
}

@test "what no witness writes is refused, by file and line" {
    witness s1n1 0 100
    echo "nonsense" >>"$folder/s1n1.$(ns 0)"
    judge 0 1000
    assert_failure 1
    assert_output --regexp "^checker.py: .*s1n1.*, line 8: not a witness's line: 'nonsense'$"
}

@test "a file that does not begin with its start is refused" {
    echo "$(ns 5) alive" >"$folder/s1n1.1"
    judge 0 1000
    assert_failure 1
    assert_output --partial "begins with 'alive' instead of 'start'"
}

@test "a missing folder is an error, not an outage" {
    run "$checker" "$folder/none" --from 1 --to 2
    assert_failure 1
    assert_output --partial "none"
}

@test "the moments have to be in order" {
    run "$checker" "$folder" --from 2 --to 2
    assert_failure 2
}
