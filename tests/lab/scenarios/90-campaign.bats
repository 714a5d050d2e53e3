#!/usr/bin/env bats
# The short fault campaign: six rows of tests/campaign/rows.bash, once each. In none are two sites active at
# once, by witnesses that write every 20 ms.
# Needs our RPM and a fresh lab. Leaves one that the next scenario makes anew.
# shellcheck disable=SC2154

load helpers
# shellcheck source-path=SCRIPTDIR source=../../campaign/lab.bash
. "$BATS_TEST_DIRNAME/../../campaign/lab.bash"
# shellcheck source-path=SCRIPTDIR source=../../campaign/observe.bash
. "$BATS_TEST_DIRNAME/../../campaign/observe.bash"

setup_file() {
    [[ ${LAB_RPMS:-} ]] || {
        echo "our agents are not in the lab: start it with --rpm-dir"
        return 1
    }
    need_fresh_lab && lab_is_touched && campaign_prepare own
}

teardown_file() {
    rm -f "$lab_folder/campaign"
}

setup() { agent_types own; }

fact_of() { sed -n "s/^$1 //p" "$BATS_TEST_TMPDIR/facts"; }

# judged NAME: a number of the checker's.
judged() {
    python3 -I -S -c 'import json, sys; print(json.load(open(sys.argv[1]))[sys.argv[2]])' \
        "$BATS_TEST_TMPDIR/checker.json" "$1"
}

assert_safe() {
    observe "$1" "${2:-1}" "$BATS_TEST_TMPDIR" || fail "$1: $(fact_of error)"
    say_figure "campaign, $1: overlap $(judged overlap) s, outage $(judged outage) s, active at $(fact_of active_at)"
    assert_equal "$(judged unexplained)" "[]"
    assert_equal "$(judged overlap)" 0.0
    assert_equal "$(fact_of recovered)" yes
    assert_equal "$(fact_of healed)" yes
}

@test "boothd hangs at the holder" { assert_safe boothd-stopped; }
@test "boothd killed, and cannot start on either node" { assert_safe boothd-no-start; }
@test "the booth resources are disabled" { assert_safe booth-disabled; }
@test "the booth resources have failed too often" { assert_safe booth-failed; }
@test "the site is cut off from everybody" { assert_safe cut-off; }
@test "helperd and boothd hang" { assert_safe both-stopped; }
