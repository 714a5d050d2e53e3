#!/usr/bin/env bats
# booth-ip with IPv6: duplicate address detection by the kernel.

load helpers

tentative() { ip -n "$NODE" address show dev n0 | grep -F "$IP6" | grep -qF tentative; }

@test "start returns when the address has left tentative" {
    run_agent 0 start ip=$IP6
    assert_has $IP6/64 n0
    refute tentative
    reaches $IP6
    run_agent 0 monitor ip=$IP6
    run_agent 0 stop ip=$IP6
    assert_nowhere $IP6
}

@test "start with nodad does not wait" {
    run_agent 0 start ip=$IP6 nodad=true CRM_meta_timeout=700
    assert_has $IP6/64 n0
}

@test "a duplicate at the neighbour makes start fail and leaves nothing" {
    ip -n "$PEER" address add $IP6/64 dev p0 nodad
    before=$(dump)
    run_agent 1 start ip=$IP6
    assert_reason "another host"
    [ "$(dump)" = "$before" ]
    [ ! -e "$RUN_DIR/booth-agents/vip.state" ]
}

@test "start gives up when its time is over, and leaves nothing" {
    before=$(dump)
    run_agent 1 start ip=$IP6 CRM_meta_timeout=600
    assert_reason "has not ended"
    [ "$(dump)" = "$before" ]
    [ ! -e "$RUN_DIR/booth-agents/vip.state" ]
}

dad_failed() { ip -n "$NODE" address show dev n0 | grep -F "$IP6" | grep -qF dadfailed; }

@test "monitor finds dadfailed, start removes that copy and says so" {
    ip -n "$PEER" address add $IP6/64 dev p0 nodad
    ip -n "$NODE" address add $IP6/64 dev n0
    wait_for 10 dad_failed
    run_agent 1 monitor ip=$IP6
    assert_reason "another host"
    run_agent 1 start ip=$IP6
    assert_reason "was removed"
    assert_nowhere $IP6
    ip -n "$PEER" address del $IP6/64 dev p0
    run_agent 0 start ip=$IP6
}

@test "monitor finds a tentative address" {
    on_node sysctl -qw net.ipv6.conf.n0.dad_transmits=30
    ip -n "$NODE" address add $IP6/64 dev n0
    run_agent 1 monitor ip=$IP6
    assert_reason "has not ended"
    run_agent 0 stop ip=$IP6
    assert_nowhere $IP6
}

@test "an interface that went down and lost its IPv6 addresses is cleanly stopped" {
    run_agent 0 start ip=$IP6 nodad=true
    ip -n "$NODE" link set n0 down
    run_agent 7 monitor ip=$IP6
    run_agent 0 stop ip=$IP6
}

@test "a link-local address needs nic" {
    run_agent 6 start ip=fe80::100
    assert_reason "parameter nic"
    run_agent 0 start ip=fe80::100 nic=n0 cidr_netmask=64
    run_agent 0 monitor ip=fe80::100 nic=n0 cidr_netmask=64
    run_agent 0 stop ip=fe80::100 nic=n0
    assert_nowhere fe80::100
}

@test "other spellings of one address are the same address" {
    run_agent 0 start ip=$IP6 nodad=true
    run_agent 0 monitor ip=2001:0DB8:77:0:0:0:0:0100
    run_agent 0 stop ip=2001:DB8:77::100
    assert_nowhere $IP6
}
