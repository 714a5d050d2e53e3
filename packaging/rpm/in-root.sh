#!/bin/sh
# Runs a command inside an image root that stays as it is: in-root.sh IMAGE_ROOT WORK_DIR COMMAND [ARGUMENT...]
#
# The root is the lower layer of an overlay whose upper layer is a tmpfs; WORK_DIR is /mnt inside and the only
# thing that outlives the command (an empty folder .root stays in it). Mounts, processes and the network (loopback
# only) are namespaces of their own, which the kernel takes down when the command ends, however it ends.
set -eu

fail() {
    printf 'in-root.sh: %s\n' "$1" >&2
    exit 1
}

# Runs inside the new namespaces.
enter() {
    root=$1 work=$2
    shift 2
    scratch=$work/.root
    mount -t tmpfs -o mode=755 scratch "$scratch"
    mkdir "$scratch/upper" "$scratch/work" "$scratch/root"
    mount -t overlay -o "lowerdir=$root,upperdir=$scratch/upper,workdir=$scratch/work" overlay "$scratch/root"
    cd "$scratch/root"
    mount -t proc proc proc
    mount --rbind /sys sys
    mount --rbind /dev dev
    mount -t tmpfs -o mode=755 run run
    mount -t tmpfs -o mode=1777 tmp tmp
    mount --bind "$work" mnt
    ip link set lo up
    cd /
    exec chroot "$scratch/root" /usr/bin/env -i HOME=/root LC_ALL=C.UTF-8 TERM=dumb \
        PATH=/usr/sbin:/usr/bin:/sbin:/bin ${SOURCE_DATE_EPOCH:+"SOURCE_DATE_EPOCH=$SOURCE_DATE_EPOCH"} "$@"
}

if [ "${1-}" = --entered ]; then
    shift
    enter "$@"
fi
[ $# -ge 3 ] || fail "usage: in-root.sh IMAGE_ROOT WORK_DIR COMMAND [ARGUMENT...]"
[ "$(id -u)" -eq 0 ] || fail "an image root can be entered by root only; run it as root"
[ -x "$1/usr/bin/env" ] || fail "$1 is no image root: it has no usr/bin/env"
[ -d "$2" ] || fail "$2 is not a folder"
root=$(realpath "$1") work=$(realpath "$2")
shift 2
mkdir -p "$work/.root"
exec unshare --mount --pid --net --ipc --uts --fork --kill-child --propagation private \
    "$0" --entered "$root" "$work" "$@"
