#!/usr/bin/env bats
# booth-ip start.

load helpers

@test "start finds interface and prefix, and the address works for the neighbour" {
    run_agent 0 start ip=$IP4
    assert_has $IP4/24 n0
    reaches $IP4
    run_agent 0 monitor ip=$IP4
}

@test "start twice is one start" {
    run_agent 0 start ip=$IP4
    before=$(dump)
    run_agent 0 start ip=$IP4
    [ "$(dump)" = "$before" ]
}

@test "start without a state file takes what is exactly there" {
    ip -n "$NODE" address add $IP4/24 dev n0
    before=$(dump)
    run_agent 0 start ip=$IP4
    [ "$(dump)" = "$before" ]
    run_agent 0 stop ip=$IP4
    assert_nowhere $IP4
}

@test "start refuses a second copy on another interface and says how to remove the first" {
    ip -n "$NODE" address add $IP4/24 dev n1
    ip -n "$NODE" address add 10.77.0.9/25 dev n0
    before=$(dump)
    run_agent 1 start ip=$IP4 nic=n0
    assert_reason "$IP4/24 on n1"
    assert_reason "ip address del $IP4/24 dev n1"
    [ "$(dump)" = "$before" ]
    [ ! -e "$RUN_DIR/booth-agents/vip.state" ]
}

@test "start refuses a second copy with another prefix" {
    ip -n "$NODE" address add $IP4/32 dev n0
    before=$(dump)
    run_agent 1 start ip=$IP4
    assert_reason "ip address del $IP4/32 dev n0"
    [ "$(dump)" = "$before" ]
}

@test "start without carrier leaves nothing behind" {
    ip -n "$PEER" link set p0 down
    before=$(dump)
    run_agent 1 start ip=$IP4
    assert_reason "n0 has no carrier"
    [ "$(dump)" = "$before" ]
    [ ! -e "$RUN_DIR/booth-agents/vip.state" ]
    run_agent 0 start ip=$IP4 check_link_status=false
    assert_has $IP4/24 n0
}

@test "start on an interface that is down says how to bring it up" {
    ip -n "$NODE" link set n1 down
    run_agent 1 start ip=$IP4 nic=n1 cidr_netmask=24
    assert_reason "ip link set n1 up"
    assert_nowhere $IP4
}

@test "start without a network for the address says what to set" {
    before=$(dump)
    run_agent 5 start ip=192.0.2.1
    assert_reason "set nic and cidr_netmask"
    run_agent 5 start ip=192.0.2.1 nic=n1
    assert_reason "set cidr_netmask"
    run_agent 5 start ip=$IP4 nic=eth77
    assert_reason 'nic="eth77"'
    [ "$(dump)" = "$before" ]
    run_agent 0 start ip=192.0.2.1 nic=n1 cidr_netmask=28
    assert_has 192.0.2.1/28 n1
}

@test "nic may be an alternative name" {
    ip -n "$NODE" link property add dev n1 altname a-rather-long-second-name
    run_agent 0 start ip=$IP4 nic=a-rather-long-second-name cidr_netmask=24
    assert_has $IP4/24 n1
    run_agent 0 monitor ip=$IP4 nic=a-rather-long-second-name cidr_netmask=24
    ip -n "$PEER" link set p1 down
    run_agent 1 monitor ip=$IP4 nic=a-rather-long-second-name cidr_netmask=24
    assert_reason "n1 has no carrier"
}

@test "label, broadcast, noprefixroute and preferred_lft reach the kernel" {
    run_agent 0 start ip=10.78.0.100 nic=n1 cidr_netmask=24 iflabel=booth broadcast=- noprefixroute=true preferred_lft=0
    ip -n "$NODE" -o address show dev n1 | grep -F "brd 10.78.0.0" | grep -F "n1:booth" | grep -F noprefixroute |
        grep -F deprecated
    [ -z "$(ip -n "$NODE" route show dev n1)" ]
    run_agent 0 monitor ip=10.78.0.100 preferred_lft=0
}

