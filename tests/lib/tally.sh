# shellcheck shell=bash
# Counts the results of any run that spoke TAP or ended with automake's summary. Sourced by bash.
#
# tally FILE...: adds to tally_passed, tally_failed, tally_skipped. A suite that ran no test proves
# nothing (an empty bats run exits 0), so it counts as a failure.

tally_passed=0
tally_failed=0
tally_skipped=0

# Automake prints "# PASS:  19"; plain TAP is counted line by line.
tally() {
    local file passed failed skipped
    for file in "$@"; do
        if grep -q '^# TOTAL:' "$file"; then
            passed=$(tally_summary PASS "$file")
            failed=$(($(tally_summary FAIL "$file") + $(tally_summary ERROR "$file") + $(tally_summary XPASS "$file")))
            skipped=$(tally_summary SKIP "$file")
        else
            skipped=$(tally_lines '^ok [0-9]+.*# skip' "$file")
            passed=$(($(tally_lines '^ok [0-9]+' "$file") - skipped))
            failed=$(tally_lines '^not ok [0-9]+' "$file")
        fi
        [ "$((passed + failed + skipped))" -gt 0 ] || failed=1
        tally_passed=$((tally_passed + passed))
        tally_failed=$((tally_failed + failed))
        tally_skipped=$((tally_skipped + skipped))
    done
}

tally_lines() {
    grep -cE "$1" "$2" || true
}

# The sum over every summary in the file (a distcheck prints two).
tally_summary() {
    sed -n "s/^# $1: *\([0-9]*\)\$/\1/p" "$2" | awk '{ sum += $1 } END { print sum + 0 }'
}

tally_line() {
    printf '%d passed, %d failed, %d skipped\n' "$tally_passed" "$tally_failed" "$tally_skipped"
}
