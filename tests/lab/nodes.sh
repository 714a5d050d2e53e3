# The lab's machines: an overlay over a cached image and systemd-nspawn for each; sourced.
# shellcheck shell=bash disable=SC2034,SC2154

lab_password=lab-password

node_root() { echo "$lab_folder/$1/root"; }

# When process PID began, in clock ticks: with it a pid is never mistaken for another's.
start_time_of() { sed 's/^.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }

# record FILE PID
process_record() { echo "$2 $(start_time_of "$2")" >"$1"; }

# Prints the pid that FILE records, if that very process still lives.
process_recorded() {
    local pid start
    read -r pid start 2>/dev/null <"$1" || return 1
    [[ $start && $start == "$(start_time_of "$pid")" ]] && echo "$pid"
}

node_leader() { process_recorded "$lab_folder/$1/leader"; }
node_runs() { node_leader "$1" >/dev/null; }

root_mount() {
    local node=$1 image=$2 folder=$lab_folder/$1
    mkdir -p "$folder"/{upper,work,root} &&
        mount -t overlay "$lab_prefix-$node" \
            -o "lowerdir=$image,upperdir=$folder/upper,workdir=$folder/work" "$folder/root"
}

# Who the machine is.
root_identify() {
    local node=$1 root=$2
    echo "$node" >"$root/etc/hostname" &&
        hosts_of "$node" >"$root/etc/hosts" &&
        : >"$root/etc/machine-id" &&
        mkdir -p "$root/var/log/journal" &&
        echo "hacluster:$lab_password" | chroot "$root" chpasswd
}

# Debian sets up and starts a cluster of one node; pcs wants none. What a
# container has no use for does not start. booth's template unit claims an
# alias that no template may have, which makes `pcs booth enable` fail.
root_services() {
    local root=$1
    rm -f "$root/etc/corosync/corosync.conf" "$root/etc/pacemaker/authkey" &&
        systemctl -q --root="$root" disable corosync pacemaker 2>/dev/null &&
        systemctl -q --root="$root" enable pcsd 2>/dev/null &&
        systemctl -q --root="$root" set-default multi-user.target 2>/dev/null &&
        systemctl -q --root="$root" mask getty@ console-getty systemd-logind networking systemd-modules-load \
            apt-daily.timer apt-daily-upgrade.timer e2scrub_all.timer man-db.timer \
            dpkg-db-backup.timer fstrim.timer 2>/dev/null || return 1
    mkdir -p "$root/etc/systemd/system/booth@.service.d" &&
        printf '[Install]\nAlias=\n' >"$root/etc/systemd/system/booth@.service.d/alias.conf"
}

# Installs the RPMs of a folder, as the nodes' own rpm does it; an older one asks to be forced on Debian.
root_install() {
    local root=$1 rpms=$2
    mkdir -p "$root/root/rpms" && cp "$rpms"/*.rpm "$root/root/rpms/" || return 1
    rm -f "$root"/root/rpms/*.src.rpm
    # shellcheck disable=SC2016 # for the shell in the root
    chroot "$root" sh -c '! rpm --force-debian --version >/dev/null 2>&1 || force=--force-debian
        rpm $force --nodeps --dbpath /var/lib/rpm -i /root/rpms/*.rpm'
}

# node_make NODE IMAGE [RPM-FOLDER] makes the machine's disk.
node_make() {
    local node=$1 image=$2 rpms=${3:-} root
    root=$(node_root "$node")
    root_mount "$node" "$image" && root_identify "$node" "$root" && root_services "$root" || return 1
    [[ -z $rpms ]] || root_install "$root" "$rpms"
}

# The machine's init is that child of nspawn which is process 1 of its own
# namespace; before it there is another child, for a moment.
node_find_leader() {
    local nspawn child children
    nspawn=$(process_recorded "$lab_folder/$1/nspawn") || return 1
    read -ra children 2>/dev/null <"/proc/$nspawn/task/$nspawn/children"
    for child in "${children[@]}"; do
        grep -q '^NSpid:.*[[:space:]]1$' "/proc/$child/status" 2>/dev/null || continue
        process_record "$lab_folder/$1/leader" "$child"
        return
    done
    return 1
}

# Switches a machine on. It lives on when this script ends, so it keeps nothing of it open.
node_power_on() {
    local node=$1
    (
        for descriptor in /proc/self/fd/*; do
            descriptor=${descriptor##*/}
            ((descriptor <= 2)) || eval "exec $descriptor>&-"
        done
        exec setsid systemd-nspawn --quiet --register=no --keep-unit -b -D "$(node_root "$node")" \
            --network-namespace-path="/run/netns/$lab_prefix-$node" --machine="$node" \
            --capability=all --link-journal=no --resolv-conf=off --timezone=off \
            --bind="$lab_shared:/srv/lab" \
            </dev/null >>"$lab_folder/$node/console" 2>&1
    ) &
    process_record "$lab_folder/$node/nspawn" $! &&
        eventually 20 node_find_leader "$node"
}

# Takes the power away from machines: no process of theirs gets a chance to clean up.
node_kill() {
    local node pid name
    for node in "$@"; do
        for name in leader nspawn; do
            pid=$(process_recorded "$lab_folder/$node/$name") && kill -KILL "$pid" 2>/dev/null
        done
    done
    for node in "$@"; do
        eventually 20 node_is_gone "$node" || {
            echo "node $node does not end" >&2
            return 1
        }
    done
}

node_is_gone() {
    ! process_recorded "$lab_folder/$1/leader" >/dev/null &&
        ! process_recorded "$lab_folder/$1/nspawn" >/dev/null
}

# A machine whose power was taken away comes back with an empty network stack.
node_power_off() {
    local node
    node_kill "$@" || return 1
    for node in "$@"; do
        network_unplug "$node" || return 1
    done
}

node_power_back() {
    local node
    for node in "$@"; do
        network_plug_in "$node" && node_power_on "$node" || return 1
    done
    for node in "$@"; do
        node_await "$node" || return 1
    done
}

# node_within SECONDS NODE CMD... runs CMD in a machine, and ends it when the time is up (exit
# code 124). The machine's own timeout does so and reaps it; the outer one is for a machine that hangs.
node_within() {
    local seconds=$1 node=$2 leader
    shift 2
    leader=$(node_leader "$node") || {
        echo "node $node does not run" >&2
        return 125
    }
    timeout -k 5 $((seconds + 10)) nsenter -t "$leader" -m -u -i -n -p -C -- \
        env -i -C /root PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 COLUMNS=80 \
        timeout -k 5 "$seconds" "$@" </dev/null
}

# The same with the deadline that is ample for most commands.
node() { node_within "${LAB_DEADLINE:-60}" "$@"; }

# A person's shell in a machine: with a terminal and without a deadline.
node_enter() {
    local node=$1 leader
    shift
    leader=$(node_leader "$node") || die "node $node does not run: start the lab with 'lab.sh up'"
    (($# > 0)) || set -- bash -l
    exec nsenter -t "$leader" -m -u -i -n -p -C -- \
        env -i -C /root PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 TERM="${TERM:-dumb}" "$@"
}

node_booted() {
    [[ $(node_within 10 "$1" systemctl is-system-running 2>/dev/null) =~ ^(running|degraded)$ ]] &&
        node_within 10 "$1" bash -c 'exec 2>/dev/null; : >/dev/tcp/127.0.0.1/2224'
}

node_await() {
    eventually "${2:-90}" node_booted "$1" || {
        echo "node $1 did not boot; the end of its console:"
        tail -n 5 "$lab_folder/$1/console"
        return 1
    }
}
