#!/usr/bin/env bats
# What the neighbours hear of an address.

load helpers

@test "start announces in both forms of gratuitous ARP before it returns" {
    listen p0
    run_agent 0 start ip=$IP4 arp_count=1
    mac=$(mac_of "$NODE" n0)
    wait_for 5 heard 1 "^arp request $mac $IP4 $IP4"
    wait_for 5 heard 1 "^arp reply $mac $IP4 $IP4"
}

@test "a neighbour that knew another host's address learns the new one" {
    ip -n "$PEER" neigh replace $IP4 lladdr 02:00:00:00:00:99 dev p0 nud reachable
    on_peer sysctl -qw net.ipv4.neigh.p0.locktime=0
    run_agent 0 start ip=$IP4
    mac=$(mac_of "$NODE" n0)
    wait_for 5 sh -c "ip -n '$PEER' neigh show $IP4 dev p0 | grep -q $mac"
}

@test "arp_count announcements go out, arp_interval apart" {
    listen p0
    run_agent 0 start ip=$IP4 arp_count=4 arp_interval=100
    wait_for 10 heard 4 "^arp request .* $IP4 $IP4"
    wait_for 10 detached_gone
    [ "$(grep -c "^arp request .* $IP4 $IP4" "$HEARD")" = 4 ]
}

# What runs on the node beside booth-helperd.
detached() { ip netns pids "$NODE" | grep -vx "$HELPERD"; }
detached_gone() { refute detached; }

@test "arp_count=0 announces nothing" {
    listen p0
    run_agent 0 start ip=$IP4 arp_count=0
    reaches $IP4
    wait_for 5 heard 1 "^arp"
    refute grep "^arp request .* $IP4 $IP4" "$HEARD"
}

@test "nothing is announced after stop" {
    listen p0
    run_agent 0 start ip=$IP4 arp_count=100 arp_interval=20
    wait_for 10 heard 3 "^arp request .* $IP4 $IP4"
    run_agent 0 stop ip=$IP4
    count=$(grep -c "^arp" "$HEARD")
    wait_for 10 detached_gone
    # At most the one that was under way to the witness when stop returned.
    [ "$(grep -c "^arp" "$HEARD")" -le $((count + 2)) ]
    grep -c . "$HEARD"
}

@test "an address that something else removed is not announced any more" {
    run_agent 0 start ip=$IP4 arp_count=100 arp_interval=300
    ip -n "$NODE" address del $IP4/24 dev n0
    # Unnoticed, it would go on for half a minute.
    wait_for 10 detached_gone
}

@test "the announcing process holds no descriptor of its parent's" {
    output=$(with_state env OCF_RESOURCE_INSTANCE=vip OCF_RESKEY_ip=$IP4 OCF_RESKEY_arp_count=50 \
        OCF_RESKEY_arp_interval=1000 "$BOOTH_HELPER" ocf ip start 7>"$BATS_TEST_TMPDIR/held" 3>&-)
    pid=$(detached)
    [ "$(wc -w <<<"$pid")" = 1 ]
    ls -l "/proc/$pid/fd"
    [ "$(stat -Lc %t:%T "/proc/$pid/fd/1")" = "$(stat -c %t:%T /dev/null)" ]
    refute grep -F "$BATS_TEST_TMPDIR" <<<"$(ls -l "/proc/$pid/fd")"
    # A session of its own, so that the executor's kill does not reach it.
    [ "$(ps -o sid= -p "$pid")" -ne "$(ps -o sid= -p $$)" ]
}

@test "monitor announces again when arp_count_refresh says so" {
    run_agent 0 start ip=$IP4 arp_count=0
    listen p0
    run_agent 0 monitor ip=$IP4
    run_agent 0 monitor ip=$IP4 arp_count_refresh=2 arp_interval=20
    wait_for 5 heard 2 "^arp request .* $IP4 $IP4"
    wait_for 10 detached_gone
    [ "$(grep -c "^arp request .* $IP4 $IP4" "$HEARD")" = 2 ]
}

@test "IPv6 is announced by an advertisement that overrides, from the address itself" {
    listen p0
    run_agent 0 start ip=$IP6 nodad=true arp_count=1
    wait_for 5 heard 1 "^na 20 255 $IP6 $IP6"
}

@test "IPv6 of a forwarding node keeps the router flag" {
    on_node sysctl -qw net.ipv6.conf.n0.forwarding=1
    listen p0
    run_agent 0 start ip=$IP6 nodad=true arp_count=1
    wait_for 5 heard 1 "^na a0 255 $IP6 $IP6"
}

# The address must work for a neighbour within 50 ms of start's beginning; the machine is shared, so one of
# several attempts must be that fast.
@test "a neighbour reaches the address within 50 ms of start's beginning" {
    ip -n "$PEER" neigh replace $IP4 lladdr 02:00:00:00:00:99 dev p0 nud reachable
    on_peer sysctl -qw net.ipv4.neigh.p0.locktime=0
    best=1000000
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        listen p0
        run_timed_start
        wait_for 5 heard 1 "^arp reply"
        run_agent 0 stop ip=$IP4
        [ "$took" -ge "$best" ] || best=$took
    done
    echo "best: $best us"
    [ "$best" -lt 50000 ]
}

# In one shell inside the namespaces, so that only start itself is measured.
run_timed_start() {
    # shellcheck disable=SC2016
    took=$(with_state env OCF_RESOURCE_INSTANCE=vip OCF_RESKEY_ip=$IP4 bash -c \
        'a=${EPOCHREALTIME/./}; "$0" ocf ip start >&2 || exit; b=${EPOCHREALTIME/./}; echo $((b - a))' \
        "$BOOTH_HELPER" 3>&-)
    reaches $IP4
}
