#!/bin/bash
# Makes, once, the cached Debian root that nodes boot from or that builds run in; prints its path.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=say.sh
. "$here/say.sh"

usage() {
    cat <<USAGE
usage: image.sh node|build [SUITE] | mirror
Prints the path of a cached Debian root and makes it first if it is not there.
  node    systemd, pacemaker, corosync, pcs, booth: what a cluster machine has
  build   compilers, -dev packages, rpm and bats: what builds and tests need
  mirror  no image: only where the packages come from, as apt on this machine has it
SUITE is trixie (the default) or bookworm. The cache is in
\$BOOTH_AGENTS_CACHE, or /var/cache/booth-agents. Its images are never changed.
USAGE
}

cache=${BOOTH_AGENTS_CACHE:-/var/cache/booth-agents}
make_deadline=1200

# The packages whose names carry a library's version differ between suites.
libraries_of() {
    case $1 in
        trixie) echo libnettle8t64 libboost-program-options1.83.0 ;;
        bookworm) echo libnettle8 libboost-program-options1.74.0 ;;
        *) die "unknown suite '$1': trixie or bookworm" ;;
    esac
}

# What a node needs: the cluster, and what booth-helper and its RPM build on.
node_packages() {
    echo systemd-sysv dbus iproute2 procps nftables
    echo pacemaker pacemaker-cli-utils corosync pcs crmsh booth booth-pacemaker resource-agents
    echo rpm libmnl0 libqb100 libxml2 libxml2-utils
    # For the fault campaign: another clock for some programs of a node.
    echo libfaketime
    libraries_of "$1"
}

build_packages() {
    echo g++ make autoconf automake pkg-config xsltproc libxml2-utils xz-utils
    echo libqb-dev pacemaker-dev libxml2-dev libboost-program-options-dev libboost-test-dev
    echo libmnl-dev libsystemd-dev nettle-dev rpm rpmlint systemd
    echo bats bats-support bats-assert bats-file shellcheck busybox groff-base man-db
    echo iproute2 procps nftables booth resource-agents pcs python3
}

# What apt on this machine uses for Debian itself serves every suite. Apt reads
# its sources for us; it names them even when it has never fetched their lists.
debian_mirror() {
    local codename
    # shellcheck source=/dev/null
    codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
    apt-get update --print-uris | sed -n "s|^'\(.*\)/dists/$codename/InRelease' .*|\1|p" |
        sort | awk '/\/debian$/ { print; found = 1; exit } { other = $1 }
            END { if (!found && other) print other; exit !(found || other) }' ||
        die "apt has no Debian mirror for '$codename': add one to its sources"
}

# The recipe: everything in here is part of the cache's key. Runs in namespaces
# of its own, so that a killed run leaves neither mounts nor processes behind.
bootstrap() {
    local suite=$1 packages=$2 mirror=$3 root=$4
    timeout "$make_deadline" unshare --mount --pid --fork --kill-child --mount-proc \
        mmdebstrap --variant=minbase --dpkgopt=force-unsafe-io \
        --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
        --aptopt='APT::Install-Recommends "false"' \
        --include="$packages" "$suite" "$root" "$mirror"
}

# The key of the image: suite, package list and recipe.
image_key() {
    { echo "$1 $2"; declare -f bootstrap; } | sha256sum | cut -c1-12
}

# Says every few seconds that the work goes on, and ends with the process that it reports on.
progress() {
    local title=$1 log=$2 begin=$EPOCHREALTIME last
    while sleep 5 && kill -0 $$ 2>/dev/null; do
        last=$(sed -n 's/^I: //p' "$log" | tail -n 1)
        say "$title: ${last:-starting}, $(elapsed "$begin" "$EPOCHREALTIME")s so far"
    done
}

make_image() {
    local kind=$1 suite=$2 packages=$3 image=$4 mirror reporter rc=0
    mirror=$(debian_mirror)
    rm -rf --one-file-system "$image.partial"
    say "making the $kind image of $suite, once: a minute or two"
    : >"$image.log"
    progress "$kind image" "$image.log" &
    reporter=$!
    bootstrap "$suite" "$packages" "$mirror" "$image.partial" </dev/null >"$image.log" 2>&1 || rc=$?
    kill "$reporter"
    wait "$reporter" 2>/dev/null || true
    if ((rc != 0)); then
        tail -n 15 "$image.log" >&2
        die "making the $kind image failed (exit code $rc); the whole log is $image.log"
    fi
    mv -T "$image.partial" "$image"
    say "$kind image is ready: $(du -sh "$image" | cut -f1)"
}

require_programs() {
    local program
    for program in mmdebstrap unshare flock apt-get; do
        [[ $(command -v "$program") ]] || die "'$program' is missing: apt-get install mmdebstrap util-linux"
    done
    ((EUID == 0)) || die "only root can make an image: run this as root"
}

main() {
    case ${1:-} in
        node | build) ;;
        mirror) debian_mirror && exit 0 ;;
        help | --help | -h) usage && exit 0 ;;
        *) usage >&2 && exit 2 ;;
    esac
    local kind=$1 suite=${2:-trixie} packages image
    libraries_of "$suite" >/dev/null
    packages=$("${kind}_packages" "$suite" | tr '\n ' ',,' | sed 's/,$//')
    image=$cache/$kind-$suite-$(image_key "$suite" "$packages")
    if [[ ! -d $image ]]; then
        require_programs
        mkdir -p "$cache"
        exec {lock}>"$image.lock"
        flock -w "$make_deadline" "$lock" || die "another run has been making $image for $make_deadline s: end it"
        [[ -d $image ]] || make_image "$kind" "$suite" "$packages" "$image" {lock}>&-
    fi
    echo "$image"
}

main "$@"
