#!/usr/bin/env bats
# Who may speak with booth-helperd, and what they can do to it. It runs as the user hacluster, as its unit has it.

load helpers.bash

: "${IPC_CLIENT:=$BATS_CWD/tests/watch/ipc_client}"
HACLUSTER=64990 # and the group haclient
READER=64991
STRANGER=64992

# Runs a command on the node, with the test's own state folder and a user and group database that knows the cluster.
# shellcheck disable=SC2016
IN_ACCOUNTS='mount --bind "$0" "$1" && mount --bind "$0/passwd" /etc/passwd && mount --bind "$0/group" /etc/group &&
    shift && exec "$@"'
in_accounts() {
    nsenter --net="/run/netns/$NODE" unshare --mount sh -c "$IN_ACCOUNTS" "$RUN_DIR" "$(dirname "$STATE_DIR")" "$@"
}

write_accounts() {
    local file
    for file in passwd group; do
        grep -v -e ^hacluster: -e ^haclient: "/etc/$file" >"$RUN_DIR/$file" || true
    done
    echo "hacluster:x:$HACLUSTER:$HACLUSTER::/:/bin/false" >>"$RUN_DIR/passwd"
    echo "haclient:x:$HACLUSTER:" >>"$RUN_DIR/group"
}

# as USER COMMAND...: root, hacluster, member (haclient is its first group), reader (an additional one) or stranger.
as() {
    local user=$1
    shift
    case $user in
    root) set -- "$@" ;;
    hacluster) set -- setpriv --reuid $HACLUSTER --regid $HACLUSTER --clear-groups "$@" ;;
    member) set -- setpriv --reuid $READER --regid $HACLUSTER --clear-groups "$@" ;;
    reader) set -- setpriv --reuid $READER --regid $READER --groups $READER,$HACLUSTER "$@" ;;
    stranger) set -- setpriv --reuid $STRANGER --regid $STRANGER --clear-groups "$@" ;;
    esac
    in_accounts timeout 60 "$@"
}

start_daemon() {
    HELPERD_LOG="$BATS_TEST_TMPDIR/helperd.log"
    write_accounts
    # shellcheck disable=SC2016
    in_accounts setpriv --reuid $HACLUSTER --regid $HACLUSTER --clear-groups --inh-caps +dac_read_search \
        --ambient-caps +dac_read_search sh -c 'echo $$; exec "$@"' sh \
        "$BOOTH_HELPERD" --foreground --config /nonexistent >"$HELPERD_LOG" 2>&1 3>&- &
    BACKGROUND="${BACKGROUND:-} $!"
    wait_for 10 answers
    HELPERD=$(head -n 1 "$HELPERD_LOG")
}

answers() { as root "$IPC_CLIENT" ask status "" 2>/dev/null | grep -q ^version=; }

# says TEXT COMMAND...: its output contains the text.
says() {
    local text=$1
    shift
    output=$("$@" 2>&1) || true
    grep -qF -- "$text" <<<"$output" || fail "does not say \"$text\": $output"
}

ask_as() { as "$1" "$IPC_CLIENT" ask "$2" "$3"; }

# Milliseconds that a command takes.
duration() {
    local start end
    start=$(date +%s%N)
    "$@" >/dev/null 2>&1 3>&- || true
    end=$(date +%s%N)
    echo $(((end - start) / 1000000))
}

helper_as() {
    local user=$1
    shift
    as "$user" env OCF_RESOURCE_INSTANCE=vip OCF_RESKEY_ip=$IP4 "$BOOTH_HELPER" "$@"
}

start_address() { helper_as root ocf ip start; }

@test "root and hacluster may change and read" {
    start_daemon
    start_address
    for user in root hacluster; do
        says watched= ask_as $user watch vip
        says watched= ask_as $user verdict vip
        says version= ask_as $user status ""
        says watched= ask_as $user status " "
        says resource=vip ask_as $user verdict vip
        refute says refuses ask_as $user unwatch vip
    done
}

@test "a member of haclient may read and not change, by its first group and by another one" {
    start_daemon
    start_address
    for user in member reader; do
        says resource=vip ask_as $user verdict vip
        says version= ask_as $user status ""
        says "refuses user id $READER" ask_as $user watch vip
        says "refuses user id $READER" ask_as $user unwatch vip
    done
}

