# The campaign's lab: a short ticket, the witness, what is healthy and how to get there; sourced after
# life.sh, state.sh, procedure.sh, watching.sh.
# shellcheck shell=bash disable=SC2034,SC2154
campaign_here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=rows.bash
. "$campaign_here/rows.bash"

# The witness takes 2 s to stop and may take 5; acquire-after is that and 2 s for the reaction.
lease=15
acquire_after=7
ticket_times=("expire=$lease" timeout=1 retries=4 "acquire-after=$acquire_after")
application_type=(ocf:campaign:witness stop_time=2
    op monitor interval=5s timeout=10s op start timeout=10s op stop timeout=5s)
witness_folder=$lab_shared/witness
cluster_nodes=(s1n1 s1n2 s2n1 s2n2)

install_witness() {
    local name
    mkdir -p "$witness_folder" && cp "$campaign_here/witness_writer.py" "$lab_shared/" || return 1
    for name in "${cluster_nodes[@]}"; do
        install -D "$campaign_here/witness" "$(node_root "$name")/usr/lib/ocf/resource.d/campaign/witness" || return 1
    done
}

# What runs stays where it is: Pacemaker would move booth and the application about to spread the load.
set_stickiness() { node "s$1n1" pcs resource defaults update resource-stickiness=100; }

# The stock agents work without our helperd.
set_helperd() {
    local name
    for name in "${cluster_nodes[@]}"; do
        if [[ $1 == stock ]]; then
            node "$name" sh -c '! systemctl cat booth-helperd >/dev/null 2>&1 || systemctl mask --now booth-helperd'
        else
            node "$name" sh -c 'systemctl unmask booth-helperd && systemctl start booth-helperd'
        fi || return 1
    done
}

# campaign_prepare TYPES on a fresh lab, or on one that is prepared, maybe for other agents.
campaign_prepare() {
    local prepared
    prepared=$(cat "$lab_folder/campaign" 2>/dev/null) || true
    agent_types "$1"
    case $prepared in
        "$1") return 0 ;;
        '') install_witness && procedure_clusters && both_sites "stickiness" set_stickiness &&
            procedure_booth && procedure_resources || return 1 ;;
        *) both_sites "change to $service_type" replace_booth_resources || return 1 ;;
    esac
    step "helperd for $1 agents" set_helperd "$1" && echo "$1" >"$lab_folder/campaign"
}

# event WORD...: into the record that the checker reads.
event() { echo "$(date +%s%N) $*" >>"$witness_folder/events"; }

# The power is gone when this is written.
power_off() {
    local name
    node_power_off "$@" || return 1
    for name in "$@"; do
        event power-off "$name"
    done
}

# The application is active in SITE, whatever goes on elsewhere.
witness_in() { [[ " $(python3 "$campaign_here/checker.py" "$witness_folder" --now) " == *" $1 "* ]]; }

# witness_at SITE...: the application is active in one of these and in no other; in none, if 0 is among them.
witness_at() {
    local active site
    active=$(python3 "$campaign_here/checker.py" "$witness_folder" --now) || return 1
    for site in "$@"; do
        [[ ${active:-0} != "$site" ]] || return 0
    done
    return 1
}

start_cluster() { node_within 90 "s$1n1" pcs cluster start --all --wait=60; }
restart_boothd() { node_within 90 "$1" crm_resource --restart --resource booth-service --timeout=60; }

# Every process of a machine stops where it is; its init heeds only a signal from outside. (-1 is all others.)
freeze() {
    local leader
    leader=$(node_leader "$1") && kill -STOP "$leader" && timeout 10 nsenter -t "$leader" -m -p kill -STOP -- -1
}

thaw() {
    local leader
    leader=$(node_leader "$1") && timeout 10 nsenter -t "$leader" -m -p kill -CONT -- -1 && kill -CONT "$leader"
}

is_frozen() { grep -q '^State:[[:space:]]*T' "/proc/$(node_leader "$1")/status"; }

