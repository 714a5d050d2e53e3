#!/bin/sh
# The part of build.sh that runs where the compiler is: build-here.sh WORK_DIR [SOURCE_RPM]
#
# WORK_DIR/tree holds the sources. Leaves the tarball in WORK_DIR/rpm/SOURCES and the packages in WORK_DIR/out.
# With SOURCE_RPM it builds that again, without its checks; of WORK_DIR/tree it needs packaging/rpm only.
set -eu

work=$1
source_rpm=${2-}
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
    mkdir -p "$top/SOURCES" "$top/SPECS" "$work/build"
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

# run_rpmbuild ARGUMENT...: with what makes two builds the same.
# --nodeps: where Debian's packages give what is required, the database of rpm does not know of it.
run_rpmbuild() {
    set -- --define "_topdir $top" --define "_dbpath $top/db" --define "_buildhost localhost" \
        --define "use_source_date_epoch_as_buildtime 1" --define "source_date_epoch_from_changelog 0" \
        --define "clamp_mtime_to_source_date_epoch 1" --define "build_mtime_policy clamp_to_source_date_epoch" "$@"
    if [ -e /etc/debian_version ]; then
        set -- --nodeps --load "$work/tree/packaging/rpm/debian.macros" "$@"
    fi
    logged rpmbuild rpmbuild "$@"
    mkdir -p "$work/out"
    find "$top" -name '*.rpm' -exec cp {} "$work/out/" \;
}

: "${SOURCE_DATE_EPOCH:?must be set: the time that the packages are dated with}"
if [ -n "$source_rpm" ]; then
    step "building $source_rpm again"
    run_rpmbuild --rebuild --nocheck "$source_rpm"
else
    step "making the tarball"
    make_tarball
    step "building and checking the packages"
    run_rpmbuild -ba "$top/SPECS/booth-agents.spec"
    grep -A 8 '^Testsuite summary' "$work/rpmbuild.log" || :
fi
step "done"
