# Output, deadlines and polling for the lab's scripts; sourced.
# shellcheck shell=bash disable=SC2034,SC2154

# Seconds with one decimal since the calling script began, from bash's own
# microsecond clock; steps are printed with it.
lab_clock_start=${lab_clock_start:-$EPOCHREALTIME}

# The time between two values of EPOCHREALTIME, in seconds with one decimal.
elapsed() {
    local from=${1/[.,]/} to=${2/[.,]/}
    local tenths=$(((to - from) / 100000))
    printf '%d.%d' $((tenths / 10)) $((tenths % 10))
}

# One line of progress on standard error, with the time since the start.
say() {
    printf '[%6ss] %s\n' "$(elapsed "$lab_clock_start" "$EPOCHREALTIME")" "$*" >&2
}

# Says what is wrong and what to do about it, and ends the script.
die() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# eventually SECONDS CMD... runs CMD until it succeeds; 1 when the time is up.
eventually() {
    local deadline=$((${EPOCHREALTIME/[.,]/} + $1 * 1000000))
    shift
    until "$@"; do
        ((${EPOCHREALTIME/[.,]/} < deadline)) || return 1
        sleep 0.2
    done
}

# Says every ten seconds that TITLE goes on; for the background, beside what it reports on.
# Ends with the script, even if that is killed.
still_going() {
    local title=$1 begin=$EPOCHREALTIME
    # Its last sleep may outlive the script, and is not to keep the lab's lock.
    [[ -z ${lab_lock_fd:-} ]] || exec {lab_lock_fd}>&-
    while sleep 10 && kill -0 $$ 2>/dev/null; do
        say "$title ... $(elapsed "$begin" "$EPOCHREALTIME")s so far"
    done
}

# step TITLE CMD... runs CMD and prints one line: when, what, how long. What CMD
# says is shown only when it fails; the step's own exit code is CMD's.
step() {
    local title=$1 begin=$EPOCHREALTIME output rc=0 reporter took
    shift
    still_going "$title" 3>&- &
    reporter=$!
    output=$("$@" 2>&1) || rc=$?
    kill "$reporter"
    wait "$reporter" 2>/dev/null || true
    took=$(elapsed "$begin" "$EPOCHREALTIME")
    if ((rc == 0)); then
        say "$title ... ok (${took}s)"
        return 0
    fi
    say "$title ... FAILED, exit code $rc (${took}s)"
    printf '%s\n' "$output" | sed 's/^/    /' >&2
    return "$rc"
}

# For scripts that run with errexit: none ends without a word.
fail_loudly() {
    set -o errtrace
    trap 'trap - ERR; say "failed: ${BASH_COMMAND%%$'"'\\n'"'*} (${BASH_SOURCE[0]##*/}, line $LINENO)"' ERR
}
