#!/usr/bin/env bats
# booth-ip stop.

load helpers

started() { [ -e "$RUN_DIR/booth-agents/vip.state" ]; }

@test "stop removes the address, and stopping again is no error" {
    run_agent 0 start ip=$IP4
    run_agent 0 stop ip=$IP4
    assert_nowhere $IP4
    refute started
    run_agent 0 stop ip=$IP4
    run_agent 7 monitor ip=$IP4
}

@test "stop removes it although the route to its network is gone" {
    run_agent 0 start ip=$IP4
    ip -n "$NODE" route del 10.77.0.0/24 dev n0
    run_agent 0 stop ip=$IP4
    assert_nowhere $IP4
}

@test "stop removes it although a more specific route appeared" {
    run_agent 0 start ip=$IP4
    ip -n "$NODE" route add 10.77.0.96/28 dev n1
    run_agent 0 monitor ip=$IP4
    run_agent 0 stop ip=$IP4
    assert_nowhere $IP4
}

@test "stop removes it although the interface is down" {
    run_agent 0 start ip=$IP4
    ip -n "$NODE" link set n0 down
    run_agent 0 stop ip=$IP4
    assert_nowhere $IP4
}

@test "stop works although the interface is gone" {
    run_agent 0 start ip=$IP4
    ip -n "$NODE" link del n0
    run_agent 0 stop ip=$IP4
    run_agent 7 monitor ip=$IP4
}

@test "stop goes by the state file when the parameters are malformed, changed or missing" {
    for parameters in "ip=garbage" "" "ip=10.77.0.55" "ip=$IP4 nic=none cidr_netmask=999 arp_count=x"; do
        run_agent 0 start ip=$IP4
        # shellcheck disable=SC2086
        run_agent 0 stop $parameters
        assert_nowhere $IP4
    done
}

@test "stop with neither state file nor valid address has nothing to do" {
    before=$(dump)
    run_agent 0 stop ip=garbage
    run_agent 0 stop
    [ "$(dump)" = "$before" ]
}

@test "stop with a damaged state file goes by the parameters, and fails without" {
    run_agent 0 start ip=$IP4
    echo "torn" >"$RUN_DIR/booth-agents/vip.state"
    run_agent 1 stop ip=garbage
    assert_reason "vip.state is damaged"
    assert_has $IP4/24 n0
    run_agent 0 stop ip=$IP4
    assert_nowhere $IP4
}

@test "stop without a state file adopts what IPaddr2 left" {
    ip -n "$NODE" address add $IP4/24 dev n0
    run_agent 0 stop ip=$IP4
    assert_nowhere $IP4
    ip -n "$NODE" address add $IP4/32 dev n1
    run_agent 0 stop ip=$IP4 nic=n1
    assert_nowhere $IP4
}

@test "stop leaves a foreign copy alone, and fails naming it" {
    run_agent 0 start ip=$IP4
    ip -n "$NODE" address add $IP4/32 dev n1
    run_agent 1 stop ip=$IP4
    assert_reason "$IP4/32 on n1"
    assert_reason "ip address del $IP4/32 dev n1"
    assert_has $IP4/32 n1
    assert_has_not $IP4/24 n0
}

@test "stop leaves a foreign copy with another prefix alone" {
    ip -n "$NODE" address add $IP4/32 dev n0
    run_agent 1 stop ip=$IP4
    assert_has $IP4/32 n0
}

# The first address of a subnet takes the later ones along, unless promote_secondaries is set.
keeps_the_others() {
    on_node sysctl -qw net.ipv4.conf.all.promote_secondaries="$1" net.ipv4.conf.n1.promote_secondaries="$1"
    run_agent 0 start ip=10.78.0.100 nic=n1 cidr_netmask=24
    ip -n "$NODE" address add 10.78.0.6/24 dev n1
    ip -n "$NODE" address add 10.78.0.7/24 brd 10.78.0.255 dev n1 label n1:seven metric 50 valid_lft 3000 preferred_lft 2000
    ip -n "$NODE" address add 10.78.0.8/24 dev n1 noprefixroute preferred_lft 0
    ip -n "$NODE" address add 10.78.0.6/32 dev n1
    ip -n "$NODE" route add default via 10.78.0.254
    ip -n "$NODE" route add 10.9.0.0/16 via 10.78.0.254 src 10.78.0.7
    expected=$(others)
    routes=$(ip -n "$NODE" route show | grep -v "^10.78.0.0/24")
    run_agent 0 stop ip=10.78.0.100
    assert_nowhere 10.78.0.100
    [ "$(others)" = "$expected" ] || fail "was: $expected; is: $(others)"
    [ "$(ip -n "$NODE" route show | grep -v "^10.78.0.0/24")" = "$routes" ]
    ip -n "$NODE" route show 10.78.0.0/24 dev n1 | grep -q .
}

