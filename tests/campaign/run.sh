#!/bin/bash
# One run of the campaign: one row, once, in the lab BOOTH_AGENTS_LAB; see usage. campaign.py starts many.
set -euo pipefail
lab_here=$(cd "$(dirname "${BASH_SOURCE[0]}")/../lab" && pwd)
# shellcheck source=tests/lab/life.sh
. "$lab_here/life.sh"
# shellcheck source=tests/lab/state.sh
. "$lab_here/state.sh"
# shellcheck source=tests/lab/procedure.sh
. "$lab_here/procedure.sh"
# shellcheck source=tests/lab/watching.sh
. "$lab_here/watching.sh"
# shellcheck source=tests/campaign/lab.bash
. "$lab_here/../campaign/lab.bash"
# shellcheck source=tests/campaign/observe.bash
. "$lab_here/../campaign/observe.bash"

usage() {
    cat <<USAGE
usage: run.sh [--rpm-dir DIR] --agents own|stock --row NAME --number N --out FOLDER
       run.sh --list
Starts and prepares the lab if it is not up, and leaves it up ('lab.sh down' ends it). FOLDER gets
facts (a word and its value a line), checker.json, and the witnesses' own files.
USAGE
}

# Up and prepared for these agents; a lab that another use has left up is not touched.
have_lab() {
    local rpms=$1 agents=$2
    if [[ -e $lab_folder/kept ]]; then
        [[ -e $lab_folder/campaign ]] || die "lab $lab_prefix is not the campaign's: take it down first"
        campaign_prepare "$agents"
        return
    fi
    lab_up "$rpms"
    # A lab that could not be prepared is taken down when this script ends.
    campaign_prepare "$agents"
    lab_keep
}

main() {
    local rpms='' agents='' row='' number=1 out=''
    while (($# > 0)); do
        case $1 in
            --list) printf '%s' "${campaign_rows#?}" && exit 0 ;;
            --rpm-dir) rpms=$(realpath "${2:?}") ;;
            --agents) agents=$2 ;;
            --row) row=$2 ;;
            --number) number=$2 ;;
            --out) out=$2 ;;
            *) usage >&2 && exit 2 ;;
        esac
        shift 2
    done
    [[ $agents == own && ! $rpms ]] && die "our agents need --rpm-dir"
    [[ $agents && $row && $out ]] || { usage >&2 && exit 2; }
    row_exists "$row" || die "there is no row '$row': $(row_names | tr '\n' ' ')"
    mkdir -p "$out"
    lab_take
    have_lab "$rpms" "$agents"
    observe "$row" "$number" "$out"
}

main "$@"
