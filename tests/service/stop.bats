#!/usr/bin/env bats
# booth-service: stop, whatever is missing.

load helpers

setup() {
    open_node
    write_config
}

teardown() {
    close_node
}

# stops: the boothd of the state file before, and nothing of it after.
stops() {
    local pid=$1
    shift
    act 0 stop "$@"
    is_gone "$pid"
    [ "$(count_daemons)" -eq 0 ]
    in_node test ! -e "$STATE"
    act 7 monitor
}

@test "stop ends boothd and can be repeated" {
    act 0 stop
    act 0 start
    stops "$(boothd_pid)"
    act 0 stop
}

@test "stop ends a boothd stopped by SIGSTOP" {
    act 0 start
    kill -STOP "$(boothd_pid)"
    stops "$(boothd_pid)"
}

@test "stop ends a boothd that ignores TERM, before the timeout" {
    act 0 start
    pid=$(boothd_pid)
    # Traced, it gets no signal but KILL.
    in_node mkdir -p /run/bin
    printf '#!/bin/sh\nsleep 100\n' | in_node tee /run/bin/crm_ticket >/dev/null
    in_node chmod 755 /run/bin/crm_ticket
    act 0 stop
    write_config 'ticket = "T"'
    # A start that waits for crm_ticket for ever, and then for the deadline.
    act 1 start "PATH=/run/bin:$PATH" OCF_RESKEY_CRM_meta_timeout=3000
    reason "boothd did not become ready in time"
    [ "$(count_daemons)" -eq 0 ]
    # The same one, started by others.
    in_node env "LD_PRELOAD=$CURE" "PATH=/run/bin:$PATH" boothd daemon -c "$CONFIG"
    retry 10 in_node grep -q booth_state=starting "$LOCK"
    began=$SECONDS
    act 0 stop OCF_RESKEY_CRM_meta_timeout=6000
    [ $((SECONDS - began)) -lt 6 ]
    [ "$(count_daemons)" -eq 0 ]
}

@test "stop without configuration and key" {
    write_key
    write_config 'authfile = "/etc/booth/booth.key"'
    act 0 start
    in_node sh -c 'rm /etc/booth/*'
    stops "$(boothd_pid)"
}

@test "stop without lock file and its folder" {
    act 0 start
    in_node rm -r /run/booth
    stops "$(boothd_pid)"
}

@test "stop without the program" {
    in_node sh -c 'mkdir /run/sbin && cp "$(command -v boothd)" /run/sbin/boothd'
    act 0 start OCF_RESKEY_daemon=/run/sbin/boothd
    act 0 monitor OCF_RESKEY_daemon=/run/sbin/boothd
    in_node rm /run/sbin/boothd
    act 0 monitor OCF_RESKEY_daemon=/run/sbin/boothd
    stops "$(boothd_pid)" OCF_RESKEY_daemon=/run/sbin/boothd
}

@test "stop without the state file" {
    act 0 start
    pid=$(boothd_pid)
    in_node rm "$STATE"
    stops "$pid"
}

@test "stop without all of them" {
    act 0 start
    pid=$(boothd_pid)
    in_node sh -c 'rm -r /run/booth-agents /run/booth /etc/booth/*'
    stops "$pid"
}

@test "stop with parameters that are wrong by now" {
    act 0 start
    stops "$(boothd_pid)" OCF_RESKEY_config=../x OCF_RESKEY_args='--no such'
}
