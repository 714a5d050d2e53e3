# What the scenarios of the watcher share: monitors out of the way, faults, figures; sourced after procedure.sh.
# shellcheck shell=bash disable=SC2016,SC2034,SC2154

booth_resource_names=(booth-ip booth-service)
fault_program=$lab_here/fault.py
figures=${LAB_FIGURES:-$lab_folder/figures}

# Only the watcher can be quick: monitors come once a minute.
monitor_interval=60s

# xpath of a monitor's interval in the cluster's configuration.
configured_interval() {
    local cib
    cib=$(node "s$1n1" cibadmin --query --scope resources) &&
        xmllint --xpath "string(//primitive[@id='$2']/operations/op[@name='monitor']/@interval)" - <<<"$cib"
}

# SITE's cluster has nothing left to do. One change right behind another would meet actions of the
# first under way: Pacemaker then waits a minute for results that it has been told to forget.
settle() { node_within 90 "s$1n1" crm_resource --wait --timeout=60; }

# set_monitors SITE INTERVAL
set_monitors() {
    local resource
    settle "$1" || return 1
    for resource in "${booth_resource_names[@]}"; do
        node_within 90 "s$1n1" pcs resource update "$resource" op monitor "interval=$2" || return 1
    done
    settle "$1"
}

# A site's failures are forgotten, its monitors come every INTERVAL, and it is healthy.
prepare_site() { forget_failures "$2" && set_monitors "$2" "$1" && eventually 60 healthy "$2"; }

# need_watcher: both sites run our agents under a watcher, the monitors are out of the way, nothing has failed.
need_watcher() {
    [[ ${LAB_RPMS:-} ]] || {
        echo "our agents are not in the lab: start it with --rpm-dir"
        return 1
    }
    need_procedure own && need_grant 1 || return 1
    configured_interval 1 booth-ip >"$BATS_FILE_TMPDIR/interval" &&
        both_sites "monitors every $monitor_interval" prepare_site "$monitor_interval"
}

# For teardown_file, after whatever has happened.
leave_watcher() {
    local interval
    interval=$(cat "$BATS_FILE_TMPDIR/interval" 2>/dev/null) || return 0
    both_sites "monitors every $interval" prepare_site "$interval"
}

forget_failures() {
    local resource
    settle "$1" || return 1
    for resource in "${booth_resource_names[@]}"; do
        node_within 90 "s$1n1" crm_resource --cleanup --resource "$resource" >/dev/null 2>&1 || return 1
    done
    settle "$1" && no_failures "$1"
}

# fail_count SITE [RESOURCE]: of all its nodes, and without RESOURCE of all resources.
fail_count() {
    local which=
    [[ -z ${2:-} ]] || which="[@id='$2']"
    cluster_state "$1" "sum(//node_history//resource_history$which/@fail-count)"
}

no_failures() { [[ $(fail_count "$1") == 0 ]]; }

# No transition is under way in SITE.
idle() {
    local controller
    controller=$(cluster_state "$1" "string(//current_dc/@name)") &&
        [[ $(node_within 10 "s$1n1" crmadmin --status "$controller" 2>&1) == *S_IDLE* ]]
}

# What the watcher of NODE says, without its line breaks.
status_of() { node_within 10 "$1" booth-helper status | tr -s '\n ' ' '; }

# The watcher of NODE watches booth and finds nothing wrong.
watched_on() {
    local status resource
    status=$(node_within 10 "$1" booth-helper status) || return 1
    for resource in "${booth_resource_names[@]}"; do
        grep -qE "^$resource +.* ok$" <<<"$status" || return 1
    done
}

# SITE's booth runs on one node, is watched there, and nothing is under way.
healthy() {
    local on
    on=$(active_on booth-service "$1") && [[ $(active_on booth-ip "$1") == "$on" ]] && idle "$1" && watched_on "$on"
}

# fault SITE FAULT AWAITED... [OPTION...]: on the node where booth runs in SITE. Prints when it
# happened, and when each thing awaited was so.
fault() {
    local site=$1 on
    shift
    on=$(active_on booth-service "$site") || return 1
    fault_on "$on" "$@"
}

fault_on() {
    local on=$1
    shift
    node_within 90 "$on" python3 -c "$(<"$fault_program")" --address "$(booth_address "$(site_of "$on")")" "$@"
}

# rounds COUNT SITE FAULT...: prints a line of moments for each round, every one from a healthy site.
rounds() {
    local count=$1 site=$2 round
    shift 2
    for ((round = 0; round < count; round++)); do
        eventually 60 healthy "$site" || {
            echo "round $round in site $site: not healthy before it" >&2
            return 1
        }
        fault "$site" "$@" || return 1
    done
}

