# The campaign's rows: what is broken, and where the application is to be after it; sourced.
# shellcheck shell=bash disable=SC2034,SC2154
#
# To add one: a line in the table, and a function break_NAME (- becomes _) that breaks it; prepare_NAME, if
# there is one, runs before, in a healthy lab. $holder is the node of site 1 where boothd runs, $peer the
# site's other node. What is broken must be something that mend (lab.bash) puts right, or that it learns to.
#
# AFTER: the sites where the application may run once all has settled, one of them and not both (0: it may
# run nowhere); anything else is "not recovered". A site that hears nobody calls an election every second,
# and the others answer: with booth, whatever the agents, nobody may win while that lasts.
# NEEDS: fencing, where no program on the node itself can help: measured, not judged. README's section on
# safety says why, and what to set.
#
# NAME                 AFTER  NEEDS    WHAT
campaign_rows='
boothd-stopped         1,2    -        boothd hangs (SIGSTOP) at the holder
boothd-no-start        2      -        boothd killed, cannot start on either node
booth-disabled         2      -        booth resources disabled
booth-failed           2      -        booth resources failed, fail-count INFINITY
cut-off                2      -        site cut off from everybody
cut-from-arbitrator    1      -        site cut off from the arbitrator only
cut-from-site2         1      -        site cut off from the other site only
one-way-out            2      -        nobody hears the site
one-way-in             0,2    -        the site hears nobody
holder-off             1,2    -        node of boothd powered off
both-off               2      -        both nodes powered off, on again later
dc-killed              1      -        the DC killed with -9
both-killed            1,2    -        helperd and boothd killed with -9
both-stopped           1,2    -        helperd and boothd hang (SIGSTOP)
all-stopped            1,2    -        boothd and both helperds of the site hang
ring-cut               1,2    -        corosync token lost inside the site
clock-back             2      -        clock of the node set back, boothd-no-start
clocks-back            2      -        boothd-no-start, then both clocks set back
arbitrator-away        1      -        arbitrator away, then boothd hangs
site-frozen            1,2    fencing  all of both nodes frozen, later goes on
'

row_names() { awk 'NF { print $1 }' <<<"$campaign_rows"; }
row_after() { awk -v name="$1" '$1 == name { print $2 }' <<<"$campaign_rows" | tr ',' ' '; }
row_exists() { [[ $(row_after "$1") ]]; }

stop_boothd() { node "$1" kill -STOP "$(boothd_pid_on "$1")"; }
kill_boothd() { node "$1" kill -KILL "$(boothd_pid_on "$1")"; }

# The pid of a node's helperd; nothing beside the stock agents, which have none.
helperd_of() { node "$1" pidof booth-helperd || [[ $service_type == ocf:pacemaker:* ]]; }

# signal_helperd SIGNAL NODE, where there is one.
signal_helperd() {
    local pid
    pid=$(helperd_of "$2") && { [[ -z $pid ]] || node "$2" kill "-$1" "$pid"; }
}

# signal_daemons SIGNAL NODE: helperd and boothd at once.
signal_daemons() {
    local helperd
    helperd=$(helperd_of "$2") || return 1
    # shellcheck disable=SC2086 # none or one
    node "$2" kill "-$1" $helperd "$(boothd_pid_on "$2")"
}

# boothd refuses a key that others may read.
forbid_boothd() {
    local name
    for name in "$holder" "$peer"; do
        node "$name" chmod 0644 /etc/booth/booth.key || return 1
    done
}

# drop_traffic RULE...: what the router is to drop.
drop_traffic() {
    in_wan nft -f - <<RULES
table inet fault {
    chain forward {
        type filter hook forward priority filter; policy accept;
        $(printf '%s drop\n' "$@")
    }
}
RULES
}

break_boothd_stopped() { stop_boothd "$holder"; }
break_boothd_no_start() { forbid_boothd && kill_boothd "$holder"; }
break_booth_disabled() { node "$holder" pcs resource disable booth; }

break_booth_failed() {
    local name
    for name in "$holder" "$peer"; do
        node "$holder" attrd_updater -N "$name" -n "fail-count-booth-service#monitor_10000" -U INFINITY &&
            node "$holder" attrd_updater -N "$name" -n "last-failure-booth-service#monitor_10000" \
                -U "$EPOCHSECONDS" || return 1
    done
}

break_cut_off() { drop_traffic 'iifname lan1' 'oifname lan1'; }
break_cut_from_arbitrator() { drop_traffic 'iifname lan1 oifname lan3' 'iifname lan3 oifname lan1'; }
break_cut_from_site2() { drop_traffic 'iifname lan1 oifname lan2' 'iifname lan2 oifname lan1'; }
break_one_way_out() { drop_traffic 'iifname lan1'; }
break_one_way_in() { drop_traffic 'oifname lan1'; }
break_holder_off() { power_off "$holder"; }

# The site comes back when the other has taken over, and is then as long under observation.
break_both_off() {
    power_off "$holder" "$peer" &&
        eventually 60 witness_at 2 &&
        node_power_back "$holder" "$peer" &&
        start_cluster 1 &&
        eventually 60 resource_runs booth-service 1
}

break_dc_killed() {
    local controller
    controller=$(cluster_state 1 "string(//current_dc/@name)") &&
        node "$controller" killall -KILL pacemaker-controld
}

break_both_killed() { signal_daemons KILL "$holder"; }
break_both_stopped() { signal_daemons STOP "$holder"; }
break_all_stopped() { signal_helperd STOP "$peer" && signal_daemons STOP "$holder"; }

break_ring_cut() { network_carrier s1n1-ring down && network_carrier s1n2-ring down; }

# As a hypervisor pauses machines, for longer than the other site waits: then both go on where they were.
break_site_frozen() {
    freeze "$holder" && freeze "$peer" && eventually 60 witness_in 2 && thaw "$holder" && thaw "$peer"
}

# The clock is set back by less than booth's maxtimeskew (600 s): of a boothd whose clock is further behind
# the others refuse every message (transport.c, verify_ts), so that it is alone and lets go by itself.
clock_step=-300

# boothd (once it starts again) and helperd of a node get a clock of their own; still the right one.
fake_clock() {
    local words
    words=$(clock_words "$1") && give_clock "$1" &&
        node "$1" sed -i "1a export $words # campaign" "/usr/lib/ocf/resource.d/$(agent_file "$service_type")"
}

prepare_clock_back() { fake_clock "$holder" && restart_boothd "$holder"; }
prepare_clocks_back() { fake_clock "$peer" && prepare_clock_back; }

# ocf:PROVIDER:TYPE as a path below resource.d; the alias of an agent is a link to it.
agent_file() { tr ':' '/' <<<"${1#ocf:}"; }

# boothd has renewed the lease with the other clock.
renewed_with_other_clock() {
    local expires
    ticket_granted_in 1 &&
        expires=$(node "$holder" crm_ticket --ticket "$ticket" --get-attr expires) &&
        ((expires < EPOCHSECONDS + clock_step / 2))
}

break_clock_back() { set_clock "$holder" "$clock_step" && eventually 20 renewed_with_other_clock && break_boothd_no_start; }
break_clocks_back() {
    break_boothd_no_start && set_clock "$holder" "$clock_step" && set_clock "$peer" "$clock_step"
}

break_arbitrator_away() {
    node arb systemctl stop booth@booth && stop_boothd "$holder"
}
