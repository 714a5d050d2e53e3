# One row: from a healthy lab through the fault back to a healthy lab, and what the witnesses saw; sourced
# after lab.bash.
# shellcheck shell=bash disable=SC2034,SC2154

# From the fault on: a lease (15 s), acquire-after (7 s), an election and a start take less, and nothing
# happens later.
observation=32
# For what takes longer than that to settle.
settling=50

# Healthy, at site 1, the application beside boothd in odd runs and at the other node in even ones.
ready() {
    local on
    mend && eventually 90 campaign_is_healthy && bring_to_site_1 && on=$(active_on booth-service 1) || return 1
    (($1 % 2 == 1)) || on=$(other_node "$on")
    place_application "$on"
}

# In a healthy lab whatever is not being written to belongs to earlier runs, as do earlier events.
forget_ended() { find "$witness_folder" -type f ! -newermt '-5 seconds' -delete && rm -f "$witness_folder/events"; }

fact() { echo "$*" >>"$out/facts"; }

# What could not be carried out is no result.
unfit() {
    fact error "$*"
    say "$row: $*"
    return 1
}

# observe ROW NUMBER OUT: 0 if it could be carried out, whatever came of it.
observe() {
    local row=$1 number=$2 out=$3 begin broken healed end
    rm -rf "$out/facts" "$out/checker.json" "$out/witness"
    step "ready for $row" ready "$number" || unfit "the lab did not become healthy before it" || return 1
    holder=$(active_on booth-service 1) && peer=$(other_node "$holder") && forget_ended ||
        unfit "it is not healthy any more" || return 1
    prepare "$row" || unfit "it could not be prepared" || return 1
    fact setting "${ticket_times[*]}; ${application_type[*]}"
    fact boothd_on "$holder"
    fact application_on "$(active_on "$application" 1)"
    begin=$(date +%s%N)
    event fault "$row"
    step "$row: broken" "break_${row//-/_}" || unfit "the fault could not be caused" || return 1
    watch_it
    broken=$(date +%s%N)
    event heal
    step "$row: mended" heal
    end=$(date +%s%N)
    cp -r "$witness_folder" "$out/witness"
    python3 "$campaign_here/checker.py" "$out/witness" --from "$begin" --to "$end" --outage-to "$broken" \
        >"$out/checker.json" || unfit "the witnesses' files cannot be read"
}

prepare() {
    local name=prepare_${1//-/_}
    [[ $(type -t "$name") == function ]] || return 0
    step "$1: prepared" "$name" && eventually 60 campaign_is_at 1 && [[ $(active_on booth-service 1) == "$holder" ]]
}

# Time passes; then it is recovered if the application is active just where it may be.
watch_it() {
    step "$row: $observation s pass" sleep "$observation"
    # shellcheck disable=SC2046 # a list of sites
    if eventually "$settling" witness_at $(row_after "$row"); then
        fact recovered yes
    else
        fact recovered no
    fi
    fact active_at "$(python3 "$campaign_here/checker.py" "$witness_folder" --now)"
}

heal() {
    if mend && eventually 90 campaign_is_healthy; then
        fact healed yes
    else
        fact healed no
    fi
}
