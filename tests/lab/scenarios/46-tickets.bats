#!/usr/bin/env bats
# booth-cluster-tickets on a cluster: what it tells of tickets, and that it takes one away once and no other.
# Needs our RPM, the procedure and the ticket in site 1. Leaves the lab as it found it.
# shellcheck disable=SC2016,SC2154

load helpers

program=/usr/libexec/booth-agents/booth-cluster-tickets
own=guardtest
follow=/run/tickets-follow

setup_file() {
    [[ ${LAB_RPMS:-} ]] || {
        echo "our programs are not in the lab: start it with --rpm-dir"
        return 1
    }
    need_procedure own && need_grant 1 || return 1
    put_follower s1n2
    put_follower s2n1
}

teardown_file() {
    local name
    for name in s1n2 s2n1; do
        node "$name" systemctl stop tickets-follow
        node "$name" rm -rf /run/systemd/system/tickets-follow.service "$follow"
        node "$name" systemctl daemon-reload
    done
    for name in s1n1 s2n1; do
        node "$name" crm_ticket -t "$own" --cleanup --force || true
    done
}

# put_follower NODE: as booth-helperd's child, in the sandbox of its unit; what it says goes into files, each line
# behind the moment at which it came.
put_follower() {
    node "$1" bash -c '
        unit=/run/systemd/system/tickets-follow.service
        sed -e "s|^ExecStart=.*|ExecStart=/bin/bash $1/run|" -e "s|^Type=.*|Type=simple|" -e "/^Watchdog/d" \
            -e "s|^Restart=.*|Restart=no|" -e "/^Before=/d" -e "/^RuntimeDirectory/d" \
            -e "s|^User=.*|&\nRuntimeDirectory=${1#/run/}\nRuntimeDirectoryPreserve=yes|" \
            /usr/lib/systemd/system/booth-helperd.service >$unit
        install -d -o hacluster -g haclient "$1"
        printf "%s\n" "$2" >"$1/run" && chmod 644 "$1/run" && systemctl daemon-reload' - "$follow" "
        exec 3<>$follow/in
        $program follow <&3 2>$follow/trouble | while read -r line; do
            printf '%s %s\\n' \"\$EPOCHREALTIME\" \"\$line\"
        done >$follow/told
        echo \"\${PIPESTATUS[0]}\" >$follow/code"
}

# start_follower NODE, with its first snapshot there.
start_follower() {
    node "$1" systemctl stop tickets-follow
    node "$1" bash -c 'cd "$1" && rm -f in told trouble code && mkfifo -m 600 in && chown hacluster in' - "$follow"
    node "$1" systemctl start tickets-follow
    eventually 20 told_by "$1" "end"
}

# The follower of put_follower: booth-helperd has one, too.
pid_on() {
    node "$1" bash -c 'for pid in $(pgrep -u hacluster -f "^$1 follow"); do
        ! grep -q tickets-follow "/proc/$pid/cgroup" || echo "$pid"
    done' - "$program"
}

told() { node "$1" cat "$follow/told" 2>/dev/null; }
# What NODE's follower has told, apart from the moments, has a line like this one.
told_by() { told "$1" | cut -d ' ' -f 2- | grep -qxE "$2"; }
# The moment of the last line like this one.
moment_of() { told "$1" | grep -E "^[0-9.]+ $2\$" | tail -n 1 | cut -d ' ' -f 1; }
lines_like() { told "$1" | cut -d ' ' -f 2- | grep -cxE "$2" || true; }
follower_ended() { node "$1" test -s "$follow/code"; }

ask_alive() { node "$1" bash -c 'echo >"$1/in"' - "$follow"; }

# alive NODE: asks, and has the answer. What was said before it has been read by then.
alive() {
    local before
    before=$(lines_like "$1" alive)
    ask_alive "$1" && eventually 10 more_than "$before" "$1" alive
}
more_than() { (($(lines_like "$2" "$3") > $1)); }

