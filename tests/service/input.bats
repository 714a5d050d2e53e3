#!/usr/bin/env bats
# booth-service: parameters, configurations and keys that are wrong. Nothing may be changed by them.

load helpers

# One clear line, and nothing done.
unchanged() {
    [ "$(grep -c . <<<"$output")" -eq 1 ] || { echo "more than one line"; return 1; }
    [ "${#output}" -lt 600 ] || { echo "a line of ${#output} characters"; return 1; }
    [ "$(count_daemons)" -eq 0 ]
    local path
    for path in "$STATE" /run/booth /run/touched; do
        [ ! -e "/proc/$NODE/root$path" ] || { echo "$path is there"; return 1; }
    done
}

# refused CODE TEXT [NAME=VALUE...]: by validate-all and by start, in the same words.
refused() {
    local code=$1 text=$2 action
    shift 2
    for action in validate-all start; do
        act "$code" "$action" "$@"
        reason "$text"
        unchanged
    done
}

@test "validate-all is silent when all is well" {
    act 0 validate-all
    [ -z "$output" ]
    act 0 validate-all OCF_CHECK_LEVEL=10
    [ -z "$output" ]
}

@test "what is missing on this node is 5, and a probe is 7" {
    refused 5 "config /etc/booth/none.conf does not exist on this node" OCF_RESKEY_config=none
    act 7 monitor OCF_RESKEY_config=none OCF_RESKEY_CRM_meta_interval=0
    act 5 start OCF_RESKEY_daemon=no-such-boothd
    reason "daemon no-such-boothd is neither in PATH nor in /usr/sbin"
    unchanged
    act 5 validate-all OCF_CHECK_LEVEL=10 OCF_RESKEY_daemon=/no/such/boothd
    reason "daemon /no/such/boothd is not an executable file"
    act 0 validate-all OCF_RESKEY_daemon=/no/such/boothd
    act 7 monitor OCF_RESKEY_daemon=no-such-boothd OCF_RESKEY_CRM_meta_interval=0
    in_node chmod 000 "$CONFIG"
    act 7 monitor OCF_RESKEY_CRM_meta_interval=0
}

@test "values that are wrong on every node are 6" {
    long=$(printf 'x%.0s' {1..300})
    for name in ../booth.conf etc/booth.conf "$long" "/$long" $'a\nb'; do
        refused 6 "parameter config=" OCF_RESKEY_config="$name"
    done
    refused 6 "parameter daemon=" OCF_RESKEY_daemon=sbin/boothd
    refused 6 "parameter daemon=" OCF_RESKEY_daemon="$(printf '/x%.0s' {1..2100})"
    for args in "-c other" "-l /run/touched" "-S" "-s 192.0.2.2" "stop" "-Dx" "--help" "-D -"; do
        refused 6 "parameter args=" OCF_RESKEY_args="$args"
    done
    for interval in 499ms 61s 2m; do
        refused 6 "parameter probe_interval=\"$interval\": expected a time from 500ms to 60s" \
            OCF_RESKEY_probe_interval="$interval"
    done
}

@test "shell metacharacters are only characters" {
    # shellcheck disable=SC2016
    for text in '$(touch /run/touched)' '`touch /run/touched`' '; touch /run/touched' '| touch /run/touched' \
        '" touch /run/touched "' "' touch /run/touched '" '*' '-x' '%s%n'; do
        refused 5 "does not exist on this node" OCF_RESKEY_config="/etc/booth/${text//\//_}"
        refused 6 "parameter args=" OCF_RESKEY_args="$text"
        act 5 start OCF_RESKEY_daemon="${text//\//_}"
        reason "is neither in PATH"
        unchanged
    done
}

@test "a configuration whose name boothd would hand to a shell is refused" {
    in_node cp "$CONFIG" '/etc/booth/a;touch x.conf'
    refused 5 "the file's name gives booth the name" OCF_RESKEY_config='/etc/booth/a;touch x.conf'
}

@test "faults of the configuration name file, line and rule" {
    write_config 'ticket = "T"' 'expire = 60'
    refused 5 "$CONFIG line 5: ticket \"T\": timeout*(retries+1) must be less than renewal-freq, but 5*(10+1) = 55 >= 30"
    write_config 'port = 9930'
    refused 5 "$CONFIG line 5: port = 9930 stands after $SITE"
    write_config 'name = booth # main'
    refused 5 "$CONFIG line 5: name = booth # main"
    write_config 'nonsense = 1'
    refused 5 "$CONFIG line 5: unknown key \"nonsense\""
}

@test "every fault is told, each in a line, the first as the reason" {
    write_config 'nonsense = 1' 'ticket = "T"' 'retries = 1' 'authfile = "/etc/booth/none.key"'
    act 5 validate-all
    reason "line 5: unknown key"
    [ "$(grep -c . <<<"$output")" -eq 3 ]
    grep -q "line 7: retries" <<<"$output"
    grep -q "authfile /etc/booth/none.key does not exist" <<<"$output"
}

@test "an even number of members is a warning, and no failure" {
    in_node sed -i /arbitrator/d "$CONFIG"
    act 0 validate-all
    grep -q "2 sites and arbitrators: an odd number" <<<"$output"
}

@test "keys that boothd refuses, or takes for none" {
    write_config 'authfile = "/etc/booth/booth.key"'
    refused 5 "authfile /etc/booth/booth.key does not exist on this node"
    write_key
    in_node chmod 640 /etc/booth/booth.key
    refused 5 "may be read or written by others"
    write_key 1234567
    refused 5 "holds a key of 7 bytes"
    in_node sh -c '{ printf "\\000"; head -c 63 /dev/zero | tr "\\000" "\\377"; } >/etc/booth/booth.key'
    refused 5 "begins with a NUL byte"
    write_key
    in_node chown 12345 /etc/booth/booth.key
    refused 5 "belongs to user id 12345"
    in_node chown hacluster:haclient /etc/booth/booth.key
    act 0 start
}

@test "10 MB, garbage, folders and fifos are no configurations" {
    in_node sh -c "head -c 10485760 /dev/zero | tr '\\000' '#' >$CONFIG"
    refused 5 "is larger than"
    in_node sh -c "head -c 65536 /dev/urandom >$CONFIG"
    act 5 start
    has_reason
    unchanged
    act 5 validate-all
    [ "$(grep -c . <<<"$output")" -lt 40 ]
    refute grep -q '[^[:print:][:space:]]' <<<"$output"
    act 7 monitor OCF_RESKEY_CRM_meta_interval=0
    in_node sh -c ": >$CONFIG"
    refused 5 "no site"
    in_node rm "$CONFIG"
    in_node mkdir "$CONFIG"
    refused 5 "is not a regular file"
    in_node rmdir "$CONFIG"
    in_node mkfifo "$CONFIG"
    refused 5 "is not a regular file"
    act 7 monitor OCF_RESKEY_CRM_meta_interval=0
}

@test "start and stop need root" {
    for action in start stop monitor; do
        run in_node setpriv --reuid=65534 --clear-groups env OCF_RESOURCE_INSTANCE=booth-service \
            "OCF_RESKEY_config=$CONFIG" "$HELPER" ocf service "$action"
        [ "$status" -eq 4 ]
        reason "only root may do this"
    done
}
