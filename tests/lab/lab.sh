#!/bin/bash
# Five machines on one: two clusters of two nodes and an arbitrator, with a router between them.
set -euo pipefail
lab_here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=life.sh
. "$lab_here/life.sh"

fail_loudly

usage() {
    cat <<USAGE
usage: lab.sh COMMAND
  up [--rpm-dir DIR]   boots the machines, with the RPMs of DIR if it is given
  down                 takes everything down again
  enter NODE [CMD...]  runs CMD, or a shell, in a node
  status               what runs
The nodes are ${lab_nodes[*]}. One lab per machine; root only.
USAGE
}

command_up() {
    local rpms=
    case ${1:-} in
        --rpm-dir) rpms=${2:?--rpm-dir needs a folder} ;;
        '') ;;
        *) usage >&2 && exit 2 ;;
    esac
    lab_take
    lab_refuse_kept
    lab_up "$rpms"
    lab_keep
    say "the lab is up: $0 enter ${lab_nodes[0]}"
}

command_status() {
    local node state
    [[ -d $lab_folder ]] || die "no lab is up: start one with '$0 up'"
    for node in "${lab_nodes[@]}"; do
        state=off
        if node_runs "$node"; then
            state=$(node_within 10 "$node" systemctl is-system-running) || true
        fi
        printf "%-5s %-15s %s\n" "$node" "$(node_address "$node")" "$state"
    done
}

main() {
    local command=${1:-help}
    shift || true
    case $command in
        up) command_up "$@" ;;
        down) lab_take && lab_down ;;
        enter) node_enter "${1:?enter needs a node}" "${@:2}" ;;
        status) command_status ;;
        help | --help | -h) usage ;;
        *) usage >&2 && exit 2 ;;
    esac
}

main "$@"