# rounds_side_by_side COUNT SITES FAULT...: for faults whose bound is so wide that two at once do not matter.
rounds_side_by_side() {
    local count=$1 sites=$2 site pids=() rc=0
    shift 2
    for site in $sites; do
        rounds "$count" "$site" "$@" &
        pids+=($!)
    done
    for site in "${pids[@]}"; do
        wait "$site" || rc=1
    done
    return "$rc"
}

# seconds_to COLUMN: from the fault to the moment in COLUMN (2 is the first thing awaited), of each line.
seconds_to() { awk -v column="$1" '{ printf "%.3f\n", $column - $1 }'; }

# assert_median BOUND TITLE: of the seconds on standard input, one a line and ten at least; says and keeps
# median, minimum and maximum. On a machine that others use, too, only the median can be held to a bound.
assert_median() {
    local bound=$1 title=$2 line
    line=$(sort -n | awk -v bound="$bound" -v title="$title" '
        { value[NR] = $1 }
        END {
            median = (value[int((NR + 1) / 2)] + value[int(NR / 2) + 1]) / 2
            printf "%s: median %.2f s, min %.2f, max %.2f of %d; at most %s s",
                title, median, value[1], value[NR], NR, bound
            exit !(NR >= 10 && median <= bound)
        }') || {
        say_figure "$line"
        fail "too slow, or too few rounds: $line"
        return 1
    }
    say_figure "$line"
}

# A line for whoever reads the run, and for the file of its figures.
say_figure() {
    printf '# %s\n' "$1" >&3
    printf '%s\n' "$1" >>"$figures"
}

# incidents NODE SINCE [FIELD=VALUE...]: how many the watcher has put into the node's journal.
incidents() {
    local on=$1 since=$2
    shift 2
    node "$on" journalctl --sync
    node "$on" journalctl --quiet --output cat --since "@$since" SYSLOG_IDENTIFIER=booth-helperd "$@" |
        grep -c . || true
}

# The boothd that holds the lock on NODE.
boothd_pid_on() { node "$1" sed -n 's/.*booth_pid=\([0-9]*\).*/\1/p' /run/booth/booth.pid; }

# The node's rpm; an older one asks to be forced on Debian.
node_rpm() {
    node_within 120 "$1" sh -c '! rpm --force-debian --version >/dev/null 2>&1 || force=--force-debian
        rpm $force --nodeps --dbpath /var/lib/rpm "$@"' - "${@:2}"
}

packages() { node "$1" sh -c 'ls /root/rpms/*.rpm'; }

# The package of NODE is replaced by itself.
upgrade() {
    # shellcheck disable=SC2046 # names without blanks
    node_rpm "$1" --upgrade --force $(packages "$1")
}

# What the guards of SITE have put into their journals about the ticket since MOMENT (seconds since 1970).
guard_lines() {
    local on
    for on in "s$1n1" "s$1n2"; do
        node "$on" journalctl --sync
        node "$on" journalctl --quiet --output cat --since "@$2" SYSLOG_IDENTIFIER=booth-helperd \
            "TICKET=$ticket" CAUSE=lease-over "${@:3}"
    done
}

# A time of the ticket in SITE's CIB: expires, which every renewal moves, or last-granted, which a renewal leaves.
ticket_time() { node_within 10 "s$1n1" crm_ticket -t "$ticket" -G "$2"; }

ticket_renewed_past() { [[ $(ticket_time "$1" expires) -gt $2 ]]; }

# A clock that a node's programs can be given: with clock_words NODE in the environment, what set_clock says.
clock_file=/run/lab-clock
clock_drop_in=/run/systemd/system/booth-helperd.service.d/clock.conf

clock_words() {
    local preload
    preload=$(node "$1" sh -c 'ls /usr/lib/*/faketime/libfaketime.so.1') || return 1
    echo "LD_PRELOAD=$preload FAKETIME_TIMESTAMP_FILE=$clock_file FAKETIME_CACHE_DURATION=1" \
        "FAKETIME_DONT_FAKE_MONOTONIC=1 FAKETIME_DISABLE_SHM=1"
}

# set_clock NODE SECONDS: so much off the right time.
set_clock() { node "$1" sh -c 'echo "$1" >"$2"' - "$2" "$clock_file"; }

# The watcher of NODE has that clock from now on; still the right one.
give_clock() {
    local words
    words=$(clock_words "$1") && set_clock "$1" +0 &&
        node "$1" sh -c 'mkdir -p "${2%/*}" && printf "[Service]\nEnvironment=%s\n" "$1" >"$2" &&
            systemctl daemon-reload && systemctl try-restart booth-helperd' - "$words" "$clock_drop_in"
}

take_clock() {
    node "$1" sh -c '[ -e "$1" ] || exit 0
        rm -f "$1" "$2" && systemctl daemon-reload && systemctl try-restart booth-helperd' - "$clock_drop_in" "$clock_file"
}
