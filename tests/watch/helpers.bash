# A node (tests/ip/helpers.bash) with a booth-helperd on it.
load ../ip/helpers.bash

: "${BOOTH_HELPERD:=$BATS_CWD/booth-helperd}"

# start_helperd [OPTION...]: its log is in $HELPERD_LOG, its pid in $HELPERD.
start_helperd() {
    HELPERD_LOG="$BATS_TEST_TMPDIR/helperd.log"
    HELPERD_PID_FILE="$BATS_TEST_TMPDIR/helperd.pid"
    # shellcheck disable=SC2016
    nsenter --net="/run/netns/$NODE" unshare --mount sh -c \
        'mount --bind "$0" "$1" && echo $$ >"$2" && shift 2 && exec "$@"' \
        "$RUN_DIR" "$(dirname "$STATE_DIR")" "$HELPERD_PID_FILE" \
        "$BOOTH_HELPERD" --foreground --log-level debug --config /nonexistent "$@" >"$HELPERD_LOG" 2>&1 3>&- &
    BACKGROUND="${BACKGROUND:-} $!"
    wait_for 10 test -s "$HELPERD_PID_FILE"
    HELPERD=$(cat "$HELPERD_PID_FILE")
}

# The daemon's log says something that matches.
logged() { grep -qE -- "$1" "$HELPERD_LOG"; }
assert_logged() { wait_for "$1" logged "$2" || fail "the log does not say \"$2\": $(cat "$HELPERD_LOG")"; }
