#!/usr/bin/env bats
# What an administrator does with the agents by hand, on one node.
# Needs our RPM and the procedure; works in site 2, which holds no ticket. Leaves the lab as it found it.
# shellcheck disable=SC2016,SC2030,SC2031,SC2154

load helpers
bats_require_minimum_version 1.5.0

agents=/usr/lib/ocf/resource.d/booth-agents
spare=192.168.22.150

setup_file() {
    [[ ${LAB_RPMS:-} ]] || fail "our agents are not in the lab: start it with --rpm-dir"
    need_procedure own
    need_grant 1
    node_within 90 s2n1 pcs resource create spare-ip ocf:booth-agents:booth-ip ip="$spare" --disabled
}

teardown_file() {
    node_within 90 s2n1 pcs resource delete spare-ip
    node_within 90 s2n1 pcs resource manage booth
    node_within 90 s2n1 pcs resource cleanup booth-service
    assert_eventually 60 resource_runs booth-service 2
    assert_so resource_runs app 1
}

# What a failed test may have left in the cluster.
teardown() {
    for resource in bad-one good-one; do
        if node s2n1 pcs resource config "$resource" >/dev/null 2>&1; then
            node_within 90 s2n1 pcs resource delete "$resource"
        fi
    done
    node s2n1 rm -f /etc/booth/second.conf
}

# force ACTION RESOURCE NODE: the agent's action, past the cluster.
force() { run node "$3" crm_resource "--force-$1" -r "$2"; }

has_address() { [[ $(node "$1" ip -o address show) == *" $2/24 "* ]]; }

assert_refused() {
    assert_failure
    assert_output --partial "$1"
    run -0 node s2n1 pcs resource config
    refute_output --partial bad-one
}

@test "crm_resource --force-start, --force-check and --force-stop work for booth-ip" {
    force check spare-ip s2n1
    assert_failure 7
    force start spare-ip s2n1
    assert_success
    assert_so has_address s2n1 "$spare"
    force check spare-ip s2n1
    assert_success
    force stop spare-ip s2n1
    assert_success
    refute has_address s2n1 "$spare"
    force check spare-ip s2n1
    assert_failure 7
}

@test "crm_resource --force-check tells where booth-service runs" {
    on=$(active_on booth-service 2)
    force check booth-service "$on"
    assert_success
    force check booth-service "$(other_node "$on")"
    assert_failure 7
}

@test "crm_resource --force-stop and --force-start work for booth-service" {
    on=$(active_on booth-service 2)
    node_within 90 "$on" pcs resource unmanage booth --monitor
    force stop booth-service "$on"
    assert_success
    force check booth-service "$on"
    assert_failure 7
    force start booth-service "$on"
    assert_success
    force check booth-service "$on"
    assert_success
    node_within 90 "$on" pcs resource manage booth --monitor
}

@test "a start without the site's address names the resource that has it, in the journal too" {
    off=$(other_node "$(active_on booth-service 2)")
    force start booth-service "$off"
    assert_failure
    assert_output --partial "resource booth-ip should have brought its address up here"
    run node "$off" journalctl --identifier booth-helper --output cat
    assert_output --partial "resource booth-ip should have brought its address up here"
    force check booth-service "$off"
    assert_failure 7
}

@test "crm_resource --validate accepts what is configured, without a word" {
    for resource in spare-ip booth-service; do
        run node s2n1 crm_resource --validate -r "$resource"
        assert_success
    done
}

@test "crm_resource --validate names a wrong parameter, its value and what is expected" {
    run node s2n1 crm_resource --validate --class ocf --provider booth-agents --agent booth-ip \
        --option ip=192.168.22.300
    assert_failure
    assert_output --partial "ip"
    assert_output --partial "192.168.22.300"
    run node s2n1 crm_resource --validate --class ocf --provider booth-agents --agent booth-service \
        --option config=/etc/booth/absent.conf
    assert_failure
    assert_output --partial "/etc/booth/absent.conf"
}