@test "broadcast is the usual one by default, the one set, or none for a single address" {
    run_agent 0 start ip=10.78.0.100 nic=n1 cidr_netmask=25
    dump | grep -F "10.78.0.100/25 brd 10.78.0.127"
    run_agent 0 stop ip=10.78.0.100
    run_agent 0 start ip=10.78.0.100 nic=n1 cidr_netmask=25 broadcast=10.78.0.9
    dump | grep -F "10.78.0.100/25 brd 10.78.0.9"
    run_agent 0 stop ip=10.78.0.100
    run_agent 0 start ip=10.78.0.100 nic=n1 cidr_netmask=32
    dump | grep -F "10.78.0.100/32 scope global"
}

@test "a label that is too long for the interface it is found on is refused" {
    ip -n "$NODE" link set n0 down
    ip -n "$NODE" link set n0 name longname0 up
    ip -n "$NODE" address replace 10.77.0.1/24 dev longname0
    before=$(dump)
    run_agent 2 start ip=$IP4 iflabel=toolong
    assert_reason 'iflabel="toolong"'
    [ "$(dump)" = "$before" ]
}

@test "the address is marked as ours" {
    run_agent 0 start ip=$IP4
    # iproute2 that knows IFA_PROTO shows it; an older one does not.
    if ip address help 2>&1 | grep -q proto; then
        dump | grep -F "$IP4/24" | grep -F "proto 0xb0"
    fi
    rm "$RUN_DIR/booth-agents/vip.state"
    assert_has $IP4/24 n0
    # Now only the mark says whose it is: without it, the copy would be a foreign one on n0.
    run_agent 0 stop ip=$IP4 nic=n1
    assert_nowhere $IP4
}

@test "run_arping finds another host that has the address, and adds nothing" {
    ip -n "$PEER" address add $IP4/32 dev p0
    before=$(dump)
    run_agent 1 start ip=$IP4 run_arping=true
    assert_reason "$(mac_of "$PEER" p0)"
    [ "$(dump)" = "$before" ]
    [ ! -e "$RUN_DIR/booth-agents/vip.state" ]
    ip -n "$PEER" address del $IP4/32 dev p0
    run_agent 0 start ip=$IP4 run_arping=true
    assert_has $IP4/24 n0
}

@test "a deprecated address becomes preferred again at start" {
    ip -n "$NODE" address add $IP4/24 dev n0 preferred_lft 0
    run_agent 1 monitor ip=$IP4
    assert_reason deprecated
    run_agent 0 start ip=$IP4
    run_agent 0 monitor ip=$IP4
}

@test "only root may start and stop" {
    code=0
    before=$(dump)
    for action in start stop; do
        output=$(on_node setpriv --reuid 65534 --clear-groups env -i OCF_RESKEY_ip=$IP4 "$BOOTH_HELPER" ocf ip $action 2>&1) || code=$?
        [ "$code" = 4 ]
        grep -F "ocf-exit-reason:only root" <<<"$output"
    done
    [ "$(dump)" = "$before" ]
}

@test "start with another address does not forget the one that is there" {
    run_agent 0 start ip=$IP4
    run_agent 1 start ip=$IP6
    assert_reason "still started with $IP4/24 on n0"
    assert_nowhere $IP6
    run_agent 0 stop ip=$IP6
    assert_nowhere $IP4
    run_agent 0 start ip=$IP4
    ip -n "$NODE" address del $IP4/24 dev n0
    run_agent 0 start ip=10.77.0.101
    run_agent 0 stop
    assert_nowhere 10.77.0.101
}

@test "two starts at once add one address" {
    with_state env OCF_RESOURCE_INSTANCE=vip OCF_RESKEY_ip=$IP4 "$BOOTH_HELPER" ocf ip start 3>&- &
    first=$!
    run_agent 0 start ip=$IP4
    wait $first
    [ "$(dump | grep -cF " $IP4/")" = 1 ]
}
