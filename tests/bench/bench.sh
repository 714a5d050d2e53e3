#!/bin/bash
# Measures our agents against the stock ones on a machine of the lab: bench.sh --rpm-dir DIR [--rounds N]
# The machine's cluster runs, as it does wherever a monitor runs. Uses the lab if it is up, and
# otherwise starts one for the time it takes.
set -euo pipefail
lab_here=$(cd "$(dirname "${BASH_SOURCE[0]}")/../lab" && pwd)
# shellcheck source=tests/lab/life.sh
. "$lab_here/life.sh"
# shellcheck source=tests/lab/procedure.sh
. "$lab_here/procedure.sh"

if [ $# -lt 2 ] || [ "$1" != --rpm-dir ]; then
    echo "usage: bench.sh --rpm-dir DIR [--rounds N]" >&2
    exit 2
fi
rpms=$2
shift 2

if ! "$lab_here/lab.sh" status >/dev/null 2>&1; then
    trap '"$lab_here/lab.sh" down' EXIT
    "$lab_here/lab.sh" up --rpm-dir "$rpms"
fi
if ! node s1n1 crm_mon -1 >/dev/null 2>&1; then
    echo "starting the cluster of site 1" >&2
    { cluster_auth 1 && cluster_setup 1; } >/dev/null
fi
"$lab_here/lab.sh" enter s1n1 python3 - "$@" <"$lab_here/../bench/bench.py"
