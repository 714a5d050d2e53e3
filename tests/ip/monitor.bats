#!/usr/bin/env bats
# booth-ip monitor, probe, validate-all and reload-agent.

load helpers

PROBE=CRM_meta_interval=0

@test "monitor finds a deleted address" {
    run_agent 0 start ip=$IP4
    ip -n "$NODE" address del $IP4/24 dev n0
    run_agent 7 monitor ip=$IP4
}

@test "monitor finds a lost carrier, with an alternative name too, and can be told not to" {
    run_agent 0 start ip=$IP4
    ip -n "$PEER" link set p0 down
    run_agent 1 monitor ip=$IP4
    assert_reason "n0 has no carrier"
    ip -n "$NODE" link property add dev n0 altname uplink
    run_agent 1 monitor ip=$IP4
    run_agent 0 reload-agent ip=$IP4 check_link_status=false
    run_agent 0 monitor ip=$IP4 check_link_status=false
    ip -n "$PEER" link set p0 up
    run_agent 0 monitor ip=$IP4
}

@test "monitor finds an interface that is down" {
    run_agent 0 start ip=$IP4
    ip -n "$NODE" link set n0 down
    run_agent 1 monitor ip=$IP4
    assert_reason "n0 is down"
}

@test "an address on the loopback interface needs no carrier" {
    run_agent 0 start ip=$IP4 nic=lo cidr_netmask=32
    run_agent 0 monitor ip=$IP4 nic=lo cidr_netmask=32
    run_agent 0 stop ip=$IP4 nic=lo cidr_netmask=32
}

@test "monitor says where the address is when it was moved" {
    run_agent 0 start ip=$IP4
    ip -n "$NODE" address del $IP4/24 dev n0
    ip -n "$NODE" address add $IP4/24 dev n1
    run_agent 1 monitor ip=$IP4
    assert_reason "$IP4/24 on n1"
    assert_reason "$IP4/24 on n0"
}

@test "monitor is degraded by a second copy, a probe is not" {
    run_agent 0 start ip=$IP4
    ip -n "$NODE" address add $IP4/32 dev n1
    run_agent 190 monitor ip=$IP4
    assert_reason "ip address del $IP4/32 dev n1"
    run_agent 0 monitor $PROBE ip=$IP4
}

@test "monitor finds an address that is deprecated or about to end" {
    run_agent 0 start ip=$IP4
    ip -n "$NODE" address change $IP4/24 dev n0 preferred_lft 0
    run_agent 1 monitor ip=$IP4
    assert_reason "deprecated"
    run_agent 0 start ip=$IP4 preferred_lft=0
    run_agent 0 monitor ip=$IP4 preferred_lft=0
    ip -n "$NODE" address change $IP4/24 dev n0 preferred_lft 60 valid_lft 60
    run_agent 1 monitor ip=$IP4
    assert_reason "expires"
}

@test "monitor without a state file decides by value" {
    ip -n "$NODE" address add $IP4/24 dev n0
    run_agent 0 monitor ip=$IP4
    run_agent 0 monitor ip=$IP4 nic=n0 cidr_netmask=24
    run_agent 1 monitor ip=$IP4 nic=n1
    assert_reason "nic=n1"
    run_agent 1 monitor ip=$IP4 cidr_netmask=25
    [ ! -e "$RUN_DIR/booth-agents" ]
}

@test "a probe does not mind that the interface is missing here" {
    run_agent 7 monitor $PROBE ip=$IP4 nic=eth77
    run_agent 7 monitor $PROBE ip=192.0.2.1
    run_agent 7 monitor ip=$IP4 nic=eth77
}

@test "monitor needs no root where nothing is started" {
    code=0
    on_node setpriv --reuid 65534 --clear-groups env -i OCF_RESKEY_ip=$IP4 OCF_RESOURCE_INSTANCE=nobodys \
        "$BOOTH_HELPER" ocf ip monitor || code=$?
    [ "$code" = 7 ]
}

@test "monitor tells that the address was changed without a restart" {
    run_agent 0 start ip=$IP4
    run_agent 1 monitor ip=10.77.0.55
    assert_reason "$IP4"
}

@test "reload-agent keeps the address, and validates" {
    run_agent 0 start ip=$IP4
    before=$(dump)
    run_agent 0 reload-agent ip=$IP4 arp_count=9 check_link_status=no
    run_agent 6 reload-agent ip=$IP4 arp_count=many
    [ "$(dump)" = "$before" ]
    run_agent 0 stop ip=$IP4
    run_agent 7 reload-agent ip=$IP4
}

@test "validate-all looks at this node only when asked to" {
    run_agent 0 validate-all ip=$IP4 nic=eth77
    run_agent 5 validate-all OCF_CHECK_LEVEL=10 ip=$IP4 nic=eth77
    run_agent 0 validate-all OCF_CHECK_LEVEL=10 ip=$IP4 nic=n0
    run_agent 5 validate-all OCF_CHECK_LEVEL=10 ip=192.0.2.1
}

@test "unknown actions are unimplemented" {
    run_agent 3 fly ip=$IP4
}

@test "monitor is degraded when nobody watches, and says what to do; nothing else is" {
    run_agent 0 start ip=$IP4
    run_agent 0 monitor ip=$IP4
    end_helperd
    run_agent 190 monitor ip=$IP4
    assert_reason "booth-helperd does not run"
    assert_reason "systemctl start booth-helperd"
    run_agent 0 monitor $PROBE ip=$IP4
    run_agent 0 reload-agent ip=$IP4
    run_agent 0 start ip=$IP4
    run_agent 0 stop ip=$IP4
    run_agent 7 monitor ip=$IP4
}