# All that iproute2 shows of the later addresses but their rank and running clocks.
others() {
    ip -n "$NODE" -o address show dev n1 | grep -v 10.78.0.100 | sort |
        sed -e 's/secondary //' -e 's/[[:space:]]\+/ /g' -e 's/\([0-9]\)[0-9]*sec/\1/g'
}

@test "stop leaves the other addresses of its subnet, promote_secondaries=0" { keeps_the_others 0; }

@test "stop leaves the other addresses of its subnet, promote_secondaries=1" { keeps_the_others 1; }

@test "stopping the first of 300 addresses leaves 299" {
    run_agent 0 start ip=10.78.0.1 nic=n1 cidr_netmask=16
    for i in $(seq 2 300); do
        echo "address add 10.78.$((i / 250)).$((i % 250 + 2))/16 dev n1"
    done | ip -n "$NODE" -batch -
    [ "$(ip -n "$NODE" -o address show dev n1 | wc -l)" = 300 ]
    run_agent 0 stop ip=10.78.0.1
    [ "$(ip -n "$NODE" -o address show dev n1 | wc -l)" = 299 ]
}

@test "two resources of one subnet that stop at once both go, and leave the third" {
    on_node sysctl -qw net.ipv4.conf.all.promote_secondaries=0 net.ipv4.conf.n1.promote_secondaries=0
    for _ in 1 2 3 4 5; do
        for i in 1 2 3; do
            run_agent 0 start OCF_RESOURCE_INSTANCE=vip$i ip=10.78.0.$i nic=n1 cidr_netmask=24 arp_count=0
        done
        with_state env OCF_RESOURCE_INSTANCE=vip1 "$BOOTH_HELPER" ocf ip stop 3>&- &
        first=$!
        with_state env OCF_RESOURCE_INSTANCE=vip2 "$BOOTH_HELPER" ocf ip stop 3>&- &
        second=$!
        wait $first
        wait $second
        assert_nowhere 10.78.0.1
        assert_nowhere 10.78.0.2
        assert_has 10.78.0.3/24 n1
        run_agent 0 stop OCF_RESOURCE_INSTANCE=vip3 ip=10.78.0.3
        assert_nowhere 10.78.0.3
    done
}

# A route of the local table that goes, if only for a moment, loses packets and every route with this source.
@test "the other addresses of the subnet do not stop being local for a moment" {
    on_node sysctl -qw net.ipv4.conf.all.promote_secondaries=0 net.ipv4.conf.n0.promote_secondaries=0
    ip -n "$NODE" address flush dev n0
    run_agent 0 start ip=$IP4 nic=n0 cidr_netmask=24
    ip -n "$NODE" address add 10.77.0.1/24 dev n0
    ip netns exec "$NODE" ip monitor route >"$BATS_TEST_TMPDIR/routes" 3>&- &
    BACKGROUND=$!
    wait_for 5 monitor_listens
    run_agent 0 stop ip=$IP4
    wait_for 5 grep -F "Deleted local $IP4 " "$BATS_TEST_TMPDIR/routes"
    cat "$BATS_TEST_TMPDIR/routes"
    # A secondary has a route by way of the first; the placeholder has one of its own before that one goes.
    awk 'BEGIN { n = 1 } /^local 10.77.0.1 / { n++ } /^Deleted local 10.77.0.1 / { n-- } n < 1 { exit 1 }' \
        "$BATS_TEST_TMPDIR/routes"
    reaches 10.77.0.1
    ip -n "$NODE" address del 10.77.0.1/24 dev n0
    [ -z "$(ip -n "$NODE" route show table local | grep 10.77.0.1)" ]
}

# A route of our own, added until the monitor shows it.
monitor_listens() {
    ip -n "$NODE" route replace 10.99.0.0/16 dev n1
    ip -n "$NODE" route del 10.99.0.0/16 dev n1
    grep -q 10.99.0.0 "$BATS_TEST_TMPDIR/routes"
}

@test "stop does not wait for ever for another action" {
    run_agent 0 start ip=$IP4
    flock "$RUN_DIR/booth-agents/vip.state" sleep 30 3>&- &
    export BACKGROUND=$!
    wait_for 5 sh -c "! flock -n '$RUN_DIR/booth-agents/vip.state' true"
    run_agent 1 stop ip=$IP4 CRM_meta_timeout=600
    assert_reason "another action on this resource"
    assert_has $IP4/24 n0
}