# grant_own EXPIRES [NODE]: the ticket of these tests as booth writes its own.
grant_own() {
    node "${2:-s1n1}" crm_ticket -t "$own" -g --force -S owner --attr-value=-77 -S expires --attr-value="$1" \
        -S term --attr-value=5 -S booth-cfg-name --attr-value=booth
}

# state_of TICKET [NODE]: the CIB's element of it, its attributes in one order.
state_of() {
    node "${2:-s1n1}" cibadmin --query --xpath "/cib/status/tickets/ticket_state[@id='$1']" |
        grep -o '[a-z-]*="[^"]*"' | sort
}

# value_of TICKET ATTRIBUTE [NODE]
value_of() { state_of "$1" "${3:-s1n1}" | sed -n "s/^$2=\"\(.*\)\"\$/\1/p"; }

revoke_on() { run node "$1" runuser -u hacluster -- "$program" revoke "$2" "$3"; }

seconds_between() { awk -v from="$1" -v to="$2" 'BEGIN { printf "%.3f", to - from }'; }
at_most() { awk -v value="$1" -v bound="$2" 'BEGIN { exit !(value <= bound) }'; }

@test "in the sandbox of booth-helperd, the first snapshot has booth's ticket" {
    assert_so start_follower s1n2
    assert_so told_by s1n2 "ticket $ticket true [0-9]+ [0-9]+ -?[0-9]+ [0-9]+ booth"
}

@test "the end of its input ends it" {
    run node s1n1 runuser -u hacluster -- bash -c '"$1" follow </dev/null 2>/dev/null' - "$program"
    assert_success
    assert_line --regexp "^ticket $ticket true "
    assert_line end
}

@test "a grant is told within 1 s of its being in the CIB, on the other node" {
    refute told_by s1n2 "ticket $own .*"
    grant_own 2000000000
    granted=$EPOCHREALTIME
    assert_eventually 5 told_by s1n2 "ticket $own true 2000000000 [0-9]+ -77 5 booth"
    took=$(seconds_between "$granted" "$(moment_of s1n2 "ticket $own true 2000000000 .*")")
    say_figure "a grant, from the end of crm_ticket until another node's follower tells it: $took s; at most 1"
    assert at_most "$took" 1
}

@test "a renewal is told, and only what has changed makes a snapshot" {
    before=$(lines_like s1n2 end)
    grant_own 2000000015
    assert_eventually 5 told_by s1n2 "ticket $own true 2000000015 .*"
    grant_own 2000000015
    assert_so alive s1n2
    # booth's own renewals come in between.
    snapshots=$(told s1n2 | cut -d ' ' -f 2- | grep -v '^alive$' | tr '\n' '|' | sed 's/|end|/|\n/g')
    assert_equal "$(uniq -d <<<"$snapshots")" ""
    assert [ "$(lines_like s1n2 end)" -gt "$before" ]
}

@test "three renewals by booth are told; what last-granted does meanwhile" {
    first=$(value_of "$ticket" last-granted)
    before=$(told s1n2 | grep -oE " ticket $ticket true [0-9]+" | sort -u | wc -l)
    assert_eventually 90 expiries_told $((before + 3))
    latest=$(told s1n2 | grep -E " ticket $ticket true " | tail -n 1)
    read -r arrived _ _ _ expires _ <<<"$latest"
    say_figure "a renewal with expire=30 is told $(seconds_between "$arrived" "$expires") s before its expires"
    # Rounded to seconds by boothd, and told at once.
    assert at_most "$(seconds_between "$arrived" "$expires")" 30.5
    assert at_most 27 "$(seconds_between "$arrived" "$expires")"
    say_figure "last-granted at the grant $first, three renewals later $(value_of "$ticket" last-granted)"
}

expiries_told() { (($(told s1n2 | grep -oE " ticket $ticket true [0-9]+" | sort -u | wc -l) >= $1)); }

