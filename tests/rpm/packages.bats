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

@test "the main package holds the agents, both programs, unit, settings, metadata and pages, and no alias" {
    version=$(query "$main" --qf '%{VERSION}')
    run -0 files "$main"
    assert_output "$(sort -k3 <<END
drwxr-xr-x root:root /etc/booth-agents
-rw-r--r-- root:root /etc/booth-agents/helper.conf
drwxr-xr-x root:root $agent_dir
-rwxr-xr-x root:root $agent_dir/booth-ip
-rwxr-xr-x root:root $agent_dir/booth-service
-rw-r--r-- root:root $unit_dir/booth-helperd.service
drwxr-xr-x root:root $unit_dir/pacemaker.service.d
-rw-r--r-- root:root $unit_dir/pacemaker.service.d/booth-agents.conf
drwxr-xr-x root:root $unit_dir/resource-agents-deps.target.d
-rw-r--r-- root:root $unit_dir/resource-agents-deps.target.d/booth-agents.conf
drwxr-xr-x root:root /usr/libexec/booth-agents
-rwxr-xr-x root:root /usr/libexec/booth-agents/booth-cluster-advice
-rwxr-xr-x root:root /usr/libexec/booth-agents/booth-cluster-report
-rwxr-xr-x root:root /usr/libexec/booth-agents/booth-cluster-tickets
-rwxr-xr-x root:root /usr/sbin/booth-helper
-rwxr-xr-x root:root /usr/sbin/booth-helperd
drwxr-xr-x root:root /usr/share/booth-agents
-rw-r--r-- root:root /usr/share/booth-agents/booth-ip.xml
-rw-r--r-- root:root /usr/share/booth-agents/booth-service.xml
drwxr-xr-x root:root /usr/share/doc/booth-agents
-rw-r--r-- root:root /usr/share/doc/booth-agents/README.md
drwxr-xr-x root:root /usr/share/licenses/booth-agents-$version
-rw-r--r-- root:root /usr/share/licenses/booth-agents-$version/COPYING
-rw-r--r-- root:root /usr/share/man/man5/helper.conf.5.gz
-rw-r--r-- root:root /usr/share/man/man7/ocf_booth-agents_booth-ip.7.gz
-rw-r--r-- root:root /usr/share/man/man7/ocf_booth-agents_booth-service.7.gz
-rw-r--r-- root:root /usr/share/man/man8/booth-helper.8.gz
-rw-r--r-- root:root /usr/share/man/man8/booth-helperd.8.gz
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
    assert_line --partial "libqb.so."
    assert_line --regexp '^libsystemd\.so\.0'
    run -0 query "$aliases" --requires
    assert_line "booth-agents = $(query "$main" --qf '%{VERSION}')"
    refute_line --partial ".so"
}

@test "the settings are the only configuration, and an update keeps them" {
    run -0 query "$main" --configfiles
    assert_output /etc/booth-agents/helper.conf
    # RPMFILE_CONFIG and RPMFILE_NOREPLACE (rpmfiles.h).
    run -0 query "$main" --qf '[%{FILENAMES} %{FILEFLAGS}\n]'
    assert_line "/etc/booth-agents/helper.conf 17"
}

@test "the scriptlets take care of booth-helperd and of nothing else" {
    run -0 query "$main" --scripts
    for scriptlet in postinstall preuninstall postuninstall; do
        assert_line --regexp "^$scriptlet scriptlet \(using /bin/sh\):\$"
    done
    refute_line --partial preinstall
    refute_line --partial systemd_
    assert_output --partial booth-helperd.service
    assert_equal "$(grep -o '[a-z-]*\.service' <<<"$output" | sort -u)" booth-helperd.service
    for what in --triggers --filetriggers; do
        run -0 query "$main" "$what"
        assert_output ""
    done
    for what in --scripts --triggers --filetriggers; do
        run -0 query "$aliases" "$what"
        assert_output ""
    done
}

@test "the unit gives little away: at most 2.5 for systemd-analyze security" {
    command -v systemd-analyze >/dev/null || skip "no systemd-analyze on this machine"
    unpack "$main" "$BATS_TEST_TMPDIR/files"
    unit=$BATS_TEST_TMPDIR/files$unit_dir/booth-helperd.service
    run -0 systemd-analyze security --no-pager --offline=yes --threshold=25 "$unit"
    assert_line --regexp 'Overall exposure level for booth-helperd.service: [0-2]\.[0-9] '
}

@test "the unit runs the daemon as hacluster with one capability, and is up before Pacemaker" {
    unpack "$main" "$BATS_TEST_TMPDIR/files"
    run -0 cat "$BATS_TEST_TMPDIR/files$unit_dir/booth-helperd.service"
    for line in "Before=resource-agents-deps.target pacemaker.service" Type=notify "ExecStart=/usr/sbin/booth-helperd --foreground" \
        User=hacluster Group=haclient CapabilityBoundingSet=CAP_DAC_READ_SEARCH \
        AmbientCapabilities=CAP_DAC_READ_SEARCH WatchdogSec=10s WatchdogSignal=SIGKILL Restart=always \
        RestartSec=100ms StartLimitIntervalSec=0; do
        assert_line "$line"
    done
    # It would take the shared memory of Pacemaker's daemons away.
    refute_line --regexp '^RemoveIPC='
    for unit in pacemaker.service resource-agents-deps.target; do
        run -0 cat "$BATS_TEST_TMPDIR/files$unit_dir/$unit.d/booth-agents.conf"
        assert_line Wants=booth-helperd.service
        assert_line After=booth-helperd.service
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
