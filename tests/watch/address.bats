#!/usr/bin/env bats
# What booth-helperd finds wrong with addresses and links, and what it does not.

load helpers

CANARY=10.77.0.200
FLAWS='no interface any more|is down|no carrier|not usable|deprecated|expires|is not where|second copy'

# started NAME ADDRESS [NAME=VALUE...]: a resource that the daemon watches.
started() {
    local name="$1" address="$2"
    shift 2
    run_agent 0 start OCF_RESOURCE_INSTANCE="$name" ip="$address" "$@"
    [ -n "${HELPERD:-}" ] || start_helperd
    assert_logged 10 "$name: watched"
}

# How many incidents of a resource the log tells of.
incidents() { grep -cE -- " $1: .*($FLAWS)" "$HELPERD_LOG"; }
has_incidents() { [ "$(incidents "$2")" = "$1" ]; }

# Everything that happened up to now was seen, and nothing is wrong with these resources: an address that
# goes after it is missed.
assert_nothing_wrong_with() {
    started canary "$CANARY" nic=n0 cidr_netmask=32
    ip -n "$NODE" address del "$CANARY/32" dev n0
    assert_logged 10 "canary: $CANARY is on no interface any more"
    local name
    for name; do
        has_incidents 0 "$name" || fail "$name: $(cat "$HELPERD_LOG")"
    done
}

# Ends when the kernel has told of what carrier says: it may take a second over that.
carrier() {
    local heard="$BATS_TEST_TMPDIR/links" flag
    [ "$1" = up ] && flag=,LOWER_UP || flag=NO-CARRIER
    if [ ! -e "$heard" ]; then
        ip -n "$NODE" -o monitor link >"$heard" 2>&1 3>&- &
        BACKGROUND="${BACKGROUND:-} $!"
        wait_for 10 heard_something "$heard"
    fi
    : >"$heard"
    ip -n "$PEER" link set p0 "$1"
    wait_for 10 grep -q ": n0@.*$flag" "$heard"
}
heard_something() { ip -n "$NODE" link set n1 alias "$RANDOM" && [ -s "$1" ]; }

# The daemon's socket for links and addresses has nothing in it.
notices_taken() { on_node awk '$4 == "00000111" && $5 == 0 { found = 1 } END { exit !found }' /proc/net/netlink; }

# many COUNT add|del: commands for ip -batch; the addresses are nobody's.
many() {
    local i
    for ((i = 0; i < $1; i++)); do
        echo "address $2 10.200.$((i / 250)).$((i % 250 + 1))/32 dev n1"
    done
}

set_on_node() { on_node sh -c 'echo "$1" >"/proc/sys/net/$0"' "$@"; }

@test "a deleted address" {
    started vip "$IP4"
    ip -n "$NODE" address del "$IP4/24" dev n0
    assert_logged 5 "vip: $IP4 is on no interface any more; start put $IP4/24 on n0"
}

@test "a deleted IPv6 address" {
    started vip "$IP6" nodad=true
    ip -n "$NODE" address del "$IP6/64" dev n0
    assert_logged 5 "vip: $IP6 is on no interface any more"
}

@test "an address that is gone when the daemon begins" {
    run_agent 0 start ip="$IP4"
    ip -n "$NODE" address del "$IP4/24" dev n0
    start_helperd
    assert_logged 5 "vip: $IP4 is on no interface any more"
}

@test "an address that was moved" {
    started vip "$IP4"
    ip -n "$NODE" address add "$IP4/24" dev n1
    ip -n "$NODE" address del "$IP4/24" dev n0
    assert_logged 5 "vip: $IP4/24 on n1 is not where start put it"
}

@test "an interface that is down" {
    started vip "$IP4"
    ip -n "$NODE" link set n0 down
    assert_logged 5 "vip: interface n0 is down"
}

@test "a lost carrier, every time" {
    started vip "$IP4"
    carrier down
    assert_logged 5 "vip: interface n0 has no carrier"
    carrier up
    assert_nothing_wrong_with
    carrier down
    wait_for 5 has_incidents 2 vip
}

