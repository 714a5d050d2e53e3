#!/usr/bin/env bats
# booth-service: monitor, of a boothd that works and of all the ways in which it does not.

load helpers

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
    start_with_slow_ticket 4
    act 0 monitor
}

@test "a boothd that waits for ever does not answer in time" {
    start_with_slow_ticket 100
    act 1 monitor OCF_RESKEY_CRM_meta_timeout=5000
    reason "boothd (pid $(boothd_pid)) does not answer at $SITE:9929 within 4.5 s"
}

# A boothd of another configuration beside the first; its pid is in $other.
start_other() {
    in_node ip address add 192.0.2.11/32 dev lo
    in_node sh -c 'sed "s/192.0.2.1\"/192.0.2.11\"/; s/9929/9930/" /etc/booth/booth.conf >/etc/booth/other.conf'
    act 7 monitor OCF_RESOURCE_INSTANCE=other OCF_RESKEY_config=other
    act 0 start OCF_RESOURCE_INSTANCE=other OCF_RESKEY_config=other
    other=$(sed -n 's/^pid=//p' "/proc/$NODE/root/run/booth-agents/other.state")
}

@test "another boothd with another configuration is never touched" {
    act 0 start
    first=$(boothd_pid)
    start_other
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
    start_other
    in_node sed -i "s/^pid=.*/pid=$other/" "$STATE"
    act 7 monitor
    act 0 stop
    [ "$(daemons)" = "$other" ]
}

@test "a torn state file does not hide boothd" {
    act 0 start
    in_node sh -c "echo nonsense >$STATE"
    act 0 monitor
    act 0 stop
    [ "$(count_daemons)" -eq 0 ]
}

@test "a boothd of another network namespace serves another node" {
    act 0 start
    in_node rm "$LOCK" "$STATE"
    first=$NODE pid=$(daemons)
    open_node
    write_config
    act 7 monitor
    act 0 stop
    act 0 start
    close_node
    NODE=$first
    [ "$(daemons)" = "$pid" ]
}

@test "monitor is degraded when nobody watches, and says what to do; nothing else is" {
    act 0 start
    act 0 monitor
    end_helperd
    act 190 monitor
    reason "booth-helperd does not run"
    reason "systemctl start booth-helperd"
    act 0 monitor OCF_RESKEY_CRM_meta_interval=0
    act 0 start
    act 0 stop
    act 7 monitor
}
