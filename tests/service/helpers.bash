# Runs booth-helper and a real boothd in a node of their own: a network namespace, and a mount
# namespace with a private /run, /etc/booth and the cluster's user. Nothing of it outlives the test.

: "${HELPER:=$BATS_CWD/booth-helper}"
: "${BOOTH_HELPERD:=$BATS_CWD/booth-helperd}"
: "${CURE:=$BATS_CWD/tests/service/recvmsg_done.so}"
SITE=192.0.2.1
CONFIG=/etc/booth/booth.conf
LOCK=/run/booth/booth.pid
STATE=/run/booth-agents/booth-service.state

requires() {
    [ "$(id -u)" -eq 0 ] || skip "needs root, for namespaces"
    local program
    for program in boothd unshare nsenter ip; do
        command -v "$program" >/dev/null || skip "needs $program"
    done
}

# retry SECONDS COMMAND...: until it succeeds, or fails when the time is over.
retry() {
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        [ "$SECONDS" -lt "$end" ] || { echo "gave up waiting for: $*" >&2; return 1; }
        sleep 0.02
    done
}

# refute COMMAND...: it must fail. (A plain "! COMMAND" never fails a test unless it is its last line.)
refute() {
    if "$@"; then
        echo "should have failed: $*"
        return 1
    fi
}

NODE_SETUP='
set -e
mount -t tmpfs -o mode=755 none /run
mkdir /run/lock /run/etc
for file in passwd group; do
    { grep -v -e ^hacluster: -e ^haclient: "/etc/$file" || true; } >"/run/etc/$file"
done
echo "hacluster:x:64990:64990::/:/bin/false" >>/run/etc/passwd
echo "haclient:x:64990:" >>/run/etc/group
mount --bind /run/etc/passwd /etc/passwd
mount --bind /run/etc/group /etc/group
mount -t tmpfs -o mode=755 none /etc/booth
ip link set lo up
: >/run/ready
exec sleep 3600'

is_ready() {
    [ -e "/proc/$NODE/root/run/ready" ]
}

open_node() {
    requires
    unshare --mount --net --propagation private sh -c "$NODE_SETUP" >"$BATS_TEST_TMPDIR/node.log" 2>&1 3>&- &
    NODE=$!
    retry 10 is_ready || { cat "$BATS_TEST_TMPDIR/node.log"; return 1; }
    in_node ip address add "$SITE/32" dev lo
    start_helperd
}

# booth-helperd watches, without which a monitor is not satisfied.
start_helperd() {
    in_node sh -c 'echo $$ >/run/helperd.pid; exec "$@"' sh "$BOOTH_HELPERD" --foreground --config /nonexistent \
        >"$BATS_TEST_TMPDIR/helperd.log" 2>&1 3>&- &
    retry 10 is_serving
}

is_serving() {
    in_node grep -q " @booth-helperd" /proc/net/unix
}

end_helperd() {
    kill "$(in_node cat /run/helperd.pid)"
    retry 10 refute is_serving
}

# The pids of what lives in the node's network namespace.
node_pids() {
    local namespace
    namespace=$(readlink "/proc/$NODE/ns/net" | sed 's/[][]/\\&/g')
    find /proc/[0-9]*/ns/net -maxdepth 0 -lname "$namespace" 2>/dev/null | cut -d / -f 3
}

# Ends all of it by pid: it is this test's.
close_node() {
    [ -n "${NODE:-}" ] || return 0
    local pid
    for pid in $(node_pids); do
        kill -KILL "$pid" 2>/dev/null || true
    done
    wait "$NODE" 2>/dev/null || true
}

in_node() {
    nsenter --target "$NODE" --mount --net --root --wd=/ -- "$@"
}

# write_config [LINE...]: a good configuration, with more lines at its end.
write_config() {
    {
        printf '%s\n' 'port = 9929' "site = \"$SITE\"" 'site = "192.0.2.2"' 'arbitrator = "192.0.2.3"'
        [ $# -eq 0 ] || printf '%s\n' "$@"
    } | in_node tee "$CONFIG" >/dev/null
}

# write_key [TEXT]: for all configurations that name it.
write_key() {
    printf '%s' "${1:-0123456789abcdef}" | in_node tee /etc/booth/booth.key >/dev/null
    in_node chmod 600 /etc/booth/booth.key
}

# act CODE ACTION [NAME=VALUE...]: one action, whose exit code must be CODE; its output is in $output.
act() {
    local expected=$1 action=$2
    shift 2
    run in_node timeout --foreground 60 env "LD_PRELOAD=${PRELOAD-$CURE}" OCF_RESOURCE_INSTANCE=booth-service \
        "OCF_RESKEY_config=$CONFIG" OCF_RESKEY_CRM_meta_timeout=20000 "$@" "$HELPER" ocf service "$action"
    echo "# $action $* -> $status: $output"
    [ "$status" -eq "$expected" ] || { echo "expected exit code $expected, got $status"; return 1; }
}

# reason TEXT: the last action's exit reason contains it.
reason() {
    grep -F -e "ocf-exit-reason:" <<<"$output" | tail -n 1 | grep -q -F -e "$1" ||
        { echo "no such reason: $1"; return 1; }
}

has_reason() {
    grep -q -F -e "ocf-exit-reason:" <<<"$output"
}

# A boothd that has the ticket T, and a crm_ticket that takes ever longer while /run/slow is there:
# boothd is single-threaded and waits for it.
start_with_slow_ticket() {
    in_node mkdir -p /run/bin
    printf '#!/bin/sh\n[ ! -e /run/slow ] || sleep "$(cat /run/slow)"\nexit 1\n' |
        in_node tee /run/bin/crm_ticket >/dev/null
    in_node chmod 755 /run/bin/crm_ticket
    in_node tee "$CONFIG" >/dev/null <<<"site = \"$SITE\"
ticket = \"T\"
expire = 30
timeout = 1
retries = 3"
    act 0 start "PATH=/run/bin:$PATH"
    in_node sh -c "echo $1 >/run/slow"
    in_node timeout 1 env "LD_PRELOAD=$CURE" boothd client grant -s "$SITE" T >/dev/null 2>&1 3>&- || true
    retry 10 has_child "$(boothd_pid)"
}

has_child() {
    [ -n "$(ps -o pid= --ppid "$1")" ]
}

boothd_pid() {
    in_node sed -n 's/^pid=//p' "$STATE"
}

# Or waits to be collected. It may go while it is looked at.
is_gone() {
    local state
    state=$(sed -n 's/^State:[[:space:]]*//p' "/proc/$1/status" 2>/dev/null) || return 0
    [[ $state == Z* ]]
}

# The pids of every boothd in the node.
daemons() {
    local pid
    for pid in $(node_pids); do
        if [[ "$(readlink "/proc/$pid/exe")" = */boothd* ]]; then
            echo "$pid"
        fi
    done
}

count_daemons() {
    daemons | wc -l
}

# Every test has a node of its own; a file whose tests write their own configurations has its own setup.
setup() {
    open_node
    write_config
}

teardown() {
    close_node
}
