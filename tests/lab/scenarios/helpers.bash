# What every scenario needs: the lab's words and assertions; loaded by the bats files.
# shellcheck shell=bash disable=SC2034,SC2154
#
# A scenario says in setup_file what it builds on (need_fresh_lab, need_procedure,
# need_grant); what is there already costs a moment. So each runs alone, too.

bats_load_library bats-support
bats_load_library bats-assert
lab_here=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
# shellcheck source-path=SCRIPTDIR source=../life.sh
. "$lab_here/life.sh"
# shellcheck source-path=SCRIPTDIR source=../state.sh
. "$lab_here/state.sh"
# shellcheck source-path=SCRIPTDIR source=../procedure.sh
. "$lab_here/procedure.sh"
# shellcheck source-path=SCRIPTDIR source=../watching.sh
. "$lab_here/watching.sh"

# The types under test; without our RPM the stock agents stand in.
scenario_types() {
    local types=$1
    [[ ${LAB_RPMS:-} ]] || types=stock
    agent_types "$types"
    echo "$types"
}

# Which agents the procedure has been gone through with; nothing if it has not.
procedure_done() { cat "$lab_folder/procedure" 2>/dev/null || true; }
procedure_is_done() { echo "$1" >"$lab_folder/procedure"; }

# Machines as they are before anything is configured. Whoever configures them says so first.
need_fresh_lab() { [[ ! -e $lab_folder/touched ]] || lab_rebuild; }
lab_is_touched() { touch "$lab_folder/touched"; }

lab_rebuild() {
    local kept=
    [[ ! -e $lab_folder/kept ]] || kept=yes
    lab_down && lab_build "${LAB_RPMS:-}" && { [[ -z $kept ]] || touch "$lab_folder/kept"; }
}

# need_procedure TYPES: clusters, booth, resources and constraints, with agents of these types.
need_procedure() {
    local types
    types=$(scenario_types "$1")
    agent_types "$types"
    case $(procedure_done) in
        "$types") return 0 ;;
        '')
            need_fresh_lab && lab_is_touched || return 1
            procedure_clusters && procedure_booth && procedure_resources || return 1
            ;;
        *) both_sites "change to ${service_type}" replace_booth_resources || return 1 ;;
    esac
    procedure_is_done "$types"
}

# need_grant SITE: SITE holds the ticket, and the application runs there and only there.
need_grant() {
    local site=$1 other=$((3 - $1))
    if ! ticket_held_by "$(booth_address "$site")"; then
        ! ticket_held_by "$(booth_address "$other")" || ticket_revoke "$other" || return 1
        eventually 30 ticket_grant_to "$site" >"$BATS_FILE_TMPDIR/grant" 2>&1 || {
            tail -n 1 "$BATS_FILE_TMPDIR/grant"
            return 1
        }
    fi
    eventually 60 resource_runs "$application" "$site" &&
        eventually 60 resource_stopped "$application" "$other"
}

# need_no_grant: no site holds the ticket, and the application runs nowhere.
need_no_grant() {
    local site
    for site in 1 2; do
        ! ticket_held_by "$(booth_address "$site")" || ticket_revoke "$site" || return 1
    done
    for site in 1 2; do
        eventually 60 resource_stopped "$application" "$site" || return 1
    done
}

# Right after a revoke a grant may have to wait for the others to have heard of it.
ticket_grant_to() {
    node "s$1n1" pcs booth ticket grant "$ticket" "$(booth_address "$1")"
}

# assert_eventually SECONDS CMD...: CMD succeeds in time.
assert_eventually() {
    eventually "$@" || fail "not so within $1 s: ${*:2}; the clusters say:
$(cluster_summary)"
}

# assert_throughout SECONDS CMD...: CMD succeeds every time it is asked.
assert_throughout() {
    local deadline=$((SECONDS + $1))
    shift
    while ((SECONDS < deadline)); do
        "$@" || {
            fail "no longer so: $*; the clusters say:
$(cluster_summary)"
            return 1
        }
        sleep 0.5
    done
}

assert_so() {
    "$@" || fail "not so: $*; the clusters say:
$(cluster_summary)"
}

cluster_summary() {
    local site on
    for site in 1 2; do
        on=$(spokesman "$site") && node_within 20 "$on" crm_mon -1 --inactive
    done 2>&1
}

# No resource of SITE has failed, and no action has.
assert_no_failures() {
    run cluster_state "$1" "count(//failures/failure) + count(//resource[@failed='true'])"
    assert_output 0
}
