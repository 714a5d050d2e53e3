#!/usr/bin/env bats
# The counting of results: what it must never do is find fewer failures than there are.

setup() {
    # shellcheck source=tests/lib/tally.sh
    . "$BATS_TEST_DIRNAME/tally.sh"
    log=$BATS_TEST_TMPDIR/log
}

@test "plain TAP is counted line by line" {
    printf '1..4\nok 1 a\nok 2 b # skip no root\nnot ok 3 c\nok 4 d\n' >"$log"
    tally "$log"
    [ "$(tally_line)" = "2 passed, 1 failed, 1 skipped" ]
}

@test "automake's summaries are added up" {
    printf '# TOTAL: 3\n# PASS:  2\n# SKIP:  1\n# XFAIL: 0\n# FAIL:  0\n# XPASS: 0\n# ERROR: 0\n' >"$log"
    printf '# TOTAL: 3\n# PASS:  1\n# SKIP:  0\n# XFAIL: 0\n# FAIL:  1\n# XPASS: 0\n# ERROR: 1\n' >>"$log"
    tally "$log"
    [ "$(tally_line)" = "3 passed, 2 failed, 1 skipped" ]
}

@test "a run without a single test is a failure" {
    printf '1..0\n' >"$log"
    tally "$log"
    [ "$(tally_line)" = "0 passed, 1 failed, 0 skipped" ]
}

@test "several files are added up" {
    printf '1..1\nok 1 a\n' >"$log"
    tally "$log" "$log"
    [ "$(tally_line)" = "2 passed, 0 failed, 0 skipped" ]
}
