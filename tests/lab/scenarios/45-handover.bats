#!/usr/bin/env bats
# Whether a site has let go before another one takes the ticket: what booth-helper check and the start of
# booth-service say about acquire-after. Needs our RPM and the procedure; works in site 2, whose boothd is
# restarted. Leaves the lab as it found it.
# shellcheck disable=SC2154

load helpers

config=/etc/booth/booth.conf

setup_file() {
    [[ ${LAB_RPMS:-} ]] || fail "our agents are not in the lab: start it with --rpm-dir"
    need_procedure own
    need_grant 1
}

# Each test begins with booth's default, 0, and a timeout that a lease of 30 s has room for.
setup() { set_stop_timeout 10s; }

set_stop_timeout() { node_within 90 s2n1 pcs resource update app op stop interval=0s "timeout=$1"; }

teardown() {
    local name
    for name in s2n1 s2n2; do
        node "$name" sed -i /acquire-after/d "$config"
    done
    node_within 90 s2n1 pcs resource manage app
}

teardown_file() {
    set_stop_timeout 20s
    assert_eventually 60 resource_runs booth-service 2
    assert_so resource_runs app 1
}

set_acquire_after() {
    local name
    for name in s2n1 s2n2; do
        node "$name" sh -c "echo '  acquire-after = $1' >>$config"
    done
}

# told is what is said without its line breaks.
check_on() {
    run node_within 20 "$1" booth-helper check "${@:2}"
    told=$(tr -s '\n ' ' ' <<<"$output")
}

restart_booth() {
    since=$EPOCHREALTIME
    node_within 90 s2n1 pcs resource disable booth-service --wait=60
    node_within 90 s2n1 pcs resource enable booth-service --wait=60
    eventually 60 resource_runs booth-service 2
}

# The warnings about tickets since the restart.
warnings() {
    node "$(active_on booth-service 2)" journalctl --identifier booth-helper --priority warning --output cat \
        --since "@$since" | grep -F "ticket $ticket: " || true
}

@test "with booth's default the check warns, names the number to set, and fits 80 columns" {
    check_on s2n1
    assert_failure 1
    assert_regex "$told" "warning: ticket $ticket: .* 10 s to stop \(app 10 s\), but acquire-after is 0 s"
    assert_regex "$told" "up to 12 s; set acquire-after = 12 for it in $config on all members"
    assert_regex "$told" "ok: $config has 3 members and 1 ticket"
    run awk 'length > 80' <<<"$output"
    assert_output ""
}

@test "the start of booth-service warns once, and is no failure" {
    restart_booth
    run warnings
    assert_output --partial "set acquire-after = 12 for it in $config on all members"
    assert_equal "$(wc -l <<<"$output")" 1
    assert_no_failures 2
    run node s2n1 crm_mon -1 --inactive --failcounts
    refute_output --partial acquire-after
}

@test "with the number that was named there is nothing to say" {
    set_acquire_after 12
    check_on s2n1
    assert_success
    assert_regex "$told" "ok: ticket $ticket: .* and acquire-after 12 s covers that"
    restart_booth
    run warnings
    assert_output ""
}

@test "one second less is warned of, and so is a longer timeout" {
    set_acquire_after 11
    check_on s2n1
    assert_failure 1
    assert_regex "$told" "for up to 1 s; set acquire-after = 12"
    set_stop_timeout 1min
    check_on s2n1
    assert_regex "$told" "60 s to stop \(app 60 s\).* set acquire-after = 62"
    assert_regex "$told" "acquire-after = 62 s is no less than renewal-freq, 15 s: .* set expire = 126 or more"
}

@test "a resource that the cluster leaves alone is named" {
    set_acquire_after 12
    node_within 90 s2n1 pcs resource unmanage app
    check_on s2n1
    assert_failure 1
    assert_regex "$told" "warning: ticket $ticket: resource app is unmanaged"
}

@test "where the cluster does not run, the check says that it cannot tell" {
    off=$(other_node "$(active_on booth-service 2)")
    node_within 120 "$off" pcs cluster stop --force
    check_on "$off"
    assert_failure 1
    node_within 120 "$off" pcs cluster start --wait=60
    assert_regex "$told" "warning: acquire-after could not be checked"
    assert_regex "$told" "Pacemaker does not run on this node"
}

@test "a configuration that is missing or wrong is an error" {
    check_on s2n1 --config absent
    assert_failure 1
    assert_regex "$told" "/etc/booth/absent.conf does not exist"
    node s2n1 sh -c "sed 's/expire = 30/expire = 9/' $config >/etc/booth/faulty.conf"
    check_on s2n1 --config faulty
    node s2n1 rm /etc/booth/faulty.conf
    assert_failure 1
    assert_regex "$told" "error: /etc/booth/faulty.conf line [0-9]+: ticket"
}
