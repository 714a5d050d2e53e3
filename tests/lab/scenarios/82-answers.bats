#!/usr/bin/env bats
# A boothd that lives but does not answer as it should: with a wrong key, or in no language of booth's.
# Needs our RPM, the procedure and the ticket in site 1, so that site 2 can play with its key. Leaves the
# lab as it found it.
# shellcheck disable=SC2154

load helpers

setup_file() {
    need_watcher
    began=$EPOCHREALTIME
    export began
}

teardown_file() {
    node s1n1 nft delete table ip garbage 2>/dev/null || true
    node s1n2 nft delete table ip garbage 2>/dev/null || true
    for name in s2n1 s2n2; do
        right_key "$name"
    done
    leave_watcher
    node "$(active_on booth-service 2)" rm -f /etc/booth/booth.key.other
}

# Half of the rounds put the wrong key there, and half the right one: so it ends where it began, and the
# recovered boothd always holds the key of the file.
wrong_key_rounds() { rounds 10 2 swap-key boothd-up --phase 2 >"$BATS_FILE_TMPDIR/wrong-key"; }
garbage_rounds() { rounds 10 1 garbage boothd-up --phase 2 >"$BATS_FILE_TMPDIR/garbage"; }

# The key of a machine that has never had another.
right_key() {
    [[ $(key_of "$1") != "$(key_of arb)" ]] || return 0
    node "$1" sh -c 'cat /etc/booth/booth.key.other >/etc/booth/booth.key'
}

key_of() { node "$1" sha256sum /etc/booth/booth.key | cut -d' ' -f1; }

# What the watcher, the next monitor and the journal say of boothd on node $1 while nobody may repair it.
assert_said_everywhere() {
    local on=$1 cause=$2 words=$3 site=$4
    assert_eventually 10 status_says "$on" "$cause"
    run status_of "$on"
    assert_output --partial "$words"
    run node "$on" crm_resource --force-check -r booth-service
    assert_failure 1
    assert_output --partial "$words"
    run node "$on" journalctl --quiet --output cat --since "@$began" SYSLOG_IDENTIFIER=booth-helperd \
        RESOURCE=booth-service "CAUSE=$cause" "SITE=$site" TICKET=superticket
    assert_output --partial "$words"
}

status_says() { [[ $(status_of "$1") == *"$2"* ]]; }

@test "a wrong key and garbage for an answer are failures within 10 s" {
    wrong_key_rounds &
    wrong_key=$!
    garbage_rounds
    wait "$wrong_key"
    seconds_to 2 <"$BATS_FILE_TMPDIR/wrong-key" |
        assert_median 10 "boothd holds a wrong key, until another answers with the right one"
    seconds_to 2 <"$BATS_FILE_TMPDIR/garbage" | assert_median 10 "boothd answers with garbage, until another runs"
    assert_equal "$(fail_count 2)" 10
    assert_equal "$(fail_count 1)" 10
}

@test "the journal has each with its cause" {
    assert_equal "$(incidents "$(active_on booth-service 2)" "$began" RESOURCE=booth-service CAUSE=wrong-key \
        SITE=192.168.22.100 TICKET=superticket)" 10
    assert_equal "$(incidents "$(active_on booth-service 1)" "$began" RESOURCE=booth-service CAUSE=daemon-garbage \
        SITE=192.168.11.100 TICKET=superticket)" 10
}

@test "a wrong key is named in the status, the monitor's reason and the journal" {
    eventually 60 healthy 2
    on=$(active_on booth-service 2)
    node_within 90 "$on" pcs resource unmanage booth-service --monitor
    fault_on "$on" swap-key
    assert_said_everywhere "$on" wrong-key "another key" 192.168.22.100
    fault_on "$on" swap-key
    assert_eventually 20 watched_on "$on"
    node_within 90 "$on" pcs resource manage booth-service --monitor
    assert_eventually 60 healthy 2
    assert_equal "$(fail_count 2)" 10
}

@test "garbage is named in the status, the monitor's reason and the journal" {
    eventually 60 healthy 1
    on=$(active_on booth-service 1)
    node_within 90 "$on" pcs resource unmanage booth-service --monitor
    fault_on "$on" garbage-for-all --hold 20 &
    redirect=$!
    assert_said_everywhere "$on" daemon-garbage "booth's protocol" 192.168.11.100
    wait "$redirect"
    assert_eventually 20 watched_on "$on"
    node_within 90 "$on" pcs resource manage booth-service --monitor
    assert_eventually 60 healthy 1
    assert_equal "$(fail_count 1)" 10
}
