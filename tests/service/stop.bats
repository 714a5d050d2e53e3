#!/usr/bin/env bats
# booth-service: stop, whatever is missing.

load helpers

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

@test "stop kills a boothd that does not take TERM, and what keeps its port, before the timeout" {
    start_with_slow_ticket 100
    pid=$(boothd_pid)
    child=$(ps -o pid= --ppid "$pid" | tr -d ' ')
    began=$SECONDS
    stops "$pid" OCF_RESKEY_CRM_meta_timeout=6000
    [ $((SECONDS - began)) -lt 7 ]
    is_gone "$child"
    in_node rm /run/slow
    act 0 start "PATH=/run/bin:$PATH"
}

@test "a boothd that does not become ready is ended by start" {
    in_node mkdir -p /run/bin
    printf '#!/bin/sh\nsleep 100\n' | in_node tee /run/bin/crm_ticket >/dev/null
    in_node chmod 755 /run/bin/crm_ticket
    write_config 'ticket = "T"'
    act 1 start "PATH=/run/bin:$PATH" OCF_RESKEY_CRM_meta_timeout=3000
    reason "boothd did not become ready in time"
    [ "$(count_daemons)" -eq 0 ]
    act 0 start
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
