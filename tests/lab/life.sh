# A lab's life: lock, leftovers, up, down, logs; sourced.
# shellcheck shell=bash disable=SC2034,SC2154
lab_here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=say.sh
. "$lab_here/say.sh"
# shellcheck source-path=SCRIPTDIR source=topology.sh
. "$lab_here/topology.sh"
# shellcheck source-path=SCRIPTDIR source=network.sh
. "$lab_here/network.sh"
# shellcheck source-path=SCRIPTDIR source=nodes.sh
. "$lab_here/nodes.sh"

lab_require() {
    local program package
    ((EUID == 0)) || die "only root can run the lab"
    while read -r program package; do
        [[ $(command -v "$program") ]] || die "'$program' is missing: apt-get install $package"
    done <<'PROGRAMS'
systemd-nspawn systemd-container
mmdebstrap mmdebstrap
ip iproute2
nft nftables
sysctl procps
xmllint libxml2-utils
nsenter util-linux
PROGRAMS
}

# Makes this script the only one that works on the lab, until it ends. What a
# killed script had begun goes on for a moment and keeps the lock so long.
lab_take() {
    local owner
    lab_require
    exec {lab_lock_fd}>>"$lab_lock"
    if ! flock -n "$lab_lock_fd"; then
        owner=$(tail -n 1 "$lab_lock")
        ! kill -0 "$owner" 2>/dev/null ||
            die "another run has the lab (pid $owner): wait for it, or end it"
        say "the run that had the lab (pid $owner) was killed: waiting for what it had begun to end"
        flock -w 120 "$lab_lock_fd" || die "the lab is still in use: 'fuser -v $lab_lock' says by whom"
    fi
    echo $$ >"$lab_lock"
}

# A lab that was left up on purpose is not a leftover.
lab_refuse_kept() {
    [[ ! -e $lab_folder/kept ]] ||
        die "a lab is up: use it ('lab.sh status'), or take it down first ('lab.sh down')"
}

# The lab is to outlive this script.
lab_keep() {
    touch "$lab_folder/kept"
    trap - EXIT
}

lab_unmount() {
    local node
    for node in "${lab_nodes[@]}"; do
        ! mountpoint -q "$(node_root "$node")" || umount -R "$(node_root "$node")"
    done
    ! mountpoint -q "$lab_folder" || umount "$lab_folder"
    [[ ! -d $lab_folder ]] || rmdir "$lab_folder"
}

lab_down() {
    node_kill "${lab_nodes[@]}" || die "a machine does not end: 'ps -ef | grep systemd-nspawn' shows it"
    network_down
    lab_unmount || die "$lab_folder is still in use: 'fuser -vm $lab_folder' says by whom"
    [[ ! -d $lab_folder ]] || return 1
}

# What a killed run left behind: its machines are known by their recorded pids and start times.
lab_clear_leftovers() {
    [[ -d $lab_folder || -e /run/netns/$lab_wan ]] || return 0
    say "taking down what an earlier run left behind"
    lab_down
}

lab_make_nodes() {
    local image=$1 rpms=$2 node
    for node in "${lab_nodes[@]}"; do
        node_make "$node" "$image" "$rpms" || return 1
    done
}

lab_boot() {
    local node
    for node in "${lab_nodes[@]}"; do
        node_power_on "$node" || return 1
    done
    for node in "${lab_nodes[@]}"; do
        node_await "$node" || return 1
    done
}

# What identifies the packages of a folder.
payload_of() { [[ -z $1 ]] || cat "$1"/*.rpm | sha256sum; }

# lab_build [RPM-FOLDER] makes the networks and the machines, and boots them.
lab_build() {
    local rpms=${1:-} image
    [[ -z $rpms || -n $(compgen -G "$rpms/*.rpm") ]] || die "there is no RPM in '$rpms': build them first"
    lab_clear_leftovers
    image=$("$lab_here/image.sh" node) &&
        mkdir -p "$lab_folder" &&
        mount -t tmpfs -o mode=755 "$lab_prefix" "$lab_folder" &&
        mkdir -p "$lab_shared" &&
        payload_of "$rpms" >"$lab_folder/payload" &&
        step "make the networks" network_up &&
        step "make five machines" lab_make_nodes "$image" "$rpms" &&
        step "boot five machines" lab_boot
}

# lab_up [RPM-FOLDER]. Needs lab_take; from here on the script's end takes the lab down.
lab_up() {
    trap lab_finish EXIT
    trap 'exit 130' INT TERM HUP
    lab_build "$@"
}

# Consoles and journals of all machines, for whoever looks into a failure.
lab_save_logs() {
    local node logs
    logs=$(mktemp -d "${BOOTH_AGENTS_LOGS:-/var/tmp}/booth-agents-lab.XXXXXX") || return 1
    for node in "${lab_nodes[@]}"; do
        cp "$lab_folder/$node/console" "$logs/$node.console" 2>/dev/null
        journalctl --no-pager -o short-precise -D "$(node_root "$node")/var/log/journal" \
            >"$logs/$node.journal" 2>/dev/null
        cp "$(node_root "$node")"/var/log/pacemaker/pacemaker.log "$logs/$node.pacemaker" 2>/dev/null
    done
    say "the logs of all machines are in $logs"
}

# At the script's end, however it comes.
lab_finish() {
    local rc=$?
    trap - EXIT
    set +e
    if ((rc != 0)) && [[ -d $lab_folder ]]; then
        lab_save_logs
    fi
    [[ ${LAB_KEEP_ON_FAILURE:-} && $rc != 0 ]] && say "the lab stays up: LAB_KEEP_ON_FAILURE is set" && exit "$rc"
    step "take the lab down" lab_down
    exit "$rc"
}
