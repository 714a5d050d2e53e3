# The multi-site procedure with pcs, one function for each step; sourced after life.sh.
# shellcheck shell=bash disable=SC2034,SC2154

ticket=superticket
application=app
# The campaign (tests/campaign) has a shorter ticket, and an application that bears witness.
ticket_times=(expire=30 timeout=2 retries=4)
application_type=(ocf:pacemaker:Dummy op monitor interval=5s)

# The agents under test: own, alias (ours under the names that pcs looks for) or stock.
agent_types() {
    case $1 in
        own) ip_type=ocf:booth-agents:booth-ip service_type=ocf:booth-agents:booth-service ;;
        alias) ip_type=ocf:booth-agents:IPaddr2 service_type=ocf:booth-agents:booth-site ;;
        stock) ip_type=ocf:heartbeat:IPaddr2 service_type=ocf:pacemaker:booth-site ;;
        *) die "agent types are own, alias or stock, not '$1'" ;;
    esac
}

# both_sites TITLE CMD... runs CMD SITE for sites 1 and 2 side by side, a step for each.
both_sites() {
    local title=$1 site pids=() rc=0
    shift
    for site in 1 2; do
        step "site $site: $title" "$@" "$site" &
        pids+=($!)
    done
    for site in 0 1; do
        wait "${pids[site]}" || rc=$?
    done
    return "$rc"
}

pcs_host_auth() {
    local node=$1
    shift
    node "$node" pcs host auth "$@" -u hacluster -p "$lab_password"
}

cluster_auth() {
    local members
    read -ra members <<<"$(nodes_of_site "$1")"
    pcs_host_auth "s$1n1" "${members[@]}"
}

cluster_setup() {
    local members
    read -ra members <<<"$(nodes_of_site "$1")"
    node_within 120 "s$1n1" pcs cluster setup "site$1" "${members[@]}" --start --wait=60
}

cluster_property() { node "s$1n1" pcs property set stonith-enabled=false; }

booth_setup() {
    node s1n1 pcs booth setup sites "$(booth_address 1)" "$(booth_address 2)" \
        arbitrators "$(booth_address 3)"
}

booth_ticket_add() { node s1n1 pcs booth ticket add "$ticket" "${ticket_times[@]}"; }
booth_sync() { node "s$1n1" pcs booth sync; }
booth_pull() { pcs_host_auth "$1" s1n1 && node "$1" pcs booth pull s1n1; }
arbitrator_start() { node arb pcs booth start && node arb pcs booth enable; }

booth_resources() {
    local on=s${1}n1
    node "$on" pcs resource create booth-ip "$ip_type" ip="$(booth_address "$1")" --group booth &&
        node "$on" pcs resource create booth-service "$service_type" \
            config=/etc/booth/booth.conf --group booth &&
        eventually 60 resource_runs booth-service "$1"
}

replace_booth_resources() {
    node_within 90 "s$1n1" pcs resource delete booth-service booth-ip && booth_resources "$1"
}

# Without stickiness Pacemaker balances the load: the application would move when booth comes to its node.
application_resources() {
    node "s${1}n1" pcs resource create "$application" "${application_type[@]}" \
        meta resource-stickiness=100 --group newgroup --disabled
}

# A lost ticket stops the application; "stop" is also what Pacemaker does unasked.
ticket_constraint() {
    node "s${1}n1" pcs constraint ticket add "$ticket" newgroup loss-policy=stop &&
        node "s${1}n1" pcs resource enable "$application"
}

ticket_grant() { node s1n1 pcs booth ticket grant "$ticket" "$(booth_address 1)"; }
ticket_grant_here() { node s1n1 pcs booth ticket grant "$ticket"; }
ticket_revoke() { node "s$1n1" pcs booth ticket revoke "$ticket" "$(booth_address "$1")"; }
ticket_revoke_here() { node "s$1n1" pcs booth ticket revoke "$ticket"; }

# Everything up to the grant; needs agent_types.
procedure_clusters() {
    both_sites "pcs host auth" cluster_auth &&
        both_sites "pcs cluster setup" cluster_setup &&
        both_sites "pcs property set stonith-enabled=false" cluster_property
}

procedure_booth() {
    step "site 1: pcs booth setup" booth_setup &&
        step "site 1: pcs booth ticket add $ticket" booth_ticket_add &&
        step "site 1: pcs booth sync" booth_sync 1 &&
        step "arbitrator: pcs booth pull" booth_pull arb &&
        step "arbitrator: pcs booth start, enable" arbitrator_start &&
        step "site 2: pcs booth pull" booth_pull s2n1 &&
        step "site 2: pcs booth sync" booth_sync 2
}

procedure_resources() {
    both_sites "pcs resource create booth-ip, booth-service" booth_resources &&
        both_sites "pcs resource create $application" application_resources &&
        both_sites "pcs constraint ticket add $ticket newgroup" ticket_constraint
}