@test "a change of something else in the CIB is not told, and it answers that it is alive" {
    before=$(lines_like s1n2 "ticket $own .*")
    others=$(told s1n2 | grep -oE " ticket $ticket true [0-9]+" | sort -u | wc -l)
    snapshots=$(lines_like s1n2 end)
    for ((n = 0; n < 20; n++)); do
        node s1n1 attrd_updater -N s1n1 -n tickets-test -U "$n"
    done
    assert_eventually 10 attribute_is 19
    assert_so alive s1n2
    # Each snapshot since is one of booth's renewals.
    renewals=$(($(told s1n2 | grep -oE " ticket $ticket true [0-9]+" | sort -u | wc -l) - others))
    assert_equal "$(lines_like s1n2 end)" $((snapshots + renewals))
    assert_equal "$(lines_like s1n2 "ticket $own .*")" $((before + renewals))
    node s1n1 attrd_updater -N s1n1 -n tickets-test -D
}

attribute_is() {
    node s1n1 cibadmin --query --xpath "//transient_attributes//nvpair[@name='tickets-test']" | grep -q "value=\"$1\""
}

@test "revoke with another expires, or of a ticket that is not there, changes nothing and says 30" {
    before=$(state_of "$own")
    revoke_on s1n1 "$own" 2000000014
    assert_failure 30
    assert_output --partial "ticket $own is not granted until 2000000014 any more"
    assert_equal "$(state_of "$own")" "$before"
    revoke_on s1n1 no-such-ticket 2000000015
    assert_failure 30
}

@test "revoke takes the grant and nothing else, and a second one says 30" {
    before=$(state_of "$own")
    revoke_on s1n1 "$own" 2000000015
    assert_success
    assert_equal "$(state_of "$own")" "$(sed 's/^granted="true"/granted="false"/' <<<"$before")"
    assert_regex "$before" 'granted="true"'
    assert_eventually 5 told_by s1n2 "ticket $own false 2000000015 .*"
    revoke_on s1n2 "$own" 2000000015
    assert_failure 30
}

# race EXPIRES AT: both nodes at once; prints their exit codes.
race() {
    local name
    for name in s1n1 s1n2; do
        node "$name" runuser -u hacluster -- bash -c '
            while [[ $EPOCHREALTIME < $1 ]]; do :; done
            "$2" revoke "$3" "$4" >/dev/null; echo $?' - "$2" "$program" "$own" "$1" &
    done
    wait
}

# How often the CIB managers of site 1 have said in their logs that a revoke came too late.
losers() {
    local name
    for name in s1n1 s1n2; do
        node "$name" cat /var/log/pacemaker/pacemaker.log
    done | grep -c "cib_modify operation for section /cib/status/tickets/ticket_state.*No such device" || true
}

@test "of two nodes that revoke at the same moment, one does: 20 times" {
    before=$(losers)
    for ((n = 0; n < 20; n++)); do
        grant_own $((2000001000 + n))
        codes=$(race $((2000001000 + n)) $((${EPOCHREALTIME%.*} + 2)).000000 | sort | tr '\n' ' ')
        assert_equal "$codes" "0 30 "
        assert_equal "$(value_of "$own" granted)" false
    done
    # Each node's CIB manager says it once; the other losers saw it before they asked.
    met=$((($(losers) - before) / 2))
    say_figure "20 races of two nodes for one revoke: one won each; of the losers $met were told by the CIB manager"
}

@test "revoke takes nothing of another ticket" {
    assert_equal "$(value_of "$ticket" granted)" true
    assert_so ticket_held_by "$(booth_address 1)"
}

# In site 2: without quorum Pacemaker stops what runs there.
@test "without quorum a ticket is revoked all the same" {
    grant_own 2000002000 s2n1
    votes 's/two_node: 1/expected_votes: 5/'
    assert_eventually 20 quorate_is No
    revoke_on s2n2 "$own" 2000002000
    revoked=("$status" "$output")
    votes 's/expected_votes: 5/two_node: 1/'
    assert_eventually 30 quorate_is Yes
    assert_equal "${revoked[0]}" 0
    assert_equal "$(value_of "$own" granted s2n1)" false
    assert_eventually 120 healthy 2
}

