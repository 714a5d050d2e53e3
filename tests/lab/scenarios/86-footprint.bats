#!/usr/bin/env bats
# What the watcher costs a node that has much: 64 watched resources and 10,000 addresses.
# Needs our RPM, the procedure and the ticket in site 1; works in site 2. Leaves the lab as it found it.
# shellcheck disable=SC2016,SC2154

load helpers

agent=/usr/lib/ocf/resource.d/booth-agents/booth-ip

setup_file() {
    need_watcher
    on=$(active_on booth-service 2)
    export on
    spares start
    node_within 60 "$on" bash -c '
        ip link add many type bridge && ip link set many up
        for ((n = 0; n < 10000; n++)); do
            echo "address add 10.65.$((n / 250)).$((n % 250 + 1))/32 dev many"
        done | ip -batch -'
}

teardown_file() {
    node "$on" ip link del many || true
    spares stop || true
    leave_watcher
}

# spares ACTION: of 62 addresses that the cluster knows nothing of; with booth's two resources they are 64.
spares() {
    node_within 120 "$on" bash -c '
        export OCF_ROOT=/usr/lib/ocf OCF_RA_VERSION_MAJOR=1 OCF_RA_VERSION_MINOR=1
        export OCF_RESKEY_nic=eth0 OCF_RESKEY_cidr_netmask=32 OCF_RESKEY_arp_count=1
        for ((n = 1; n <= 62; n++)); do
            OCF_RESOURCE_INSTANCE=spare-$n OCF_RESKEY_ip=10.64.0.$n "$1" "$2" || exit
        done' - "$agent" "$1"
}

watches() { node "$on" sh -c 'booth-helper status | grep -cE "^ *(spare-[0-9]+|booth-ip|booth-service) "'; }
helperd_pid() { node "$on" systemctl show --property MainPID --value booth-helperd; }
cpu_nanoseconds() { node "$on" sh -c 'cat /proc/$1/task/*/schedstat' - "$(helperd_pid)" | awk '{ sum += $1 } END { printf "%d\n", sum }'; }

@test "64 resources are watched on a node with 10,000 addresses more" {
    assert_equal "$(node "$on" sh -c 'ip -4 -o address show | wc -l' | awk '{ print ($1 >= 10064) }')" 1
    assert_so watched_on "$on"
    assert_equal "$(watches)" 64
}

# What the start of all of these has caused is to be over first.
@test "idle, the watcher takes less than 0.1 % of a CPU" {
    assert_eventually 30 is_quiet
    before=$(cpu_nanoseconds)
    began=$EPOCHREALTIME
    sleep 20
    took=$(($(cpu_nanoseconds) - before))
    wall=$((${EPOCHREALTIME/./} - ${began/./}))
    say_figure "$(awk -v cpu="$took" -v wall="$wall" 'BEGIN {
        printf "64 resources, 10,000 addresses: %.4f %% of a CPU over %.0f s; less than 0.1", cpu / wall / 10, wall / 1e6 }')"
    assert [ "$took" -gt 0 ]
    assert [ "$took" -lt "$wall" ]
}

# Less than a millisecond of CPU in a second.
is_quiet() {
    local before
    before=$(cpu_nanoseconds) && sleep 1 && [ $(($(cpu_nanoseconds) - before)) -lt 1000000 ]
}

@test "and less than 16 MiB of memory" {
    kibibytes=$(node "$on" sed -n 's/^VmRSS:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/$(helperd_pid)/status")
    say_figure "64 resources, 10,000 addresses: $kibibytes KiB of memory; less than 16384"
    assert [ "$kibibytes" -gt 0 ]
    assert [ "$kibibytes" -lt 16384 ]
}

@test "a fault among all of these is found, in a moment" {
    since=$EPOCHREALTIME
    node "$on" ip address del 10.64.0.33/32 dev eth0
    assert_eventually 5 is_found
    spares stop
    spares start
    assert_eventually 10 watched_on "$on"
}

is_found() { [[ $(incidents "$on" "$since" RESOURCE=spare-33 CAUSE=address-gone SITE=10.64.0.33) == 1 ]]; }
