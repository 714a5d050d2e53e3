#!/usr/bin/env bats
# shellcheck disable=SC2016,SC2154 # packages.bash and bats set variables; other shells expand.
# The packages installed: into an empty root, and into IMAGE_ROOT, a Debian root of the generation they were built for.
# Run as: RPM_DIR=FOLDER [IMAGE_ROOT=FOLDER] bats tests/rpm   (IMAGE_ROOT is not changed)
load packages

setup() {
    find_packages
    need_root
    root=$BATS_TEST_TMPDIR/root
    mkdir -p "$root"
}

# in_scratch ARGUMENT...: rpm on the empty root; scriptlets would need a shell there. Debian 12's rpm installs only when it is forced, 13's knows no such option.
in_scratch() {
    local force=
    ! rpm --force-debian --version >/dev/null 2>&1 || force=--force-debian
    rpm $force --nosignature --root "$root" --dbpath /var/lib/rpm "$@"
}

# left_over: what is in the root, without rpm's own database.
left_over() {
    find "$root" -mindepth 1 -path "$root/var/lib/rpm" -prune -o -not -type d -print
}

@test "install, verify and erase; nothing is left" {
    in_scratch --nodeps --noscripts -i "$main" "$aliases"
    run -0 in_scratch -qa --qf '%{NAME}\n'
    assert_output --partial booth-agents-pcs
    run -0 in_scratch -V --nodeps booth-agents booth-agents-pcs
    assert_output ""
    in_scratch --nodeps --noscripts -e booth-agents booth-agents-pcs
    run -0 left_over
    assert_output ""
    assert [ ! -e "$root$agent_dir" ]
    assert [ ! -e "$root/usr/share/booth-agents" ]
    assert [ ! -e "$root/etc/booth-agents" ]
}

@test "changed settings outlive an update, and are kept aside when the package is erased" {
    local settings=$root/etc/booth-agents/helper.conf
    in_scratch --nodeps --noscripts -i "$main"
    echo "missed-answers = 5" >>"$settings"
    in_scratch --nodeps --noscripts -U --force "$main"
    assert grep -q "^missed-answers = 5" "$settings"
    run -0 in_scratch --nodeps --noscripts -e booth-agents
    run -0 left_over
    assert_output "$settings.rpmsave"
}

@test "verify sees a changed file" {
    in_scratch --nodeps --noscripts -i "$main"
    echo >>"$root$agent_dir/booth-ip"
    run -1 in_scratch -V --nodeps booth-agents
    assert_output --regexp "^S.5.* $agent_dir/booth-ip\$"
}

@test "the aliases come and go with their package only" {
    in_scratch --nodeps --noscripts -i "$main"
    assert [ ! -e "$root$agent_dir/IPaddr2" ]
    in_scratch --nodeps --noscripts -i "$aliases"
    assert [ -x "$root$agent_dir/IPaddr2" ]
    assert [ -x "$root$agent_dir/booth-site" ]
    run -1 in_scratch --test -e booth-agents
    assert_output --partial "is needed by (installed) booth-agents-pcs"
    in_scratch --nodeps --noscripts -e booth-agents-pcs
    assert [ ! -L "$root$agent_dir/IPaddr2" ]
    assert [ -x "$root$agent_dir/booth-ip" ]
}

need_image_root() {
    [ -n "${IMAGE_ROOT:-}" ] || skip "IMAGE_ROOT is not set"
}

# inside COMMANDS: run by sh in the image root, with the packages installed there from /mnt.
inside() {
    local work=$BATS_TEST_TMPDIR/work
    mkdir -p "$work"
    cp "$main" "$aliases" "$work/"
    printf '%s\n' 'set -eu' "cd ${agent_dir%/*}" 'rpm="rpm --nosignature --nodeps"' \
        '! rpm --force-debian --version >/dev/null 2>&1 || rpm="$rpm --force-debian"' "$@" >"$work/commands"
    timeout 300 "$packaging/in-root.sh" "$IMAGE_ROOT" "$work" sh /mnt/commands
}

@test "the installed agents find booth-helper and their metadata" {
    need_image_root
    run -0 inside '$rpm -i /mnt/*.rpm' '/usr/sbin/booth-helper --version' '
        for type in booth-ip IPaddr2 booth-service booth-site; do
            ./booth-agents/$type meta-data >/mnt/$type.xml
            code=0
            ./booth-agents/$type start-up || code=$?
            echo "$type unknown $code"
            code=0
            ./booth-agents/$type monitor || code=$?
            echo "$type monitor $code"
        done'
    assert_line "booth-helper $(query "$main" --qf '%{VERSION}')"
    for type in booth-ip IPaddr2 booth-service booth-site; do
        assert_line "$type unknown 3"
        # Whatever booth-helper says without parameters; a program that cannot be run would be 126 or 127.
        assert_line --regexp "^$type monitor [1-7]\$"
        assert grep -q "<resource-agent name=\"$type\"" "$BATS_TEST_TMPDIR/work/$type.xml"
    done
}

