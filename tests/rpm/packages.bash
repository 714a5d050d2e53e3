# shellcheck shell=bash disable=SC2034 # The tests use what is set here.
# The built packages: RPM_DIR holds them.

bats_require_minimum_version 1.8.0
bats_load_library bats-support
bats_load_library bats-assert

readonly agent_dir=/usr/lib/ocf/resource.d/booth-agents
readonly unit_dir=/usr/lib/systemd/system
packaging=$(realpath "$BATS_TEST_DIRNAME/../../packaging/rpm")

# one PATTERN: the single file of that name in RPM_DIR.
one() {
    local files
    files=$(find "$RPM_DIR" -maxdepth 1 -name "$1")
    [ -f "$files" ] || fail "expected one $1 in $RPM_DIR, found: ${files:-none}"
    echo "$files"
}

# find_packages: sets main, aliases and source_rpm.
find_packages() {
    [ -d "${RPM_DIR:-}" ] || fail "RPM_DIR=\"${RPM_DIR:-}\": expected the folder of the built packages"
    main=$(one 'booth-agents-[0-9]*.x86_64.rpm')
    aliases=$(one 'booth-agents-pcs-[0-9]*.noarch.rpm')
    source_rpm=$(one 'booth-agents-[0-9]*.src.rpm')
}

need_root() {
    [ "$(id -u)" -eq 0 ] || skip "only root may install packages"
}

# query PACKAGE ARGUMENT...: what rpm says about a package file, without complaints about signatures.
query() {
    rpm -qp --nosignature "${@:2}" "$1"
}

# files PACKAGE: mode, owner and path of each file, and where a link points to.
files() {
    query "$1" --qf '[%{FILEMODES:perms} %{FILEUSERNAME}:%{FILEGROUPNAME} %{FILENAMES} %{FILELINKTOS}\n]' |
        sed 's/ *$//' | sort -k3
}

# unpack PACKAGE FOLDER
unpack() {
    mkdir -p "$2"
    rpm2cpio "$1" | (cd "$2" && cpio -id --quiet)
}
