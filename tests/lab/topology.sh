# What the lab consists of: two sites of two nodes each and an arbitrator; sourced.
# shellcheck shell=bash disable=SC2034,SC2154
#
#   site 1  192.168.11.0/24  s1n1 .1  s1n2 .2   booth address .100
#   site 2  192.168.22.0/24  s2n1 .1  s2n2 .2   booth address .100
#   site 3  192.168.99.0/24  arb  .100
#
# eth0 is on the site's network, with the router at .254. Cluster nodes have a
# second interface, eth1, on a network of their cluster alone (10.0.SITE.0/24),
# so that a fault of the site's network does not cut a node out of its cluster.

lab_nodes=(s1n1 s1n2 s2n1 s2n2 arb)
# Labs of different names run side by side.
lab_prefix=${BOOTH_AGENTS_LAB:-boothlab}
lab_folder=/run/$lab_prefix
lab_lock=$lab_folder.lock
lab_wan=$lab_prefix-wan
# All machines see this folder as /srv/lab; it is outside them and outlives them.
lab_shared=$lab_folder/shared

site_of() {
    case $1 in
        s1n[12]) echo 1 ;;
        s2n[12]) echo 2 ;;
        arb) echo 3 ;;
        *) die "there is no node '$1': the nodes are ${lab_nodes[*]}" ;;
    esac
}

nodes_of_site() {
    case $1 in
        1) echo s1n1 s1n2 ;;
        2) echo s2n1 s2n2 ;;
        3) echo arb ;;
    esac
}

site_network() {
    case $1 in
        1) echo 192.168.11 ;;
        2) echo 192.168.22 ;;
        3) echo 192.168.99 ;;
    esac
}

# The address of a whole site in booth's sense.
booth_address() { echo "$(site_network "$1").100"; }

host_part() {
    case $1 in
        arb) echo 100 ;;
        *) echo "${1: -1}" ;;
    esac
}

node_address() { echo "$(site_network "$(site_of "$1")").$(host_part "$1")"; }
cluster_address() { echo "10.0.$(site_of "$1").$(host_part "$1")"; }
is_cluster_node() { [[ $1 != arb ]]; }

# /etc/hosts as NODE sees it: its own cluster over the cluster's network, all others over the sites'.
hosts_of() {
    local me=$1 node
    echo "127.0.0.1 localhost"
    for node in "${lab_nodes[@]}"; do
        if is_cluster_node "$me" && [[ $(site_of "$node") == "$(site_of "$me")" ]]; then
            echo "$(cluster_address "$node") $node"
        else
            echo "$(node_address "$node") $node"
        fi
    done
}

# The other node of the same site.
other_node() {
    case $1 in
        *n1) echo "${1%1}2" ;;
        *n2) echo "${1%2}1" ;;
    esac
}
