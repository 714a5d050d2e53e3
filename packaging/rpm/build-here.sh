#!/bin/sh
# The part of build.sh that runs where the compiler is: build-here.sh WORK_DIR
#
# WORK_DIR/tree holds the sources. Leaves the tarball in WORK_DIR/rpm/SOURCES and the packages in WORK_DIR/out.
set -eu

work=$1
top=$work/rpm
began=$(date +%s)

step() {
    printf '[%3d s] %s\n' "$(($(date +%s) - began))" "$1"
}

# Runs a command with its output in a log, whose end is shown if the command fails.
logged() {
    log=$work/$1.log
    shift
    "$@" >"$log" 2>&1 </dev/null && return
    tail -n 60 "$log" >&2
    printf 'build.sh: this failed: %s\n' "$*" >&2
    exit 1
}

make_tarball() {
    mkdir -p "$top/SOURCES" "$top/SPECS" "$work/build" "$work/out"
    logged autogen "$work/tree/autogen.sh"
    cd "$work/build"
    logged configure "$work/tree/configure" --quiet
    # The same tree makes the same tarball, whoever makes it and whenever.
    TAR_OPTIONS="--sort=name --mtime=@$SOURCE_DATE_EPOCH --owner=0 --group=0 --numeric-owner"
    TAR_OPTIONS="$TAR_OPTIONS --pax-option=exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime"
    export TAR_OPTIONS
    logged dist make -j"$(nproc)" dist
    unset TAR_OPTIONS
    cp booth-agents-*.tar.xz "$top/SOURCES/"
    cp packaging/rpm/booth-agents.spec "$top/SPECS/"
}

# --nodeps: where Debian's packages give what is required, the database of rpm does not know of it.
make_packages() {
    set -- --define "_topdir $top" --define "_dbpath $top/db" --define "_buildhost localhost" \
        --define "use_source_date_epoch_as_buildtime 1" --define "source_date_epoch_from_changelog 0" \
        --define "clamp_mtime_to_source_date_epoch 1" --define "build_mtime_policy clamp_to_source_date_epoch"
    if [ -e /etc/debian_version ]; then
        set -- --nodeps --load "$work/tree/packaging/rpm/debian.macros" "$@"
    fi
    logged rpmbuild rpmbuild -ba "$@" "$top/SPECS/booth-agents.spec"
    find "$top/SRPMS" "$top/RPMS" -name '*.rpm' -exec cp {} "$work/out/" \;
}

step "making the tarball"
make_tarball
step "building and checking the packages"
make_packages
grep -A 8 '^Testsuite summary' "$work/rpmbuild.log" || :
step "done"
