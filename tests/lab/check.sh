#!/bin/bash
# Runs scenarios on five machines and prints TAP: check.sh [--rpm-dir DIR] [SCENARIO...]
set -euo pipefail
lab_here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=life.sh
. "$lab_here/life.sh"
fail_loudly

usage() {
    cat <<USAGE
usage: check.sh [--rpm-dir DIR] [SCENARIO...]
Runs the scenarios (by default all) on a lab of five machines with the RPMs of
DIR; without --rpm-dir the stock agents stand in for ours. A lab that is up
(lab.sh up) and has the same RPMs is used and stays up.
  $(scenario_names | tr '\n' ' ')
USAGE
}

scenario_names() {
    local file
    for file in "$lab_here"/scenarios/*.bats; do
        basename "$file" .bats
    done
}

# The files of the scenarios that were asked for, a line each.
scenario_files() {
    local name
    # shellcheck disable=SC2046 # names without blanks
    (($# > 0)) || set -- $(scenario_names)
    for name in "$@"; do
        name=$(basename "$name" .bats)
        [[ -e $lab_here/scenarios/$name.bats ]] ||
            die "there is no scenario '$name': there are $(scenario_names | tr '\n' ' ')"
        echo "$lab_here/scenarios/$name.bats"
    done
}

# A lab that was left up serves if it holds just what is to be tested.
lab_is_reusable() {
    [[ -e $lab_folder/kept ]] || return 1
    [[ $(cat "$lab_folder/payload") == "$(payload_of "$1")" ]] ||
        die "the lab that is up has other RPMs: take it down first ('lab.sh down')"
}

# A run without a test, or one that was cut short, is a failure too.
run_scenarios() {
    local rc=0 tap
    tap=$(mktemp)
    BATS_TEST_TIMEOUT=400 timeout -k 30 4500 bats -F tap "$@" </dev/null | tee "$tap" || rc=$?
    grep -q '^ok ' "$tap" || rc=1
    rm -f "$tap"
    return "$rc"
}

main() {
    local rpms='' files
    case ${1:-} in
        --rpm-dir) rpms=$(realpath "${2:?--rpm-dir needs a folder}") && shift 2 ;;
        -h | --help | help) usage && exit 0 ;;
        -*) usage >&2 && exit 2 ;;
    esac
    files=$(scenario_files "$@")
    [[ $rpms ]] || say "without --rpm-dir: the stock agents are tested"
    lab_take
    lab_is_reusable "$rpms" || lab_up "$rpms"
    export LAB_RPMS=$rpms
    # shellcheck disable=SC2086 # one file per line, and no path of ours has blanks
    run_scenarios $files
}

main "$@"
