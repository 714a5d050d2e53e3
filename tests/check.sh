#!/bin/bash
# All tests, as ./dev check runs them: check.sh BUILD_FOLDER
# Ends with one line that counts every test of every kind, and an exit status to match.
set -uo pipefail
cd "$(dirname "$0")/.." || exit

build=$1
rpms=$build/rpms

# shellcheck source=tests/lib/steps.sh
. tests/lib/steps.sh
# shellcheck source=tests/lib/tally.sh
. tests/lib/tally.sh

unmet=0

# A step without tests of its own counts as one.
check_step() {
    if step "$@"; then
        tally_passed=$((tally_passed + 1))
    else
        unmet=$((unmet + 1))
    fi
}

# A step that runs tests: each counts, and one that breaks off without a failed test is a failure too.
test_step() {
    local status=0 failed=$tally_failed log
    step "$@" || status=$?
    log=$(step_log "$steps_done")
    tally "$log"
    grep -E '^(not ok|FAIL:|ERROR:)' "$log" | sed 's/^/    /'
    if [ "$status" -ne 0 ] && [ "$tally_failed" -eq "$failed" ]; then
        unmet=$((unmet + 1))
    fi
}

package_tests() {
    RPM_DIR=$rpms IMAGE_ROOT=$(tests/lab/image.sh build | tail -n 1) bats -F tap tests/rpm
}

distribution() {
    make -C "$build" -j"$(nproc)" distcheck
}

began=$SECONDS
plan_steps 9 "$build/logs/check"
check_step "lint" ./dev lint
check_step "build" ./dev build
test_step "unit and system tests: make distcheck" distribution
check_step "images of the machines" ./dev images
test_step "RPM, built and tested on Debian 13" ./dev rpm
test_step "the packages" package_tests
test_step "the test tools" bats -F tap tests/lib tests/campaign
test_step "the model of the lease" bats -F tap tests/model
export LAB_FIGURES=$build/logs/figures
rm -f "$LAB_FIGURES"
step_deadline=4200
test_step "scenarios on five machines" tests/lab/check.sh --rpm-dir "$rpms"
tally_failed=$((tally_failed + unmet))
sed 's/^/    /' "$LAB_FIGURES" 2>/dev/null
printf 'all of it took %d min %d s; logs are in %s\n' $(((SECONDS - began) / 60)) $(((SECONDS - began) % 60)) \
    "$step_logs"
tally_line
[ "$tally_failed" -eq 0 ]
