#!/usr/bin/env bats
# booth-service: monitor, of a boothd that works and of all the ways in which it does not.

load helpers

setup() {
    open_node
    write_config
}

teardown() {
    close_node
}

@test "a boothd killed with -9 is not running" {
    act 0 start
    kill -KILL "$(boothd_pid)"
    retry 10 is_gone "$(boothd_pid)"
    act 7 monitor
    refute has_reason
    act 0 start
    act 0 monitor
}

@test "a boothd stopped by SIGSTOP is a failure with that reason" {
    act 0 start
    kill -STOP "$(boothd_pid)"
    retry 10 grep -q '^State:[[:space:]]*T' "/proc/$(boothd_pid)/status"
    act 1 monitor
    reason "was stopped by a signal (state T)"
    kill -CONT "$(boothd_pid)"
    retry 10 act 0 monitor
}

@test "a boothd whose port leads nowhere does not answer in time" {
    act 0 start
    # Packets to its port vanish: this is how a boothd in an endless loop looks.
    in_node sysctl -q net.ipv4.conf.lo.rp_filter=0
    in_node ip rule add ipproto tcp dport 9929 blackhole pref 0 2>/dev/null || skip "needs ip rules with ports"
    act 1 monitor OCF_RESKEY_CRM_meta_timeout=2000
    reason "boothd (pid $(boothd_pid)) at $SITE:9929 cannot be asked"
}

@test "a removed lock file is noticed, and stop still finds boothd" {
    act 0 start
    pid=$(boothd_pid)
    in_node rm "$LOCK"
    act 1 monitor
    reason "its lock file /var/run/booth/booth.pid was removed"
    act 1 start
    reason "not started, because one is there"
    in_node rm "$STATE"
    act 1 monitor
    reason "boothd (pid $pid)"
    act 0 stop
    is_gone "$pid"
    act 7 monitor
}

@test "an address that is gone is named" {
    act 0 start
    in_node ip address del "$SITE/32" dev lo
    act 1 monitor
    reason "address $SITE:9929 of boothd (pid $(boothd_pid)) is gone from this node"
}

@test "a boothd without a state file, started by others, is found" {
    in_node env "LD_PRELOAD=$CURE" boothd daemon -c booth
    retry 10 in_node grep -q booth_state=started "$LOCK"
    act 0 monitor
    act 0 start
    act 0 stop
    [ "$(count_daemons)" -eq 0 ]
}

@test "waiting for crm_ticket is no hang" {
    # boothd is single-threaded: it answers when its child is done.
    in_node mkdir /run/bin
    printf '#!/bin/sh\n[ ! -e /run/slow ] || sleep 4\nexit 1\n' | in_node tee /run/bin/crm_ticket >/dev/null
    in_node chmod 755 /run/bin/crm_ticket
    write_config 'ticket = "T"' 'expire = 30' 'timeout = 1' 'retries = 3'
    act 0 start "PATH=/run/bin:$PATH"
    in_node touch /run/slow
    in_node timeout 5 env "LD_PRELOAD=$CURE" "PATH=/run/bin:$PATH" boothd client grant -F -s "$SITE" T 3>&- || true
    retry 10 has_child "$(boothd_pid)"
    act 0 monitor
}

@test "another boothd with another configuration is never touched" {
    act 0 start
    first=$(boothd_pid)
    in_node ip address add 192.0.2.11/32 dev lo
    in_node sh -c 'sed "s/192.0.2.1\"/192.0.2.11\"/; s/9929/9930/" /etc/booth/booth.conf >/etc/booth/other.conf'
    act 7 monitor OCF_RESOURCE_INSTANCE=other OCF_RESKEY_config=other
    act 0 start OCF_RESOURCE_INSTANCE=other OCF_RESKEY_config=other
    [ "$(count_daemons)" -eq 2 ]
    act 0 stop OCF_RESOURCE_INSTANCE=other OCF_RESKEY_config=other
    [ "$(daemons)" = "$first" ]
    act 0 monitor
}

@test "an editor with the file open, or a program that looks alike, is no boothd" {
    in_node mkdir -p /run/booth
    in_node sh -c 'echo "booth_pid=1 booth_state=started booth_type=site booth_cfg_name=booth booth_id=1 booth_addr_string=192.0.2.1 booth_port=9929" >/run/booth/booth.pid'
    in_node tail -f "$CONFIG" /run/booth/booth.pid >/dev/null 3>&- &
    editor=$!
    in_node bash -c "exec -a 'boothd $CONFIG site for [$SITE]:9929' sleep 100" 3>&- &
    double=$!
    act 7 monitor
    act 0 stop
    kill -0 "$editor"
    kill -0 "$double"
    in_node rm /run/booth/booth.pid
    act 7 monitor
    act 0 stop
    kill -0 "$editor"
    kill -0 "$double"
}

@test "a pid of the record that belongs to another process now is not ours" {
    act 0 start
    kill -KILL "$(boothd_pid)"
    in_node sed -i "s/^pid=.*/pid=$NODE/" "$STATE"
    act 7 monitor
    act 0 stop
    kill -0 "$NODE"
}

@test "a torn state file does not hide boothd" {
    act 0 start
    in_node sh -c "echo nonsense >$STATE"
    act 0 monitor
    act 0 stop
    [ "$(count_daemons)" -eq 0 ]
}
