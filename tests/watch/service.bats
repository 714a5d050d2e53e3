#!/usr/bin/env bats
# booth-helperd watches a real boothd: its life, and whether it answers. It runs with the rights that its unit
# gives it: user hacluster with CAP_DAC_READ_SEARCH.

bats_require_minimum_version 1.5.0
load ../service/helpers

PORT=9929

# watch_boothd [LINE...]: with these lines as helperd's settings, in place of the helperd of the node. Its log
# is in $LOG.
watch_boothd() {
    LOG="$BATS_TEST_TMPDIR/watch.log"
    end_helperd
    in_node sh -c 'printf "%s\n" "$@" >/run/helper.conf' sh "$@"
    in_node setpriv --reuid 64990 --regid 64990 --clear-groups --no-new-privs --bounding-set=-all,+dac_read_search \
        --inh-caps=-all,+dac_read_search --ambient-caps=-all,+dac_read_search \
        "$BOOTH_HELPERD" --foreground --log-level=debug --config=/run/helper.conf >"$LOG" 2>&1 3>&- &
    retry 10 logged "booth-service: watched" || { cat "$LOG"; return 1; }
}

note_pid() {
    pid=$(boothd_pid)
}

logged() {
    grep -q -F -e "$1" "$LOG"
}

# finds SECONDS REASON: helperd finds that within the time, and nothing else.
finds() {
    retry "$1" logged "booth-service: $2" || { cat "$LOG"; return 1; }
    echo "# found: $(findings)"
    [ "$(findings | wc -l)" -eq 1 ]
}

findings() {
    grep -F -e "booth-service: boothd (pid" "$LOG" || true
}

finds_nothing() {
    findings
    [ -z "$(findings)" ]
}

stop_boothd() {
    kill -STOP "$pid"
    retry 10 grep -q '^State:[[:space:]]*T' "/proc/$pid/status"
}

# start_all [NAME=VALUE...]: boothd, and helperd with $SETTINGS if there are any.
start_all() {
    act 0 start "$@"
    note_pid
    watch_boothd ${SETTINGS:+"$SETTINGS"}
    retry 10 logged "answers at $SITE:$PORT"
}

@test "a boothd killed with -9 is found at once" {
    start_all OCF_RESKEY_probe_interval=60s
    kill -KILL "$pid"
    finds 5 "boothd (pid $pid) has ended"
}

@test "one that ended before the watch began is found too" {
    act 0 start
    note_pid
    kill -KILL "$pid"
    retry 10 is_gone "$pid"
    watch_boothd
    finds 5 "boothd (pid $pid) has ended"
}

@test "a boothd stopped by SIGSTOP is found within 10 s, with that reason" {
    start_all
    stop_boothd
    finds 10 "boothd (pid $pid) was stopped by a signal (state T)"
}

@test "a boothd that goes on in time is no finding" {
    start_all
    stop_boothd
    retry 10 logged "(1 in a row)"
    kill -CONT "$pid"
    retry 10 logged "answers again"
    finds_nothing
}

# Twelve misses, which take longer than that at the default interval.
@test "how often to ask comes from the resource" {
    SETTINGS=$'answer-timeout = 500ms\nmissed-answers = 12' start_all OCF_RESKEY_probe_interval=500ms
    stop_boothd
    finds 15 "boothd (pid $pid) was stopped by a signal (state T)"
}

use_key() {
    write_config "authfile = \"/etc/booth/booth.key\""
    write_key
}

@test "a key that was changed is found, and is no failure any more when it is back" {
    use_key
    start_all
    write_key fedcba9876543210
    finds 10 "boothd (pid $pid) at $SITE:$PORT holds another key: it refuses the key of this node"
    write_key
    retry 10 logged "answers again"
}

# One miss would be a failure here, and the first that there is comes from the signal.
@test "a key that this node cannot read any more is told, and is no failure" {
    use_key
    SETTINGS="missed-answers = 1" start_all OCF_RESKEY_probe_interval=500ms
    in_node chmod 640 /etc/booth/booth.key
    retry 10 logged "boothd (pid $pid) is asked without its key: authfile /etc/booth/booth.key may be read or written"
    stop_boothd
    finds 10 "boothd (pid $pid) was stopped by a signal (state T)"
    logged "was stopped by a signal (state T) (1 in a row)"
}

@test "waiting for crm_ticket is no hang until the grace is over" {
    start_with_slow_ticket 100
    note_pid
    watch_boothd "busy-grace = 7s"
    retry 20 logged "(4 in a row)"
    finds_nothing
    finds 20 "boothd (pid $pid) does not answer at $SITE:$PORT within 2.0 s: it has started a process, crm_ticket or"
}

@test "a crm_ticket that ends within the grace leaves no trace" {
    start_with_slow_ticket 7
    in_node rm /run/slow
    watch_boothd
    retry 20 logged "(1 in a row)"
    retry 20 logged "answers again"
    finds_nothing
}

# impostor CODE: what CODE (python) does with a connection c, at a port that helperd takes for boothd's.
impostor() {
    act 0 start
    note_pid
    in_node python3 -c "
import socket
s = socket.create_server(('$SITE', 9999))
open('/run/listens', 'w')
while True:
    c = s.accept()[0]
    $1
    c.close()" 3>&- &
    retry 10 in_node test -e /run/listens
    in_node sed -i s/^port=.*/port=9999/ "$STATE"
    watch_boothd
}

@test "an answer in another protocol is found" {
    impostor "c.sendall(b'HTTP/1.1 400 Bad Request: this is no booth at all\\r\\n'); c.recv(4096)"
    finds 10 "boothd (pid $pid) at $SITE:9999 does not answer in booth's protocol: no header of booth's protocol: HTTP"
}

@test "a connection that is ended is found" {
    impostor "c.recv(4096)"
    finds 10 "boothd (pid $pid) at $SITE:9999 ended the connection before its answer was complete"
}

@test "nobody at the port is found" {
    act 0 start
    note_pid
    in_node sed -i s/^port=.*/port=9999/ "$STATE"
    watch_boothd
    finds 10 "boothd (pid $pid) does not listen at $SITE:9999"
}
