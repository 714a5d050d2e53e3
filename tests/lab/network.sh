# The lab's networks: a router namespace with one bridge per network, a namespace per node; sourced.
# shellcheck shell=bash disable=SC2034,SC2154

in_wan() { ip netns exec "$lab_wan" "$@"; }

# bridge NAME [ADDRESS/PREFIX] in the router's namespace.
network_bridge() {
    ip -n "$lab_wan" link add "$1" type bridge &&
        ip -n "$lab_wan" link set "$1" up || return 1
    [[ -z ${2:-} ]] || ip -n "$lab_wan" address add "$2" dev "$1"
}

network_wan() {
    local site
    ip netns add "$lab_wan" && ip -n "$lab_wan" link set lo up || return 1
    in_wan sysctl -q -w net.ipv4.ip_forward=1 || return 1
    for site in 1 2 3; do
        network_bridge "lan$site" "$(site_network "$site").254/24" || return 1
    done
    network_bridge ring1 && network_bridge ring2
}

# cable NODE INTERFACE PORT BRIDGE ADDRESS/PREFIX joins a node's interface to a bridge.
network_cable() {
    local node=$1 interface=$2 port=$3 bridge=$4 address=$5 space=$lab_prefix-$1
    ip -n "$lab_wan" link add "$port" type veth peer name "$interface" netns "$space" &&
        ip -n "$lab_wan" link set "$port" master "$bridge" up &&
        ip -n "$space" address add "$address" dev "$interface" &&
        ip -n "$space" link set "$interface" up
}

network_plug_in() {
    local node=$1 site space=$lab_prefix-$1
    site=$(site_of "$node")
    ip netns add "$space" && ip -n "$space" link set lo up || return 1
    network_cable "$node" eth0 "$node" "lan$site" "$(node_address "$node")/24" || return 1
    ip -n "$space" route add default via "$(site_network "$site").254" || return 1
    ! is_cluster_node "$node" ||
        network_cable "$node" eth1 "$node-ring" "ring$site" "$(cluster_address "$node")/24"
}

# The ports go first: the far ends vanish with them, at once.
network_unplug() {
    local node=$1 port
    for port in "$node" "$node-ring"; do
        ! ip -n "$lab_wan" link show "$port" >/dev/null 2>&1 || ip -n "$lab_wan" link del "$port"
    done
    [[ ! -e /run/netns/$lab_prefix-$node ]] || ip netns del "$lab_prefix-$node"
}

network_up() {
    local node
    network_wan || return 1
    for node in "${lab_nodes[@]}"; do
        network_plug_in "$node" || return 1
    done
}

network_down() {
    local node
    for node in "${lab_nodes[@]}"; do
        network_unplug "$node"
    done
    [[ ! -e /run/netns/$lab_wan ]] || ip netns del "$lab_wan"
}

# A site is cut off from all others; inside it everything goes on. (Where the kernel shows
# bridged packets to the firewall, those inside a site are forwarded, too.)
network_cut() {
    in_wan nft -f - <<RULES
table inet cut$1 {
    chain forward {
        type filter hook forward priority filter; policy accept;
        iifname "lan$1" oifname != "lan$1" drop
        oifname "lan$1" iifname != "lan$1" drop
    }
}
RULES
}

network_heal() { in_wan nft delete table inet "cut$1"; }

# Carrier loss and return of a node's site interface.
network_carrier() { ip -n "$lab_wan" link set "$1" "$2"; }
