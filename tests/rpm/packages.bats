#!/usr/bin/env bats
# shellcheck disable=SC2154 # packages.bash and bats set variables.
# The built packages as files: contents, dependencies, no leftovers of the build, rpmlint.
# Run as: RPM_DIR=FOLDER bats tests/rpm   (FOLDER: where packaging/rpm/build.sh put the packages)
load packages

setup() {
    find_packages
}

@test "the version is the tree's" {
    version=$(sed -n 's/^AC_INIT(\[booth-agents\], \[\([^]]*\)\].*/\1/p' "$packaging/../../configure.ac")
    for package in "$main" "$aliases" "$source_rpm"; do
        run -0 query "$package" --qf '%{VERSION} %{LICENSE}'
        assert_output "$version GPL-2.0-or-later"
    done
}

@test "the main package holds the agents, booth-helper, metadata and pages, and no alias" {
    version=$(query "$main" --qf '%{VERSION}')
    run -0 files "$main"
    assert_output "$(sort -k3 <<END
drwxr-xr-x root:root $agent_dir
-rwxr-xr-x root:root $agent_dir/booth-ip
-rwxr-xr-x root:root $agent_dir/booth-service
drwxr-xr-x root:root /usr/libexec/booth-agents
-rwxr-xr-x root:root /usr/libexec/booth-agents/booth-cluster-advice
-rwxr-xr-x root:root /usr/sbin/booth-helper
drwxr-xr-x root:root /usr/share/booth-agents
-rw-r--r-- root:root /usr/share/booth-agents/booth-ip.xml
-rw-r--r-- root:root /usr/share/booth-agents/booth-service.xml
drwxr-xr-x root:root /usr/share/doc/booth-agents
-rw-r--r-- root:root /usr/share/doc/booth-agents/README.md
drwxr-xr-x root:root /usr/share/licenses/booth-agents-$version
-rw-r--r-- root:root /usr/share/licenses/booth-agents-$version/COPYING
-rw-r--r-- root:root /usr/share/man/man7/ocf_booth-agents_booth-ip.7.gz
-rw-r--r-- root:root /usr/share/man/man7/ocf_booth-agents_booth-service.7.gz
-rw-r--r-- root:root /usr/share/man/man8/booth-helper.8.gz
END
)"
}

@test "the subpackage holds the two aliases and nothing else" {
    run -0 files "$aliases"
    assert_output "lrwxrwxrwx root:root $agent_dir/IPaddr2 booth-ip
lrwxrwxrwx root:root $agent_dir/booth-site booth-service"
}

@test "the dependencies" {
    run -0 query "$main" --requires
    assert_line "(booth-site or booth)"
    assert_line "pacemaker >= 2.1.5"
    assert_line "/bin/sh"
    assert_line "libqb"
    run -0 query "$aliases" --requires
    assert_line "booth-agents = $(query "$main" --qf '%{VERSION}')"
    refute_line --partial ".so"
}

@test "no package runs anything at install or removal" {
    for package in "$main" "$aliases"; do
        for what in --scripts --triggers --filetriggers; do
            run -0 query "$package" "$what"
            assert_output ""
        done
    done
}

@test "no macro is left unexpanded" {
    for package in "$main" "$aliases" "$source_rpm"; do
        run -0 query "$package" -i -l --changelog --requires --provides --recommends --scripts --triggers
        assert_output --partial "booth-agents"
        refute_output --partial "%"
        refute_output --partial "@VERSION@"
    done
}

@test "the source package holds the tarball and the finished spec" {
    version=$(query "$source_rpm" --qf '%{VERSION}')
    run -0 query "$source_rpm" -l
    assert_output "booth-agents-$version.tar.xz
booth-agents.spec"
    unpack "$source_rpm" "$BATS_TEST_TMPDIR/source"
    run -1 grep -n '@[A-Za-z_]*@' "$BATS_TEST_TMPDIR/source/booth-agents.spec"
}

@test "nothing of the build is left in the files" {
    unpack "$main" "$BATS_TEST_TMPDIR/files"
    find "$BATS_TEST_TMPDIR/files" -name '*.gz' -exec gunzip {} +
    run -0 grep -rlF 'booth-helper' "$BATS_TEST_TMPDIR/files"
    assert_output --partial "$agent_dir/booth-ip"
    run -1 grep -rnE --binary-files=text -o '/mnt/[a-z]+|/rpm/BUILD|/usr/local|@[a-z]+dir@' "$BATS_TEST_TMPDIR/files"
}

@test "rpmlint finds nothing" {
    command -v rpmlint >/dev/null || skip "no rpmlint on this machine"
    run -0 rpmlint --config "$packaging/rpmlint.toml" "$main" "$aliases" "$source_rpm"
    assert_line --regexp ' 3 packages and 0 specfiles checked; 0 errors, 0 warnings'
}
