# shellcheck shell=bash
# Steps with progress: what runs, how far along the whole is, how long it took. Sourced by bash.
#
# plan_steps COUNT LOG_FOLDER, then step WHAT COMMAND...: the command's output goes to a log of its
# own; a failed step shows the end of that log and returns the command's status. A step that takes
# longer than step_deadline seconds is ended, with all that it started (killed, if that takes longer
# than step_grace), and so is one that is interrupted.

steps_planned=0
steps_done=0
step_logs=
step_pid=
step_ended=
step_deadline=1500
step_grace=120

plan_steps() {
    steps_planned=$1
    step_logs=$2
    mkdir -p "$step_logs"
    trap 'end_step; exit 130' INT
    trap 'end_step; exit 143' TERM
}

end_step() {
    [ -z "$step_pid" ] || kill "-${1:-TERM}" -- "-$step_pid" 2>/dev/null || true
}

# end_if_late BEGAN LOG: once with TERM, and with KILL when that did not end it in time.
end_if_late() {
    local late=$((SECONDS - $1 - step_deadline))
    if [ "$late" -ge 0 ] && [ -z "$step_ended" ]; then
        step_ended=yes
        echo "ended: it took longer than $step_deadline s" >>"$2"
        end_step
    elif [ "$late" -ge "$step_grace" ]; then
        end_step KILL
    fi
}

# The log of a step, for reading results out of it.
step_log() {
    printf '%s/%02d.log' "$step_logs" "$1"
}

step() {
    local what=$1 began=$SECONDS status=0 log
    shift
    steps_done=$((steps_done + 1))
    step_ended=
    log=$(step_log "$steps_done")
    # In a process group of its own, to be ended whole.
    set -m
    "$@" >"$log" 2>&1 </dev/null &
    step_pid=$!
    set +m
    show_progress "$what" "$began" "$log"
    wait "$step_pid" || status=$?
    step_pid=
    if [ "$status" -eq 0 ]; then
        step_line "$what" "$((SECONDS - began)) s"
    else
        step_line "$what" "FAILED after $((SECONDS - began)) s (status $status)"
        printf '%s\n' "The end of $log:"
        tail -n 40 "$log" | sed 's/^/    /'
    fi
    return "$status"
}

step_line() {
    printf '[%d/%d] %-50s %s\n' "$steps_done" "$steps_planned" "$1" "$2"
}

# On a terminal a line that tells the time and the last thing said; elsewhere a line every minute.
show_progress() {
    local what=$1 began=$2 log=$3 shown=$SECONDS
    [ -t 1 ] || step_line "$what" "..."
    while kill -0 "$step_pid" 2>/dev/null; do
        read -r -t 0.5 <> <(:) || true
        end_if_late "$began" "$log"
        if [ -t 1 ]; then
            printf '\r[%d/%d] %-30.30s %4d s  %-30.30s' "$steps_done" "$steps_planned" "$what" \
                "$((SECONDS - began))" "$(tail -n 1 "$log" | tr -cd '[:print:]')"
        elif [ "$((SECONDS - shown))" -ge 60 ]; then
            shown=$SECONDS
            step_line "$what" "$((SECONDS - began)) s so far"
        fi
    done
    [ ! -t 1 ] || printf '\r\033[K'
}
