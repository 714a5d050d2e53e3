# A node and a neighbour, joined by a cable, for the tests of booth-ip.
#
#   node:      n0 10.77.0.1/24 2001:db8:77::1/64    n1 (second cable, no address)
#   neighbour: p0 10.77.0.2/24 2001:db8:77::2/64    p1

IP4=10.77.0.100
IP6=2001:db8:77::100

: "${BOOTH_HELPERD:=$BATS_CWD/booth-helperd}"

# booth-helperd watches, without which a monitor is not satisfied.
setup() {
    set_up_node
    start_helperd
}

# Everything of one test has its own names, so that tests and other users of the machine do not meet.
set_up_node() {
    [ "$(id -u)" = 0 ] || skip "needs root: network namespaces"
    NODE="bip$$-${BATS_TEST_NUMBER}n"
    PEER="bip$$-${BATS_TEST_NUMBER}p"
    RUN_DIR="$BATS_TEST_TMPDIR/run"
    mkdir -p "$RUN_DIR"
    make_network
}

teardown() {
    [ "$(id -u)" = 0 ] || return 0
    local pid ns
    for pid in ${BACKGROUND:-}; do
        kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true
    done
    for ns in "$NODE" "$PEER"; do
        end_processes "$ns"
        ip netns del "$ns" 2>/dev/null || true
    done
    leak_check
}

# The announcing processes that a test left behind keep their namespace: end them, by pid.
end_processes() {
    local pid
    for pid in $(ip netns pids "$1" 2>/dev/null); do
        kill -9 "$pid" 2>/dev/null || true
    done
}

leak_check() {
    ! ip netns list | grep -q "^bip$$-"
}

make_network() {
    ip netns add "$NODE"
    ip netns add "$PEER"
    local i
    for i in 0 1; do
        ip -n "$NODE" link add "n$i" type veth peer name "p$i" netns "$PEER"
        # No link-local addresses, whose duplicate detection only takes time.
        ip -n "$NODE" link set "n$i" addrgenmode none up
        ip -n "$PEER" link set "p$i" addrgenmode none up
    done
    ip -n "$NODE" link set lo up
    ip -n "$NODE" address add 10.77.0.1/24 dev n0
    ip -n "$PEER" address add 10.77.0.2/24 dev p0
    ip -n "$NODE" address add 2001:db8:77::1/64 dev n0 nodad
    ip -n "$PEER" address add 2001:db8:77::2/64 dev p0 nodad
}

on_node() { ip netns exec "$NODE" "$@"; }
on_peer() { ip netns exec "$PEER" "$@"; }

# Runs a command on the node with the test's own folder in place of the one that holds the state folder.
with_state() {
    # shellcheck disable=SC2016
    timeout 60 nsenter --net="/run/netns/$NODE" unshare --mount sh -c \
        'mount --bind "$0" "$1" && shift && exec "$@"' "$RUN_DIR" "$(dirname "$STATE_DIR")" "$@"
}

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
    wait_for 10 is_serving
}

is_serving() { on_node grep -q " @booth-helperd" /proc/net/unix; }

end_helperd() {
    kill "$HELPERD"
    wait_for 10 refute is_serving
}

# run_agent CODE ACTION [NAME=VALUE...]: the action as Pacemaker runs it, on the node; fails unless it ends with
# CODE. OCF_NAME is a variable of the environment, any other name a parameter. Sets $output (what it wrote)
# and $reason (the exit reason).
run_agent() {
    local expected="$1" action="$2" code=0 pair
    shift 2
    local variables=(OCF_RESOURCE_INSTANCE=vip)
    for pair; do
        case "$pair" in
        OCF_*) variables+=("$pair") ;;
        *) variables+=("OCF_RESKEY_$pair") ;;
        esac
    done
    echo "# $action $* (expecting $expected)"
    output=$(with_state env -i "${variables[@]}" "$BOOTH_HELPER" ocf ip "$action" 2>&1 3>&-) || code=$?
    echo "$output"
    reason=$(sed -n 's/^ocf-exit-reason://p' <<<"$output" | tail -n 1)
    [ "$code" = "$expected" ] || fail "$action ended with $code instead of $expected"
    case "$code" in
    0 | 7) [ -z "$output" ] || fail "$action is not silent" ;;
    *) [ "$(grep -c . <<<"$output")" = 1 ] && [ -n "$reason" ] || fail "$action does not write one reason" ;;
    esac
}

fail() {
    echo "FAILED: $*" >&2
    return 1
}

# A command that must fail. A plain "! command" would not end a test: errexit ignores it.
refute() { ! "$@" || fail "succeeded: $*"; }

# The addresses of the node, as text to compare.
dump() { ip -n "$NODE" -o address show | sed -e 's/valid_lft.*//' -e 's/[[:space:]]\+/ /g'; }

# has ADDRESS/PREFIX INTERFACE
has() { ip -n "$NODE" -o address show dev "$2" | grep -qF " $1 "; }

assert_has() { has "$@" || fail "$1 is not on $2: $(dump)"; }
assert_has_not() { ! has "$@" || fail "$1 is on $2"; }
assert_nowhere() { ! dump | grep -qF " $1/" || fail "$1 is still there: $(dump)"; }
assert_reason() { grep -qF -- "$1" <<<"$reason" || fail "the reason does not say \"$1\": $reason"; }

# wait_for SECONDS COMMAND...: polls until the command succeeds.
wait_for() {
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        [ "$SECONDS" -lt "$end" ] || fail "gave up waiting for: $*" || return 1
        sleep 0.02
    done
}

# Starts the witness on an interface of the neighbour; what it hears is in $HEARD.
listen() {
    HEARD="$BATS_TEST_TMPDIR/heard"
    : >"$HEARD"
    ip netns exec "$PEER" "$WITNESS" "$1" 30 >"$HEARD" 3>&- &
    BACKGROUND="${BACKGROUND:-} $!"
    wait_for 10 grep -q ready "$HEARD"
}

# heard LEAST PATTERN: at least that many packets that match.
heard() { [ "$(grep -c -- "$2" "$HEARD")" -ge "$1" ]; }

mac_of() { ip netns exec "$1" cat "/sys/class/net/$2/address"; }

# Whether the neighbour reaches an address: nothing listens on the port, so only the node itself can refuse.
reaches() { on_peer timeout 3 bash -c ": <'/dev/tcp/$1/9'" 2>&1 3>&- | grep -qi refused; }

# The hardware address that the neighbour has for an address.
known_mac() { ip -n "$PEER" neigh show "$1" dev p0 | sed -n 's/.*lladdr \([0-9a-f:]*\).*/\1/p'; }