@test "pcs resource create --agent-validation takes good parameters without a complaint" {
    run node_within 90 s2n1 pcs resource create good-one ocf:booth-agents:booth-ip \
        ip=192.168.22.151 cidr_netmask=24 nic=eth0 arp_count=3 --agent-validation --disabled
    assert_success
    refute_output --partial "Warning"
    run -0 node_within 90 s2n1 pcs resource delete good-one
    # Two resources with one configuration are one too many for pcs.
    node s2n1 cp /etc/booth/booth.conf /etc/booth/second.conf
    run node_within 90 s2n1 pcs resource create good-one ocf:booth-agents:booth-service \
        config=/etc/booth/second.conf --agent-validation --disabled
    assert_success
    refute_output --partial "Warning"
}

@test "pcs resource create --agent-validation refuses bad parameters of booth-ip" {
    for parameter in ip=192.168.22.300 ip= "ip=192.168.22.151;reboot" 'ip=$(reboot)'; do
        run node_within 90 s2n1 pcs resource create bad-one ocf:booth-agents:booth-ip \
            "$parameter" --agent-validation --disabled
        assert_refused "ip"
    done
    for parameter in cidr_netmask=33 cidr_netmask=255.255.255.0 arp_count=many; do
        run node_within 90 s2n1 pcs resource create bad-one ocf:booth-agents:booth-ip \
            ip=192.168.22.151 "$parameter" --agent-validation --disabled
        assert_refused "${parameter%%=*}"
        assert_equal "$(has_address s2n1 192.168.22.151 && echo there)" ""
    done
}

@test "pcs resource create --agent-validation refuses bad parameters of booth-service" {
    for parameter in config=/etc/booth/absent.conf config=/etc 'config=`reboot`'; do
        run node_within 90 s2n1 pcs resource create bad-one ocf:booth-agents:booth-service \
            "$parameter" --agent-validation --disabled
        assert_refused "${parameter%%=*}"
    done
}

@test "a fault in booth's configuration is named by file, line and rule" {
    node s2n1 sh -c 'sed "s/expire = 30/expire = 9/" /etc/booth/booth.conf >/etc/booth/faulty.conf'
    run node s2n1 crm_resource --validate --class ocf --provider booth-agents --agent booth-service \
        --option config=/etc/booth/faulty.conf
    node s2n1 rm /etc/booth/faulty.conf
    assert_failure
    assert_output --partial "/etc/booth/faulty.conf"
    assert_output --regexp "line [0-9]+|faulty.conf:[0-9]+"
}

# ocf-tester knows the metadata of OCF 1.0 only, and says so of every agent of OCF 1.1.
assert_passed_ocf_tester() {
    local complaints
    complaints=$(grep "^\* rc=" <<<"$output")
    assert_equal "$complaints" "* rc=4: Your agent produces meta-data which does not conform to ra-api-1.dtd"
    assert_output --partial "failed 1 tests"
}

@test "ocf-tester's one complaint is one that Pacemaker's own agents get, too" {
    run node_within 120 s2n2 ocf-tester -n tested /usr/lib/ocf/resource.d/pacemaker/Dummy
    assert_line --partial "does not conform to ra-api-1.dtd"
}

@test "ocf-tester finds no fault in booth-ip" {
    run node_within 120 s2n2 ocf-tester -n spare-ip -o ip="$spare" "$agents/booth-ip"
    assert_passed_ocf_tester
    refute has_address s2n2 "$spare"
}

# Where the site's address is up; meanwhile the cluster leaves booth alone.
@test "ocf-tester finds no fault in booth-service" {
    on=$(active_on booth-service 2)
    node_within 90 "$on" pcs resource unmanage booth --monitor
    force stop booth-service "$on"
    assert_success
    run node_within 180 "$on" ocf-tester -n tested -o config=/etc/booth/booth.conf "$agents/booth-service"
    node "$on" crm_resource --force-start -r booth-service
    node_within 90 "$on" pcs resource manage booth --monitor
    assert_passed_ocf_tester
}