mend_network() {
    local name
    ! in_wan nft list table inet fault >/dev/null 2>&1 || in_wan nft delete table inet fault || return 1
    for name in "${cluster_nodes[@]}"; do
        ! node_runs "$name" || network_carrier "$name-ring" up || return 1
    done
}

mend_power() {
    local name off=()
    for name in "${lab_nodes[@]}"; do
        node_runs "$name" || off+=("$name")
        ! node_runs "$name" || ! is_frozen "$name" || thaw "$name" || return 1
    done
    ((${#off[@]} == 0)) || node_power_back "${off[@]}"
}

# What is stopped goes on, the key is secret again, the clock is the machine's.
mend_node() {
    # shellcheck disable=SC2016 # for the shell in the node
    node "$1" bash -c '
        for pid in $(pidof boothd booth-helperd); do
            kill -CONT "$pid"
        done
        chmod 0600 /etc/booth/booth.key' && mend_clock "$1"
}

mend_clock() {
    node "$1" test -e "$clock_file" || return 0
    node "$1" sh -c 'sed -i --follow-symlinks "/ # campaign\$/d" /usr/lib/ocf/resource.d/*/booth-s*' &&
        take_clock "$1" || return 1
    ! node "$1" pidof boothd >/dev/null || restart_boothd "$1"
}

cluster_is_up() { [[ $(cluster_state "$1" "count(//nodes/node[@online='true'])") == 2 ]]; }

mend_site() {
    eventually 5 cluster_is_up "$1" || start_cluster "$1" || return 1
    node "s$1n1" pcs resource enable booth &&
        node_within 90 "s$1n1" crm_resource --cleanup
}

# Everything that a row may have broken; what is not broken is left alone.
mend() {
    local name
    mend_network && mend_power || return 1
    for name in "${cluster_nodes[@]}"; do
        mend_node "$name" || return 1
    done
    node arb systemctl start booth@booth && mend_site 1 && mend_site 2
}

site_is_healthy() {
    local on
    on=$(active_on booth-service "$1") && [[ $(active_on booth-ip "$1") == "$on" ]] &&
        cluster_is_up "$1" && no_failures "$1"
}

# The site that all three agree on as the holder, if that is also what both clusters do; - if it is none.
holding_site() {
    local address
    address=$(ticket_holder 3) && ticket_held_by "$address" 1 && ticket_held_by "$address" 2 || return 1
    case $address in
        "$(booth_address 1)") site_has_it_alone 1 && echo 1 ;;
        "$(booth_address 2)") site_has_it_alone 2 && echo 2 ;;
        NONE) ticket_not_granted_in 1 && ticket_not_granted_in 2 && resource_stopped "$application" 1 &&
            resource_stopped "$application" 2 && echo - ;;
    esac
}

site_has_it_alone() {
    local other=$((3 - $1))
    ticket_granted_in "$1" && ticket_not_granted_in "$other" &&
        resource_runs "$application" "$1" && resource_stopped "$application" "$other"
}

campaign_is_healthy() { site_is_healthy 1 && site_is_healthy 2 && holding_site >/dev/null; }

campaign_is_at() { [[ $(holding_site) == "$1" ]]; }

# Whoever holds the ticket, afterwards site 1 does.
bring_to_site_1() {
    case $(holding_site) in
        1) return 0 ;;
        2) ticket_revoke 2 && eventually 30 campaign_is_at - || return 1 ;;
    esac
    # Right after a revoke a grant may have to wait for the others to have heard of it.
    eventually 60 ticket_grant && eventually 40 campaign_is_at 1
}

# The application beside boothd, or at the other node.
place_application() {
    local wanted=$1
    [[ $(active_on "$application" 1) == "$wanted" ]] ||
        node_within 90 "$wanted" pcs resource move newgroup "$wanted" &&
        eventually 30 campaign_is_at 1 &&
        [[ $(active_on "$application" 1) == "$wanted" ]]
}