# votes CHANGE: of site 2's corosync.conf, by sed, while corosync runs.
votes() {
    node s2n1 sed -i "$1" /etc/corosync/corosync.conf
    node s2n2 sed -i "$1" /etc/corosync/corosync.conf
    node s2n1 corosync-cfgtool -R
}

quorate_is() { node s2n1 corosync-quorumtool -s | grep -q "^Quorate: *$1"; }

@test "idle, the follower takes next to nothing" {
    pid=$(pid_on s1n2)
    read -r before _ < <(node s1n2 cat "/proc/$pid/schedstat")
    began=$EPOCHREALTIME
    sleep 20
    read -r after _ < <(node s1n2 cat "/proc/$pid/schedstat")
    kibibytes=$(node s1n2 sed -n 's/^VmRSS:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/$pid/status")
    wall=$(seconds_between "$began" "$EPOCHREALTIME")
    say_figure "$(awk -v cpu=$((after - before)) -v wall="$wall" -v memory="$kibibytes" 'BEGIN {
        printf "the follower: %.4f %% of a CPU over %.0f s, %d KiB of memory", cpu / wall / 1e7, wall, memory }')"
    assert [ $((after - before)) -lt 20000000 ]
    assert [ "$kibibytes" -lt 32768 ]
}

@test "asked often, it keeps its memory" {
    pid=$(pid_on s1n2)
    resident() { node s1n2 sed -n 's/^VmRSS:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/$pid/status"; }
    burst() { node_within 60 s1n2 bash -c 'for ((n = 0; n < 2000; n++)); do echo; done >"$1/in"' - "$follow"; }
    answered=$(lines_like s1n2 alive)
    burst
    assert_eventually 60 more_than $((answered + 1999)) s1n2 alive
    before=$(resident)
    for round in 1 2 3; do
        burst
        assert_eventually 60 more_than $((answered + 1999 + round * 2000)) s1n2 alive
    done
    say_figure "the follower after 2000 looks at the CIB: $before KiB, after 8000: $(resident) KiB"
    assert [ $(($(resident) - before)) -lt 512 ]
}

@test "a CIB manager that hangs ends the follower with 21 and a revoke with 31, within seconds" {
    assert_so start_follower s2n1
    manager=$(node s2n1 pgrep -x pacemaker-based)
    node s2n1 kill -STOP "$manager"
    stopped=$EPOCHREALTIME
    ask_alive s2n1
    revoke_on s2n1 "$own" 2000002000
    revoked=("$status" "$output")
    eventually 15 follower_ended s2n1 || true
    took=$(seconds_between "$stopped" "$EPOCHREALTIME")
    node s2n1 kill -CONT "$manager"
    say_figure "CIB manager stopped: follower and a revoke give up after $took s"
    assert_equal "${revoked[0]}" 31
    assert_regex "${revoked[1]}" "the CIB manager of this node does not answer"
    assert_equal "$(node s2n1 cat "$follow/code")" 21
    assert_regex "$(node s2n1 cat "$follow/trouble")" "does not answer within 4 s"
}

@test "a CIB manager that is killed ends the follower with 21, and it can be started anew" {
    assert_eventually 60 idle 2
    assert_so start_follower s2n1
    node s2n1 pkill -KILL -x pacemaker-based
    assert_eventually 10 follower_ended s2n1
    assert_equal "$(node s2n1 cat "$follow/code")" 21
    assert_regex "$(node s2n1 cat "$follow/trouble")" "ended the connection|Transport endpoint"
    assert_eventually 60 start_follower s2n1
    assert_eventually 120 healthy 2
}

@test "where no cluster runs, it says so at once" {
    run node arb "$program" follow
    assert_failure 21
    assert_output --partial "Pacemaker does not run on this node"
    revoke_on arb "$own" 2000002000
    assert_failure 31
    assert_output --partial "Pacemaker does not run on this node"
}

@test "a name that may not stand in a search is refused, with the cluster running" {
    before=$(state_of "$ticket")
    revoke_on s1n1 "x' or '1'='1" 2000002000
    assert_failure 2
    assert_equal "$(state_of "$ticket" | grep granted)" "$(grep granted <<<"$before")"
}
