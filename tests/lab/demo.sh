#!/bin/bash
# The main job on five machines, each step a line with its time: demo.sh [--rpm-dir DIR] [--types own|alias|stock]
set -euo pipefail
lab_here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=life.sh
. "$lab_here/life.sh"
# shellcheck source-path=SCRIPTDIR source=state.sh
. "$lab_here/state.sh"
# shellcheck source-path=SCRIPTDIR source=procedure.sh
. "$lab_here/procedure.sh"

fail_loudly

usage() {
    echo "usage: demo.sh [--rpm-dir DIR] [--types own|alias|stock]" >&2
    exit 2
}

heading() { printf '\n%s\n' "$*" >&2; }

# Runs CMD and shows what it says, no line longer than a terminal's.
show() {
    local title=$1
    shift
    heading "$title"
    "$@" | tr '\t' ' ' | fold -s -w 74 | sed 's/^/    /' >&2
}

move_booth() {
    local from
    from=$(active_on booth-service 1)
    node_within 90 "$from" pcs resource move booth "$(other_node "$from")" &&
        eventually 60 resource_runs booth-service 1 &&
        [[ $(active_on booth-service 1) != "$from" ]] &&
        ticket_granted_in 1
}

demo_set_up() {
    heading "Two clusters of two nodes, and an arbitrator"
    procedure_clusters
    heading "booth: configured in site 1, copied to the arbitrator and to site 2"
    procedure_booth
    heading "booth's address and service, and an application that needs the ticket"
    procedure_resources
    show "pcs booth config" node s1n1 pcs booth config
}

demo_grant() {
    heading "The ticket decides where the application runs"
    step "site 1: pcs booth ticket grant" ticket_grant
    step "site 1: the application runs" eventually 60 resource_runs "$application" 1
    step "site 2: the application does not" resource_stopped "$application" 2
    step "site 1: booth moves to the other node, the ticket stays" move_booth
    step "site 1: the application still runs" resource_runs "$application" 1
    show "pcs booth status" node "$(active_on booth-service 1)" pcs booth status
}

demo_take_over() {
    heading "Site 1 is cut off from the world; its lease lasts 30 s"
    step "site 1: cut off" network_cut 1
    step "site 1: the lease is over, the application stops" eventually 90 resource_stopped "$application" 1
    step "site 2: takes the ticket" eventually 90 ticket_granted_in 2
    step "site 2: the application runs" eventually 60 resource_runs "$application" 2
    step "site 1: back in the world" network_heal 1
    step "arbitrator: site 2 holds the ticket" eventually 60 ticket_held_by "$(booth_address 2)"
    # Until then site 1 still campaigns for the ticket, and would take it after a revoke.
    step "site 1: knows that site 2 holds the ticket" eventually 60 ticket_held_by "$(booth_address 2)" 1
    step "site 1: the application stays stopped" resource_stopped "$application" 1
}

demo_revoke() {
    heading "A revoke stops the application everywhere"
    step "site 2: pcs booth ticket revoke" ticket_revoke 2
    step "site 2: the application stops" eventually 60 resource_stopped "$application" 2
    step "site 1: the application stays stopped" stays_stopped
    step "nobody holds the ticket" ticket_held_by NONE
}

# For longer than a site without the ticket would take to get it.
stays_stopped() {
    local deadline=$((SECONDS + 8))
    while ((SECONDS < deadline)); do
        resource_stopped "$application" 1 && resource_stopped "$application" 2 || return 1
        sleep 0.5
    done
}

demo_final_state() {
    local site
    for site in 1 2; do
        show "Site $site at the end: crm_mon" node "s${site}n1" \
            crm_mon -1 --inactive --exclude=all --include=nodes,resources,tickets
    done
}

main() {
    local rpms='' types=''
    exec 2>&1
    while (($# > 0)); do
        case $1 in
            --rpm-dir) rpms=${2:?--rpm-dir needs a folder} ;;
            --types) types=${2:?--types needs own, alias or stock} ;;
            *) usage ;;
        esac
        shift 2
    done
    if [[ -z $types ]]; then
        types=stock
        [[ -z $rpms ]] || types=own
    fi
    agent_types "$types"
    lab_take
    lab_refuse_kept
    lab_up "$rpms"
    demo_set_up
    demo_grant
    demo_take_over
    demo_revoke
    demo_final_state
    heading "The main job is done."
}

main "$@"
