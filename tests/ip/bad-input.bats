#!/usr/bin/env bats
# Bad input for every parameter: a clear line, and nothing changes.

load helpers

LONG=$(printf 'x%.0s' $(seq 300))

# refuses NAME VALUE TEXT...: start and validate-all end with 6, name the parameter and change nothing.
refuses() {
    local name="$1" value="$2" before
    shift 2
    before=$(dump)
    for action in start validate-all; do
        run_agent 6 "$action" "ip=${ADDRESS:-$IP4}" "$@" "$name=$value"
        assert_reason "parameter $name="
        # shellcheck disable=SC2154 # run_agent sets it
        [ "${#reason}" -lt 400 ] || fail "the reason has ${#reason} characters"
    done
    [ "$(dump)" = "$before" ] || fail "something changed"
    [ ! -e "$RUN_DIR/booth-agents/vip.state" ] || fail "a state file is left"
}

@test "malformed addresses" {
    for value in garbage 10.77.0 10.77.0.256 10.77.0.0100 10.77.0.100/24 " $IP4" "$IP4 " 2001:db8:::1 \
        fe80::1%n0 "[::1]" '$(reboot)' "; rm -rf /" "$LONG" -1 99999999999999999999; do
        refuses ip "$value"
    done
}

@test "addresses that cannot float" {
    for value in 0.0.0.0 :: 127.0.0.1 127.1.2.3 ::1 224.0.0.1 239.255.255.255 ff02::1 255.255.255.255 \
        ::ffff:10.77.0.100; do
        refuses ip "$value"
        assert_reason "an address that a host can have"
    done
}

@test "the ends of a network" {
    for value in 10.77.0.0 10.77.0.255; do
        refuses ip $value cidr_netmask=24
        assert_reason "address of 10.77.0.0/24"
        run_agent 2 start ip=$value
        assert_reason "address of 10.77.0.0/24"
        assert_nowhere $value
    done
    run_agent 0 start ip=10.77.0.255 nic=n1 cidr_netmask=32
}

@test "no address at all" {
    run_agent 6 start
    assert_reason "parameter ip is required"
    run_agent 6 validate-all ip=
}

@test "malformed prefix lengths" {
    for value in 33 -1 999999999999999999999 24.0 /24 x "24 " "24;reboot" "$LONG"; do
        refuses cidr_netmask "$value"
    done
    ADDRESS=$IP6 refuses cidr_netmask 129
    refuses cidr_netmask 255.255.255.0
    assert_reason "24 instead of the netmask"
}

@test "malformed interfaces" {
    for value in "eth0:1" "a/b" ".." "eth 0" "$LONG" '$(reboot)/' "../../etc"; do
        refuses nic "$value"
    done
}

@test "interfaces of hostile names that do not exist" {
    before=$(dump)
    for value in '$(reboot)' ';reboot' '|cat' '`id`' '*' '%s%n' '-rf' "'" '"'; do
        run_agent 5 start ip=$IP4 "nic=$value"
        assert_reason "no such interface"
    done
    [ "$(dump)" = "$before" ]
}

@test "malformed broadcasts" {
    for value in x ++ 10.77.0 2001:db8::1 '$(reboot)' "$LONG"; do
        refuses broadcast "$value"
    done
    ADDRESS=$IP6 refuses broadcast +
}

@test "malformed labels" {
    for value in "a b" "a/b" '$(x)' "a;b" 01234567890123 "$LONG" $'a\tb'; do
        refuses iflabel "$value"
    done
    ADDRESS=$IP6 refuses iflabel vip
}

@test "malformed booleans" {
    for name in noprefixroute nodad run_arping check_link_status; do
        for value in maybe 2 -1 "true;reboot" "$LONG"; do
            refuses $name "$value"
        done
    done
}

@test "malformed numbers" {
    for name in arp_count arp_interval arp_count_refresh; do
        for value in -1 x 1.5 1e3 0x10 99999999999999999999 "1 " "$LONG"; do
            refuses $name "$value"
        done
    done
    refuses arp_interval 0
    refuses arp_count 101
}

@test "malformed lifetimes" {
    for value in -1 never 4294967295 4294967296 1.5 "1;2" "$LONG"; do
        refuses preferred_lft "$value"
    done
}

@test "control characters and values of a megabyte" {
    refuses nic $'eth0\nocf-exit-reason:all is well'
    # The kernel limits one variable to 128 KiB.
    refuses nic "$(head -c 100000 /dev/zero | tr '\0' x)"
    refuses ip $'10.77.0.100\n'
}

@test "a hostile resource name stays in the state folder" {
    run_agent 0 start OCF_RESOURCE_INSTANCE='../../../etc/x; reboot' ip=$IP4
    compgen -G "$RUN_DIR/booth-agents/%2E*" >/dev/null
    run_agent 0 stop OCF_RESOURCE_INSTANCE='../../../etc/x; reboot' ip=$IP4
    run_agent 6 start OCF_RESOURCE_INSTANCE="$LONG" ip=$IP4
}

@test "a state folder that is not root's own is refused" {
    mkdir -p "$RUN_DIR/booth-agents"
    chmod 777 "$RUN_DIR/booth-agents"
    run_agent 1 start ip=$IP4
    assert_reason "only root may write"
    assert_nowhere $IP4
}

@test "numbers in the environment that are none" {
    run_agent 6 start ip=$IP4 CRM_meta_timeout=soon
    run_agent 6 monitor ip=$IP4 CRM_meta_interval=-1
    assert_nowhere $IP4
}
