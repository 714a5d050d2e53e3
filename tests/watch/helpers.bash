# A node (tests/ip/helpers.bash) with a booth-helperd on it.
load ../ip/helpers.bash

# A test here says itself when its booth-helperd starts (start_helperd).
setup() {
    set_up_node
}

# The daemon's log says something that matches.
logged() { grep -qE -- "$1" "$HELPERD_LOG"; }
assert_logged() { wait_for "$1" logged "$2" || fail "the log does not say \"$2\": $(cat "$HELPERD_LOG")"; }
