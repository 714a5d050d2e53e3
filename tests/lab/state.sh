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

# The node of SITE where RESOURCE is active and has not failed; 1 if there is none.
active_on() {
    local resource=$1 site=$2 on
    on=$(spokesman "$site") || return 1
    node_within 20 "$on" crm_mon -1 --output-as=xml |
        xmllint --xpath "string(//resource[@id='$resource' and @active='true' and @failed='false'\
 and @role='Started' and not(@pending)]/node/@name)" - | grep .
}

resource_runs() { active_on "$@" >/dev/null; }

# Certain that nothing of RESOURCE runs in SITE: the cluster answers, and shows it stopped everywhere.
resource_stopped() {
    local resource=$1 site=$2 on state
    on=$(spokesman "$site") || return 1
    state=$(node_within 20 "$on" crm_mon -1 --output-as=xml) || return 1
    xmllint --xpath "//resource[@id='$resource']" - <<<"$state" >/dev/null 2>&1 &&
        ! xmllint --xpath "//resource[@id='$resource' and @active='true']" - <<<"$state" >/dev/null 2>&1
}

# The address of the site that holds the ticket, as the boothd at ADDRESS sees it; NONE without a holder.
ticket_holder() {
    local address=${1:-$(booth_address 3)} on=${2:-arb}
    node_within 20 "$on" booth list -s "$address" |
        sed -n "s/^ticket: $ticket, leader: \([^,]*\).*/\1/p" | tr a-z A-Z | grep .
}

ticket_held_by() { [[ $(ticket_holder 2>/dev/null) == "$1" ]]; }

# What SITE's cluster believes of the ticket: true or false, nothing before the first grant.
ticket_granted_in() {
    local on
    on=$(spokesman "$1") || return 1
    [[ $(node_within 20 "$on" crm_ticket -t "$ticket" -G granted -q 2>/dev/null) == true ]]
}

ticket_not_granted_in() {
    spokesman "$1" >/dev/null && ! ticket_granted_in "$1"
}