@test "a carrier that does not matter" {
    started vip "$IP4" check_link_status=false
    carrier down
    carrier up
    assert_nothing_wrong_with vip
}

@test "reload-agent says whether the carrier matters, and changes nothing else" {
    started vip "$IP4"
    local file="$RUN_DIR/booth-agents/vip.state" before
    before=$(sed 's/^check_link=yes$/check_link=no/' "$file")
    grep -qx check_link=yes "$file"
    run_agent 0 reload-agent ip="$IP4" check_link_status=true
    grep -qx check_link=yes "$file"
    run_agent 0 reload-agent ip="$IP4" check_link_status=no arp_count=9
    [ "$(cat "$file")" = "$before" ]
    run_agent 6 reload-agent ip="$IP4" check_link_status=perhaps
    [ "$(cat "$file")" = "$before" ]
    carrier down
    carrier up
    assert_nothing_wrong_with vip
}

@test "a state file of an older version: the carrier matters" {
    run_agent 0 start ip="$IP4"
    sed -i -e '/^check_link=/d' -e '/^may_deprecate=/d' "$RUN_DIR/booth-agents/vip.state"
    start_helperd
    assert_logged 10 "vip: watched"
    ip -n "$PEER" link set p0 down
    assert_logged 5 "vip: interface n0 has no carrier"
}

@test "an interface that is removed" {
    started vip "$IP4"
    ip -n "$NODE" link del n0
    assert_logged 5 "vip: $IP4 is on no interface any more; start put $IP4/24 on n0"
}

@test "an interface that gets another name, or enters and leaves a bridge" {
    started vip "$IP4" nic=n1 cidr_netmask=24
    ip -n "$NODE" link set n1 down
    assert_logged 5 "vip: interface n1 is down"
    ip -n "$NODE" link set n1 name lan1
    ip -n "$NODE" link set lan1 up
    started other 10.77.0.101 nic=lan1 cidr_netmask=24
    ip -n "$NODE" link add br0 type bridge
    ip -n "$NODE" link set lan1 master br0
    ip -n "$NODE" link set lan1 nomaster
    assert_nothing_wrong_with other
    has_incidents 1 vip
    ip -n "$PEER" link set p1 down
    assert_logged 5 "vip: interface lan1 has no carrier"
}

@test "a duplicate that the kernel finds" {
    # Then the kernel keeps the address when the interface goes down, and asks for it again afterwards.
    set_on_node ipv6/conf/n0/keep_addr_on_down 1
    started vip "$IP6" check_link_status=false
    ip -n "$PEER" address add "$IP6/64" dev p0 nodad
    ip -n "$NODE" link set n0 down
    ip -n "$NODE" link set n0 up
    assert_logged 10 "vip: $IP6/64 on n0 is not usable: another host has this address"
    has_incidents 1 vip
}

@test "an address that is deprecated, unless that was asked for" {
    started vip "$IP4"
    started old 10.77.0.101 preferred_lft=0
    ip -n "$NODE" address change "$IP4/24" dev n0 preferred_lft 0
    assert_logged 5 "vip: $IP4/24 on n0 is deprecated"
    assert_nothing_wrong_with old
}

@test "a secondary address that becomes the first" {
    set_on_node ipv4/conf/n0/promote_secondaries 1
    started vip "$IP4"
    dump | grep -q "$IP4/24.*secondary"
    ip -n "$NODE" address del 10.77.0.1/24 dev n0
    assert_has "$IP4/24" n0
    assert_nothing_wrong_with vip
}

@test "an address that the kernel takes along" {
    set_on_node ipv4/conf/n0/promote_secondaries 0
    set_on_node ipv4/conf/all/promote_secondaries 0
    started vip "$IP4"
    ip -n "$NODE" address del 10.77.0.1/24 dev n0
    assert_logged 5 "vip: $IP4 is on no interface any more"
}

# Stopping the first address of a subnet may do that to the others (core::dependents).
@test "an address that an action takes away for a moment and puts back" {
    started vip "$IP4"
    exec 8<"$RUN_DIR/booth-agents/addresses.lock"
    flock 8
    ip -n "$NODE" address del "$IP4/24" dev n0
    wait_for 5 notices_taken
    ip -n "$NODE" address add "$IP4/24" dev n0
    exec 8<&-
    assert_nothing_wrong_with vip
}

