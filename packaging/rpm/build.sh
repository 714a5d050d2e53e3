#!/bin/sh
# Builds the source and the binary RPM of this tree: build.sh [--root IMAGE_ROOT] OUTPUT_DIR
#
# With --root it builds inside that Debian root, which needs the build dependencies and is not changed; this takes root.
# Nothing in the tree is changed, and what is built twice from one commit is the same.
set -eu

here=$(dirname "$(realpath "$0")")
tree=$(realpath "$here/../..")

fail() {
    printf 'build.sh: %s\n' "$1" >&2
    exit 1
}

usage() {
    printf 'usage: build.sh [--root IMAGE_ROOT] OUTPUT_DIR\n' >&2
    exit 2
}

in_git() {
    [ "$(git -C "$tree" rev-parse --show-toplevel 2>/dev/null)" = "$tree" ]
}

# The files as they are in the working tree; those that git ignores stay behind.
copy_tree() {
    mkdir "$1"
    if in_git; then
        (cd "$tree" && git ls-files -z --cached --others --exclude-standard | tar --null -T - -cf -) | tar -xf - -C "$1"
    else
        cp -R "$tree/." "$1"
    fi
}

# The time of the last commit; outside git, of the newest file's change that came with the tarball.
source_date() {
    if in_git; then
        git -C "$tree" log -1 --format=%ct
    else
        stat -c %Y "$tree/configure.ac"
    fi
}

root=
if [ "${1-}" = --root ]; then
    [ $# -ge 2 ] || usage
    root=$2
    shift 2
fi
case ${1-} in
'' | -*) usage ;;
esac
[ $# -eq 1 ] || usage
mkdir -p "$1" 2>/dev/null || fail "cannot make the folder $1"
output=$(realpath "$1")

work=$(mktemp -d "${TMPDIR:-/tmp}/booth-agents-rpm.XXXXXX")
# The tests of what an ordinary user may do need to get in.
chmod 711 "$work"
job=

# A signal ends what is being built at once: with in-root.sh's process goes all that runs in the root.
clean_up() {
    if [ -n "$job" ]; then
        kill -KILL "$job" 2>/dev/null || :
        wait "$job" 2>/dev/null || :
    fi
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# Waits in a way that a signal interrupts.
run() {
    "$@" &
    job=$!
    wait "$job"
    job=
}

copy_tree "$work/tree"
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(source_date)}
export SOURCE_DATE_EPOCH
if [ -n "$root" ]; then
    run "$here/in-root.sh" "$root" "$work" /mnt/tree/packaging/rpm/build-here.sh /mnt
else
    run "$here/build-here.sh" "$work"
fi
rm -f "$output"/booth-agents-*.rpm
cp "$work"/out/*.rpm "$output/"
ls -l "$output"/*.rpm
