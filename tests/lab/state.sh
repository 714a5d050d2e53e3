# What the lab's clusters and boothds say of themselves; sourced after life.sh.
# shellcheck shell=bash disable=SC2034,SC2154

# A node of SITE that runs, to ask.
spokesman() {
    local node
    for node in $(nodes_of_site "$1"); do
        node_runs "$node" && echo "$node" && return
    done
    echo "no node of site $1 runs" >&2
    return 1
}

# cluster_state SITE XPATH: what SITE's cluster says, as crm_mon's XML; 1 if it says nothing.
cluster_state() {
    local on state
    on=$(spokesman "$1") &&
        state=$(node_within 20 "$on" crm_mon -1 --output-as=xml) &&
        xmllint --xpath "$2" - <<<"$state"
}

# The node of SITE where RESOURCE is active and has not failed; 1 if there is none.
active_on() {
    cluster_state "$2" "string(//resource[@id='$1' and @active='true' and @failed='false'\
 and @role='Started' and not(@pending)]/node/@name)" | grep .
}

resource_runs() { active_on "$@" >/dev/null; }

# Certain that RESOURCE runs nowhere in SITE: the cluster answers, knows it, and shows it stopped.
resource_stopped() {
    [[ $(cluster_state "$2" "concat(count(//resource[@id='$1']), ' known, ',\
 count(//resource[@id='$1' and @active='true']), ' active')") == "1 known, 0 active" ]]
}

# ticket_holder SITE: the address of the site that holds the ticket, as SITE's boothd sees it; NONE
# without a holder.
ticket_holder() {
    local on
    on=$(spokesman "$1") || return 1
    node_within 20 "$on" booth list -s "$(booth_address "$1")" |
        sed -n "s/^ticket: $ticket, leader: \([^,]*\).*/\1/p" | sed 's/^none$/NONE/' | grep .
}

# ticket_held_by ADDRESS [SITE]; SITE is the arbitrator's unless another is asked.
ticket_held_by() {
    local holder
    holder=$(ticket_holder "${2:-3}" 2>/dev/null) && [[ $holder == "$1" ]]
}

# What SITE's cluster believes of the ticket.
ticket_granted_in() {
    [[ $(cluster_state "$1" "string(//ticket[@id='$ticket']/@status)") == granted ]]
}

# Certain that the ticket is not granted in SITE: the cluster answers, and says so.
ticket_not_granted_in() {
    [[ $(cluster_state "$1" "concat('granted: ', count(//ticket[@id='$ticket' and @status='granted']))") == "granted: 0" ]]
}
