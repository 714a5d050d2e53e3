#!/bin/bash
# Measures our agents against the stock ones on a machine of the lab: bench.sh --rpm-dir DIR [--rounds N]
# Uses the lab if it is up, and otherwise starts one for the time it takes.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
lab=$here/../lab/lab.sh

if [ $# -lt 2 ] || [ "$1" != --rpm-dir ]; then
    echo "usage: bench.sh --rpm-dir DIR [--rounds N]" >&2
    exit 2
fi
rpms=$2
shift 2

if ! "$lab" status >/dev/null 2>&1; then
    trap '"$lab" down' EXIT
    "$lab" up --rpm-dir "$rpms"
fi
"$lab" enter s1n1 python3 - "$@" <"$here/bench.py"
