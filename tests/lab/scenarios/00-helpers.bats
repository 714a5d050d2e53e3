#!/usr/bin/env bats
# The helpers themselves: what they must say no to, when there is nothing to say yes to.
# Needs a fresh lab, and leaves it fresh.
# shellcheck disable=SC2154

load helpers

setup_file() {
    need_fresh_lab
}

@test "a command in a node is that node's" {
    for name in "${lab_nodes[@]}"; do
        run node "$name" hostname
        assert_success
        assert_output "$name"
    done
}

@test "a command in a node ends at its deadline" {
    began=$SECONDS
    run node_within 1 s1n1 sleep 60
    assert_failure 124
    assert [ $((SECONDS - began)) -lt 30 ]
    run node s1n1 pgrep -x sleep
    assert_failure 1
}

@test "a command's exit code and output come back" {
    run node s1n1 sh -c 'echo "one  two"; exit 42'
    assert_failure 42
    assert_output "one  two"
}

@test "an unknown node is named with those that exist" {
    run site_of s9n1
    assert_failure
    assert_output --partial "no node 's9n1'"
    assert_output --partial "s1n1 s1n2 s2n1 s2n2 arb"
    run node s9n1 true
    assert_failure 125
}

@test "eventually and the assertions fail when it never becomes so" {
    run eventually 1 false
    assert_failure
    run assert_eventually 1 false
    assert_failure
    assert_output --partial "not so within 1 s: false"
    run assert_throughout 2 false
    assert_failure
    assert_equal "$(grep -c "no longer so" <<<"$output")" 1
    run assert_so false
    assert_failure
    run assert_no_failures 1
    assert_failure
}

# figure SECONDS...: what assert_median says of them against a bound of 1 s.
figure() { printf '%s\n' "$@" | figures=$BATS_TEST_TMPDIR/figures assert_median 1 title 3>/dev/null; }

@test "a median over its bound is refused, and so are fewer than ten figures" {
    run figure 3 9 1 1 1 1 1 1 1 1
    assert_success
    assert_equal "$(cat "$BATS_TEST_TMPDIR/figures")" "title: median 1.00 s, min 1.00, max 9.00 of 10; at most 1 s"
    run figure 0.9 0.9 0.9 0.9 0.9 1.2 1.2 1.2 1.2 1.2
    assert_failure
    assert_output --partial "median 1.05 s, min 0.90, max 1.20 of 10"
    run figure 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1
    assert_failure
    assert_output --partial "of 9"
    run figure
    assert_failure
}

@test "without a cluster nothing is healthy, and no number of failures is known" {
    for site in 1 2; do
        refute healthy "$site"
        refute idle "$site"
        refute no_failures "$site"
    done
    refute watched_on s1n1
    run fault 1 kill-boothd boothd-up
    assert_failure
}

@test "a fault that is not mended in time is said, and so is one that cannot be made" {
    run fault_on s1n1 nothing address-up --limit 0.2
    assert_failure
    assert_output --partial "not within its deadline: address_up"
    run fault_on s1n1 kill-boothd boothd-up --limit 0.2
    assert_failure
    run fault_on s1n1 nothing
    assert_success
    assert_regex "$output" "^[0-9]+\.[0-9]{6}$"
}

@test "without a cluster nothing runs, and nothing is certain to be stopped" {
    for site in 1 2; do
        refute resource_runs app "$site"
        refute resource_stopped app "$site"
        refute ticket_granted_in "$site"
        refute ticket_not_granted_in "$site"
    done
}

@test "without booth nobody holds the ticket, not even nobody" {
    refute ticket_held_by 192.168.11.100
    refute ticket_held_by NONE
    refute ticket_held_by ""
}

@test "machines reach each other across sites, and not a site that is cut off" {
    assert_so node_within 10 s1n1 bash -c ': >/dev/tcp/192.168.22.1/2224'
    network_cut 1
    run node_within 3 s1n1 bash -c ': >/dev/tcp/192.168.22.1/2224'
    inside=0
    node_within 3 s1n1 bash -c ': >/dev/tcp/192.168.11.2/2224' || inside=$?
    network_heal 1
    assert_failure
    assert_equal "$inside" 0
    assert_so node_within 10 s1n1 bash -c ': >/dev/tcp/192.168.22.1/2224'
}

@test "a lost carrier of the site's network leaves the cluster's network alone" {
    network_carrier s1n1 down
    run node s1n1 ip -brief link show
    network_carrier s1n1 up
    assert_line --regexp "^eth0@.* (DOWN|LOWERLAYERDOWN) "
    assert_line --regexp "^eth1@.* UP "
}

@test "a machine without power is off, and comes back with what it had on its disk" {
    node s2n2 touch /root/kept
    node_power_off s2n2
    run node s2n2 true
    assert_failure 125
    node_power_back s2n2
    assert_so node s2n2 test -e /root/kept
}

@test "a second lab is refused while this one is in use" {
    run "$lab_here/lab.sh" up
    assert_failure
    assert_output --partial "another run has the lab (pid "
}

@test "the mirror comes from apt's sources, in both of their formats" {
    # shellcheck source=/dev/null
    codename=$(. /etc/os-release && echo "$VERSION_CODENAME")
    cd "$BATS_TEST_TMPDIR"
    printf 'Dir::Etc::sourcelist "%s/one.list";\nDir::Etc::sourceparts "%s/parts";\n' "$PWD" "$PWD" >apt.conf
    export APT_CONFIG=$PWD/apt.conf
    mkdir parts
    printf 'Types: deb\nURIs: http://other.invalid/tools\nSuites: %s\nComponents: main\n' "$codename" >parts/a.sources
    printf 'deb [arch=amd64] http://listed.invalid/debian %s main contrib\n' "$codename" >one.list
    run "$lab_here/image.sh" mirror
    assert_output "http://listed.invalid/debian"
    : >one.list
    printf 'Types: deb\nURIs: http://new.invalid/debian\nSuites: x %s\nComponents: main\n' "$codename" >parts/b.sources
    run "$lab_here/image.sh" mirror
    assert_output "http://new.invalid/debian"
    rm parts/*
    run "$lab_here/image.sh" mirror
    assert_failure
    assert_output --partial "apt has no Debian mirror"
}