@test "an address that an action takes away, and then hangs" {
    started vip "$IP4"
    exec 8<"$RUN_DIR/booth-agents/addresses.lock"
    flock 8
    ip -n "$NODE" address del "$IP4/24" dev n0
    assert_logged 10 "vip: $IP4 is on no interface any more"
}

@test "a notice that another program sent" {
    started vip "$IP4"
    started other 10.77.0.101
    on_node python3 - "$IP4" <<'END'
import socket, struct, sys
name, groups = "/proc/self/net/netlink", 0x111  # links, IPv4 and IPv6 addresses
ports = [int(line.split()[2]) for line in open(name) if line.split()[3:4] == ["%08x" % groups]]
assert len(ports) == 1, open(name).read()
index = socket.if_nametoindex("n0")
attributes = b"".join(struct.pack("HH", 8, kind) + socket.inet_aton(sys.argv[1]) for kind in (1, 2))
body = struct.pack("BBBBI", socket.AF_INET, 24, 0x80, 0, index) + attributes
message = struct.pack("IHHII", 16 + len(body), 21, 0, 0, 0) + body  # RTM_DELADDR
with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as stranger:
    stranger.sendto(message, (ports[0], 0))
END
    assert_nothing_wrong_with vip other
}

@test "a stop" {
    started vip "$IP4"
    run_agent 0 stop ip="$IP4"
    assert_logged 5 "vip: stopped"
    assert_nothing_wrong_with vip
}

@test "a second copy of the address" {
    started vip "$IP4"
    ip -n "$NODE" address add "$IP4/32" dev n1
    assert_nothing_wrong_with vip
}

@test "notices that were lost" {
    started vip "$IP4"
    started lost 10.77.0.101
    kill -STOP "$HELPERD"
    many 20000 add | ip -n "$NODE" -batch -
    ip -n "$NODE" address del 10.77.0.101/24 dev n0
    kill -CONT "$HELPERD"
    assert_logged 20 "some were lost: everything is read anew \(1 times"
    assert_logged 20 "lost: 10.77.0.101 is on no interface any more"
    assert_nothing_wrong_with vip
}

# Nanoseconds of processor time so far, and kilobytes of memory.
cpu_of() { cut -d' ' -f1 "/proc/$1/schedstat"; }
memory_of() { sed -n 's/^VmRSS:[[:space:]]*\([0-9]*\) kB/\1/p' "/proc/$1/status"; }

# The daemon takes less than a thousandth of a processor for so many seconds, and has less than 16 MiB.
assert_small_and_idle() {
    local before after
    before=$(cpu_of "$HELPERD")
    sleep "$1"
    after=$(cpu_of "$HELPERD")
    echo "# $(((after - before) / 1000 / $1)) us of processor time per second, $(memory_of "$HELPERD") kB"
    [ $((after - before)) -lt $(($1 * 1000000)) ] || fail "too busy"
    [ "$(memory_of "$HELPERD")" -lt 16384 ] || fail "too large"
}

@test "64 watches and 10,000 addresses cost next to nothing, also after storms and lost notices" {
    local i
    for i in $(seq 1 64); do
        started "vip$i" "10.79.0.$i" nic=n0 cidr_netmask=32
    done
    many 10000 add | ip -n "$NODE" -batch -
    assert_small_and_idle 10
    kill -STOP "$HELPERD"
    many 10000 del | ip -n "$NODE" -batch -
    many 10000 add | ip -n "$NODE" -batch -
    kill -CONT "$HELPERD"
    assert_logged 20 "some were lost"
    assert_nothing_wrong_with vip1 vip64
    # Without a cluster its report is tried again and again.
    run_agent 0 stop OCF_RESOURCE_INSTANCE=canary ip="$CANARY" nic=n0 cidr_netmask=32
    assert_logged 10 "canary: stopped"
    assert_small_and_idle 10
}
