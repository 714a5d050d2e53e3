#!/usr/bin/env bats
# shellcheck disable=SC2154 # bats sets stderr.
# An incident in the log: with fields where the journal is there, as a line of syslog elsewhere, and once each.
bats_require_minimum_version 1.8.0
bats_load_library bats-support
bats_load_library bats-assert

setup() {
    [ "$(id -u)" -eq 0 ] || skip "only root may mount folders of its own"
    : "${JOURNAL_PROBE:=$BATS_CWD/tests/watch/journal_probe}"
    line="booth-ip: the address is gone"
}

# probe journal|syslog LEVEL: in a mount namespace with sockets of its own.
probe() {
    # shellcheck disable=SC2016 # The inner shell expands.
    run -0 --separate-stderr timeout 20 unshare --mount sh -c \
        'mount -t tmpfs run /run && mkdir -p /run/systemd/journal && mount -t tmpfs dev /dev && exec "$0" "$@"' \
        "$JOURNAL_PROBE" "$@"
}

have_systemd() {
    ldd "$JOURNAL_PROBE" | grep -q libsystemd || skip "built without libsystemd"
}

@test "the journal gets the incident with its fields, and syslog nothing" {
    have_systemd
    probe journal error
    assert_line --index 0 "journal:"
    assert_line "MESSAGE=$line"
    assert_line "PRIORITY=3"
    assert_line "SYSLOG_IDENTIFIER=booth-helperd"
    assert_line "RESOURCE=booth-ip"
    assert_line "TICKET=ticketA"
    assert_line "TICKET=ticketB"
    assert_line "CAUSE=address-gone"
    refute_line --partial "SITE="
    refute_line "syslog:"
    assert_equal "$(grep -c "$line" <<<"$output")" 1
}

@test "without a journal the line is in syslog" {
    probe syslog warning
    assert_line --index 0 "syslog:"
    assert_line --regexp "^<28>.* booth-helperd\[[0-9]+\]: (\[warning\] )?$line\$"
    assert_equal "$(grep -c "$line" <<<"$output")" 1
}

@test "standard error has the line once, whichever way it takes" {
    for way in journal syslog; do
        probe "$way" error
        assert_equal "$stderr" "booth-helperd: $line"
    done
}

@test "standard error that leads into the journal is left alone" {
    stream=$BATS_TEST_TMPDIR/stream
    : >"$stream"
    JOURNAL_STREAM=$(stat -c %d:%i "$stream")
    export JOURNAL_STREAM
    # shellcheck disable=SC2016 # The inner shell expands.
    probe_into_stream() {
        timeout 20 unshare --mount sh -c \
            'mount -t tmpfs run /run && mkdir -p /run/systemd/journal && mount -t tmpfs dev /dev && exec "$0" "$@"' \
            "$JOURNAL_PROBE" syslog error 2>"$stream"
    }
    run -0 probe_into_stream
    assert_output --partial "$line"
    assert_equal "$(cat "$stream")" ""
    JOURNAL_STREAM=1:1 run -0 probe_into_stream
    assert_equal "$(cat "$stream")" "booth-helperd: $line"
}

@test "what is less severe than the log's level goes nowhere" {
    probe journal info
    assert_output ""
    assert_equal "$stderr" ""
}