@test "the installed booth-helperd reads the installed settings, and its unit is sound for this systemd" {
    need_image_root
    run -0 inside '$rpm -i /mnt/*.rpm' '/usr/sbin/booth-helperd --version' '
        # Every key is tried at its default, and then a key that there is not.
        sed -i "s/^#\([a-z-]* = \)/\1/" /etc/booth-agents/helper.conf
        echo "no-such-key = 1" >>/etc/booth-agents/helper.conf
        timeout 20 /usr/sbin/booth-helperd --foreground || echo "code $?"' '
        systemd-analyze --no-pager --man=no verify booth-helperd.service 2>&1 | grep booth || echo "verified"' '
        systemd-analyze security --no-pager --offline=yes --threshold=25 \
            /usr/lib/systemd/system/booth-helperd.service'
    assert_line "booth-helperd $(query "$main" --qf '%{VERSION}')"
    assert_line --regexp '^booth-helperd: /etc/booth-agents/helper.conf line [0-9]+: unknown key "no-such-key"'
    assert_line "code 6"
    assert_line "verified"
    assert_line --regexp 'Overall exposure level for booth-helperd.service: [0-2]\.[0-9] '
}

@test "without booth-helper the installed agents say so" {
    need_image_root
    run -0 --separate-stderr inside '$rpm -i /mnt/*.rpm' 'rm /usr/sbin/booth-helper' \
        './booth-agents/booth-ip monitor || echo "code $?"'
    assert_output "code 5"
    assert_equal "$stderr" "ocf-exit-reason:cannot run /usr/sbin/booth-helper: install the package booth-agents again"
}

@test "the pages are found by name" {
    need_image_root
    run -0 inside '$rpm -i /mnt/*.rpm' 'command -v man >/dev/null || { echo no man; exit 0; }' \
        'for page in "7 ocf_booth-agents_booth-ip" "7 ocf_booth-agents_booth-service" "8 booth-helper" \
            "8 booth-helperd" "5 helper.conf"; do man -w $page; done'
    [ "$output" != "no man" ] || skip "no man in IMAGE_ROOT"
    assert_line --regexp '/ocf_booth-agents_booth-ip\.7\.gz$'
    assert_line --regexp '/ocf_booth-agents_booth-service\.7\.gz$'
    assert_line --regexp '/booth-helper\.8\.gz$'
    assert_line --regexp '/booth-helperd\.8\.gz$'
    assert_line --regexp '/helper\.conf\.5\.gz$'
}

# A distribution's package filesystem owns the common folders; a Debian root lacks some.
@test "erased from a full root, nothing of it is left" {
    need_image_root
    run -0 inside 'list() {
            find / -xdev "(" -not -type d -o -path "*booth-agents*" ")" \
                -not -path "/var/lib/rpm*" -not -path "/root/.rpmdb*" | sort
        }' \
        'list >/mnt/before' '$rpm -i /mnt/*.rpm' '! list | cmp -s /mnt/before -' \
        '$rpm -e booth-agents booth-agents-pcs' 'list | diff /mnt/before -'
    assert_output ""
}

# The packages carry the time of their commit, so that a second build has the same files to the byte.
@test "built again from the source package the files are the same" {
    local work=$BATS_TEST_TMPDIR/again
    mkdir -p "$work/tree/packaging"
    cp -R "$packaging" "$work/tree/packaging/rpm"
    cp "$source_rpm" "$work/source.rpm"
    SOURCE_DATE_EPOCH=$(query "$source_rpm" --qf '%{BUILDTIME}')
    export SOURCE_DATE_EPOCH
    if [ -n "${IMAGE_ROOT:-}" ]; then
        timeout 600 "$packaging/in-root.sh" "$IMAGE_ROOT" "$work" /mnt/tree/packaging/rpm/build-here.sh /mnt /mnt/source.rpm
        for package in "$main" "$aliases"; do
            # Only the source package's id is not in the header of a rebuilt package.
            assert_equal "$(rpm2cpio "$work/out/${package##*/}" | sha256sum)" "$(rpm2cpio "$package" | sha256sum)"
        done
    else
        timeout 600 "$packaging/build-here.sh" "$work" "$work/source.rpm"
        for package in "$main" "$aliases"; do
            assert_equal "$(files "$work/out/${package##*/}")" "$(files "$package")"
        done
    fi
}
