#!/usr/bin/env bats
# booth-service: start.

load helpers

setup() {
    open_node
}

@test "start returns when boothd answers, and again when it runs" {
    write_config
    act 7 monitor
    act 0 start
    act 0 monitor
    pid=$(boothd_pid)
    [[ "$(readlink "/proc/$pid/exe")" = */boothd ]]
    grep -q "booth_pid=$pid booth_state=started" "/proc/$NODE/root$LOCK"
    act 0 start
    [ "$(boothd_pid)" = "$pid" ]
    [ "$(count_daemons)" -eq 1 ]
}

@test "start asks with the key when there is one" {
    write_key
    write_config 'authfile = "/etc/booth/booth.key"'
    act 0 start
    act 0 monitor
    write_key 'another key that nobody has'
    act 1 monitor
    reason "holds another key"
    in_node rm /etc/booth/booth.key
    act 190 monitor
    reason "authfile /etc/booth/booth.key does not exist"
}

@test "a boothd that runs is left alone by a start with a broken configuration" {
    write_config
    act 0 start
    write_config 'nonsense'
    act 0 start
    [ "$(count_daemons)" -eq 1 ]
}

@test "boothd inherits no descriptor and no session" {
    write_config
    exec 7</dev/zero
    act 0 start
    exec 7<&-
    pid=$(boothd_pid)
    [ "$(readlink "/proc/$pid/cwd")" != "$PWD" ]
    refute grep -q -e /dev/zero -e pipe: <<<"$(ls -l "/proc/$pid/fd")"
    [ "$(ps -o sid= -p "$pid" | tr -d ' ')" != "$(ps -o sid= -p $$ | tr -d ' ')" ]
    for number in 0 1 2; do
        [ "$(stat -Lc %t:%T "/proc/$pid/fd/$number")" = "$(stat -c %t:%T /dev/null)" ]
    done
}

@test "without the address start names it and the way to have it" {
    write_config
    in_node ip address del "$SITE/32" dev lo
    act 1 start
    reason "$SITE or 192.0.2.2"
    reason "put the booth-ip resource"
    act 7 monitor
    in_node test ! -e "$STATE"
}

@test "a port in use is said in boothd's own words, at once" {
    write_config
    in_node python3 -c 'import socket, time
s = socket.socket(); s.bind(("192.0.2.1", 9929)); s.listen(); open("/run/bound", "w"); time.sleep(60)' 3>&- &
    retry 10 in_node test -e /run/bound
    began=$SECONDS
    act 1 start
    [ $((SECONDS - began)) -lt 10 ]
    reason "failed to bind socket Address already in use"
    [ "$(count_daemons)" -eq 0 ]
    in_node test ! -e "$STATE"
}

@test "what boothd itself refuses is said in its own words, before it daemonizes and after" {
    write_config 'site = "no-such-host.invalid"'
    act 1 start
    reason 'no-such-host.invalid'
    reason 'boothd ended (exit status'
    write_config
    in_node sh -c ': >/run/booth'
    act 1 start
    reason "booth.pid open error 20: Not a directory"
    refute reason "exit status 0"
    [ "$(count_daemons)" -eq 0 ]
}

@test "without its user boothd would run as another one" {
    write_config
    in_node sh -c 'without=$(grep -v ^hacluster: /etc/passwd); echo "$without" >/etc/passwd'
    act 5 start
    reason "user hacluster"
    act 0 validate-all
    act 5 validate-all OCF_CHECK_LEVEL=10
}

@test "an IPv6 site" {
    write_config
    in_node sed -i 's/192.0.2.1"/2001:db8::1"/' "$CONFIG"
    act 1 start
    reason "2001:db8::1"
    in_node ip address add 2001:db8::1/128 dev lo
    act 0 start
    act 0 monitor
    grep -q "^address=2001:db8::1$" "/proc/$NODE/root$STATE"
    in_node ip address del 2001:db8::1/128 dev lo
    act 1 monitor
    reason "address [2001:db8::1]:9929"
}

@test "booth before 1.2 that hangs on this kernel is named" {
    version=$(boothd --version | sed 's/.* //')
    [ "$(printf '%s\n' "$version" 1.2 | sort -V | head -n 1)" != 1.2 ] || skip "booth $version does not hang"
    [ "$(printf '%s\n' "$(uname -r)" 6.9 | sort -V | head -n 1)" = 6.9 ] || skip "Linux $(uname -r) does not make it hang"
    write_config
    export PRELOAD=
    act 5 start
    reason "booth $version, older than 1.2, hangs on Linux 6.9 and newer"
    [ "$(count_daemons)" -eq 0 ]
    act 7 monitor
}

@test "a boothd that never becomes ready is ended at the deadline" {
    write_config
    printf '#!/bin/sh\nexec sleep 100\n' | in_node tee /run/boothd-stuck >/dev/null
    in_node chmod 755 /run/boothd-stuck
    act 1 start OCF_RESKEY_daemon=/run/boothd-stuck OCF_RESKEY_CRM_meta_timeout=3000
    reason "boothd did not come to reading its configuration"
    refute pgrep --ns "$NODE" --nslist net -f 'sleep 100$'
    [ "$(count_daemons)" -eq 0 ]
}

@test "a daemon that dies by a signal, or cannot be run, is reported at once" {
    write_config
    printf '#!/bin/sh\nkill -9 $$\n' | in_node tee /run/boothd-dies >/dev/null
    printf '#!/nowhere/sh\n' | in_node tee /run/boothd-none >/dev/null
    in_node chmod 755 /run/boothd-dies /run/boothd-none
    act 1 start OCF_RESKEY_daemon=/run/boothd-dies
    reason "boothd ended (exit status 137) right after its start"
    act 1 start OCF_RESKEY_daemon=/run/boothd-none
    reason "cannot run /run/boothd-none: No such file or directory"
}

@test "a lock held by another program keeps start from starting" {
    write_config
    in_node mkdir -p /run/booth
    in_node python3 -c 'import fcntl, time
f = open("/run/booth/booth.pid", "w"); fcntl.lockf(f, fcntl.LOCK_EX); open("/run/locked", "w"); time.sleep(60)' 3>&- &
    retry 10 in_node test -e /run/locked
    act 1 monitor
    reason "is held by process"
    reason "python3"
    act 1 start
    reason "not started, because one is there: lock file"
    [ "$(count_daemons)" -eq 0 ]
    act 0 stop
    in_node test -e /run/locked
    act 1 monitor
}

@test "how often to ask boothd is recorded for the watcher, also for one that runs already" {
    write_config
    act 0 start
    in_node grep -qx probe_interval=2000 "$STATE"
    act 0 start OCF_RESKEY_probe_interval=1500ms
    in_node grep -qx probe_interval=1500 "$STATE"
}

@test "-D is the one argument that boothd gets" {
    write_config
    act 0 start OCF_RESKEY_args="-D"
    act 0 monitor
}
