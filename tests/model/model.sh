#!/bin/bash
# Runs the model of the lease (lease.pml) through spin: model.sh [RUN...], or model.sh --list.
#
# Prints a line for each run: its name, "holds" (every state was looked at) or "found" (a state was, and how it comes
# about is told below it), the number of states, and what was looked for. Exit status 1: a search was not completed.
set -euo pipefail

model=$(dirname "$(readlink -f "$0")")/lease.pml
deadline=${MODEL_DEADLINE:-300}
memory=2048

# NAME|SEARCH|SWITCHES|WHAT IS LOOKED FOR. "deep" looks at every state, "broad" finds the shortest way to what is looked
# for, "first" any way, with less memory.
runs='
safe|deep||two active sites, clocks drift and are set
healthy|deep|-DHEALTHY|a renewed lease is taken away, clocks are set
wall-clock-true|deep|-DNAIVE -DJUMPS=0|two active sites, the wall clock alone, never set
margin|deep|-DMARGIN=1 -DACQUIRE_AFTER=2 -DJUMPS=0|two active sites, lease-margin for acquire-after
takeover|broad|-DSHOW_TAKEOVER -DDRIFT=0 -DJUMPS=0|the guard revokes, the other site takes over
return|broad|-DSHOW_RETURN -DDRIFT=0 -DJUMPS=0|the ticket comes back after the guard has revoked
life|broad|-DSHOW_LIFE -DCOUNT_RENEWALS -DHEALTHY -DDRIFT=0|three renewals, a set clock, nothing revoked
no-guard|broad|-DNO_GUARD -DONLY_STOPS -DDRIFT=0 -DJUMPS=0|two active sites, without the guard
no-wait|broad|-DACQUIRE_AFTER=0 -DDRIFT=0 -DJUMPS=0|two active sites, acquire-after under the stop time
short-wait|broad|-DACQUIRE_AFTER=2 -DONLY_STOPS -DJUMPS=0|two active sites, the same without lease-margin
tight-wait|first|-DACQUIRE_AFTER=4|two active sites, acquire-after a tick too short
short-timeout|first|-DHEALTHY -DTIMEOUT=2|a renewed lease is taken away, LEAST a tick too short
wall-clock-back|broad|-DNAIVE -DONLY_STOPS -DDRIFT=0|two active sites, the wall clock trusted alone
wall-clock-ahead|broad|-DNAIVE -DHEALTHY -DDRIFT=0|a renewed lease is taken away, wall clock alone
long-wait|broad|-DACQUIRE_AFTER=8 -DDRIFT=0 -DJUMPS=0|two active sites, acquire-after = renewal-freq
update-lost|broad|-DUPDATE_LOST -DDRIFT=0 -DJUMPS=0|two active sites, only the holder knows the renewal
hidden-restart|broad|-DHIDDEN_RESTART -DDRIFT=0 -DJUMPS=0|two active sites, boothd restarts unheard
late-write|broad|-DWRITE=20 -DACQUIRE_AFTER=5 -DDRIFT=0 -DJUMPS=0 -DONLY_STOPS|two active sites, a renewal late in the CIB
other-cut-off|broad|-DOTHER_CUT_OFF -DDRIFT=0 -DJUMPS=0|two active sites, the other one comes back late
stale-answers|broad|-DSTALE_ANSWERS -DONLY_STOPS -DDRIFT=0 -DJUMPS=0|two active sites, an old answer renews
'

field() {
    printf '%s\n' "$runs" |
        awk -F'|' -v name="$1" -v field="$2" '$1 == name { print $field; known = 1 } END { exit !known }'
}

# compile SEARCH SWITCHES...: the search as a program of its own, ./pan.
compile() {
    local search=$1
    shift
    # -o3 keeps statements apart: each one that is never reached is named, and a trail can count its ticks.
    spin -a -o3 "$@" "$model" >spin.log && {
        case $search in
        deep | first) gcc -O2 -w -DSAFETY -DNOFAIR -DMEMLIM="$memory" -o pan pan.c ;;
        broad) gcc -O2 -w -DBFS -DMEMLIM="$memory" -o pan pan.c ;;
        esac
    }
}

# The verdict of a search, from what it printed; nothing for one that was not completed.
verdict() {
    if grep -q 'errors: 1$' pan.log && grep -q 'assertion violated' pan.log; then
        echo found
    elif grep -q 'errors: 0$' pan.log && ! grep -qE 'Search not completed|too small|out of memory' pan.log; then
        echo holds
    fi
}

# One run, in a folder of its own.
run() {
    local name=$1 search switches found states
    search=$(field "$name" 2)
    read -r -a switches <<<"$(field "$name" 3)"
    compile "$search" "${switches[@]}"
    timeout "$deadline" ./pan -m1000000 >pan.log 2>&1 || true
    found=$(verdict)
    states=$(sed -n 's/^ *\([0-9]*\) states, stored.*/\1/p' pan.log)
    printf '%-17s %-6s %8s  %s\n' "$name" "${found:-BROKEN}" "$states" "$(field "$name" 4)"
    case $found in
    holds) [ ${#switches[@]} -gt 0 ] || unreached ;;
    found) tell "${switches[@]}" ;;
    *) tail -n 20 pan.log; return 1 ;;
    esac
}

# How it comes about: the last events before what was found.
tell() {
    spin -t -T -B -o3 -DWORDS "$@" -k lease.pml.trail "$model" | sed -n 's/^\([0-9]*: \)/    \1/p' | tail -n 9
}

# Statements that a complete search never came to say nothing: named, but for the ends of loops and the property's.
unreached() {
    sed '/^unreached in proctype property/,/^unreached in init/d' pan.log |
        sed -n '/"-end-"/d; s/^\t.*\/\([a-z]*.pml:[0-9]*\), state [0-9]*, \(.*\)$/    unreached: \1: \2/p'
}

if [ "${1:-}" = --list ]; then
    printf '%s' "$runs" | sed -n 's/|.*//p'
    exit
fi
[ $# -gt 0 ] || mapfile -t all < <("$0" --list)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
status=0
for name in "${@:-${all[@]}}"; do
    field "$name" 1 >/dev/null || { echo "model.sh: no run $name (--list names them)" >&2; exit 2; }
    mkdir "$name"
    (cd "$name" && run "$name") || status=1
done
exit "$status"