@test "all others are refused" {
    start_daemon
    for command in watch unwatch verdict status; do
        says "refuses user id $STRANGER" ask_as stranger $command vip
    done
    # Before they can say anything, whereas others get time to.
    as stranger "$IPC_CLIENT" hangs-up
    run as reader "$IPC_CLIENT" hangs-up
    [ "$status" -eq 1 ]
}

@test "a resource that is not started is not watched" {
    start_daemon
    says "no such watch" ask_as root verdict vip
    says "no such watch" ask_as root watch vip
}

@test "status shows what is watched, to who may read" {
    start_daemon
    start_address
    run helper_as reader status
    echo "$output"
    [ "$status" -eq 0 ]
    grep -q "^booth-helperd .*: 1 resource watched" <<<"$output"
    grep -Eq "^vip .* ok$" <<<"$output"
    run helper_as stranger status
    [ "$status" -eq 1 ]
    grep -q "refuses user id $STRANGER: run this as root" <<<"$output"
}

@test "status without a daemon says how to start it" {
    write_accounts
    run helper_as root status
    [ "$status" -eq 1 ]
    grep -q "run: systemctl start booth-helperd" <<<"$output"
}

@test "a second daemon under the same name ends with a reason" {
    start_daemon
    run in_accounts timeout 10 "$BOOTH_HELPERD" --foreground --config /nonexistent
    [ "$status" -eq 1 ]
    grep -q "another process serves as booth-helperd already" <<<"$output"
    answers
}

@test "garbage of all sizes ends the connection, and nothing else" {
    start_daemon
    as root "$IPC_CLIENT" garbage
    as reader "$IPC_CLIENT" garbage
    answers
    kill -0 "$HELPERD"
}

@test "a client that cuts the shared file off does no harm" {
    start_daemon
    as reader "$IPC_CLIENT" truncate
    answers
    kill -0 "$HELPERD"
}

# assert_answers TIMES: root's question is answered every time, while somebody misbehaves.
assert_answers() {
    local count
    for ((count = 0; count < $1; count++)); do
        says resource=vip ask_as root verdict vip
    done
}

# misbehave USER WORD...: the client in the background; its account of it is in $ACCOUNT.
misbehave() {
    ACCOUNT="$BATS_TEST_TMPDIR/account-$RANDOM"
    as "$1" "$IPC_CLIENT" "${@:2}" >"$ACCOUNT" 2>&1 3>&- &
    BACKGROUND="${BACKGROUND:-} $!"
    MISBEHAVING=$!
}

@test "2000 clients that stall are dropped and hold nobody up" {
    start_daemon
    start_address
    for user in reader stranger; do
        for way in stall half; do
            misbehave $user $way 2000 4
            assert_answers 10
            [ "$(find "/proc/$HELPERD/fd" -type l | wc -l)" -lt 300 ]
            wait "$MISBEHAVING"
            cat "$ACCOUNT"
            grep -q "begun 2000 open 0" "$ACCOUNT"
        done
    done
}

@test "who floods is dropped and holds nobody up" {
    start_daemon
    start_address
    for way in flood deaf; do
        misbehave reader $way 2
        assert_answers 10
        wait "$MISBEHAVING"
        cat "$ACCOUNT"
        refute grep -q "dropped 0" "$ACCOUNT"
        grep -q dropped "$ACCOUNT"
    done
}

@test "another user who holds the name is not believed" {
    write_accounts
    misbehave reader hold 30
    wait_for 10 grep -q ready "$ACCOUNT"
    says "held by process" ask_as root verdict vip
    grep -q "of user id $READER, which is not believed" <<<"$output"
    start_address
    says "which is not believed" helper_as root ocf ip monitor
}

@test "a daemon that is stopped holds no action up" {
    start_daemon
    start_address
    kill -STOP "$HELPERD"
    usual=$(duration helper_as root --version)
    run helper_as root ocf ip monitor
    echo "$output"
    [ "$status" -eq 190 ]
    grep -q "does not answer within 0.5 s" <<<"$output"
    for action in monitor stop start; do
        took=$(duration helper_as root ocf ip $action)
        echo "$action $took ms, usually $usual ms"
        [ "$took" -ge 500 ]
        [ "$took" -lt $((usual * 3 + 1500)) ]
    done
    kill -CONT "$HELPERD"
    wait_for 5 helper_as root ocf ip monitor
}
