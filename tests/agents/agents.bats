#!/usr/bin/env bats
# shellcheck disable=SC2016,SC2154 # agents.bash and bats set variables; odd arguments are not to be expanded.
# What the agents do by themselves: find the action, hand it on, print the metadata, say what is missing.
load agents

setup() {
    folder="$BATS_TEST_TMPDIR/with a blank"
    place_agents "$folder"
    place_recorder "$folder"
}

actions_of() {
    case $(agent_of "$1") in
    booth-ip) echo start stop monitor validate-all reload-agent ;;
    booth-service) echo start stop monitor validate-all ;;
    esac
}

kind_of() {
    case $(agent_of "$1") in
    booth-ip) echo ip ;;
    booth-service) echo service ;;
    esac
}

# refused TYPE [ARGUMENT...]: usage on standard error, 3, and booth-helper not run.
refused() {
    local type=$1
    shift
    run -3 --separate-stderr timeout 10 "$folder/$type" "$@"
    assert_equal "$output" ""
    [[ $stderr == "usage: $type start|stop|"*"|meta-data|help" ]] || fail "no usage: $stderr"
    [ ! -e "$folder/record" ] || fail "booth-helper was run for $*"
}

@test "every action becomes booth-helper in the same process" {
    for type in $types; do
        for action in $(actions_of "$type"); do
            own=$(OCF_RESKEY_ip='a  b;c' sh -c 'echo $$; exec "$@"' - "$folder/$type" "$action" 2>/dev/null)
            run cat "$folder/record"
            assert_output "$(printf '%s\n' "$own" 3 ocf "$(kind_of "$type")" "$action" 'a  b;c')"
            rm "$folder/record"
        done
    done
}

@test "the exit code and the reason are booth-helper's" {
    for code in 0 1 2 4 5 6 7 190; do
        RECORDER_EXIT=$code run "-$code" --separate-stderr "$folder/booth-ip" monitor
        assert_equal "$stderr" "ocf-exit-reason:from the helper"
    done
}

@test "unknown actions are unimplemented" {
    for type in $types; do
        for action in restart reload status START promote notify -h --help ''; do
            refused "$type" "$action"
        done
        for action in $(actions_of "$type"); do
            refused "$type" "${action}x"
            refused "$type" "x$action"
        done
    done
    refused booth-service reload-agent
    refused booth-site reload-agent
}

@test "odd arguments are unimplemented and harmless" {
    cd "$BATS_TEST_TMPDIR"
    for action in '*' '?top' 'start ' ' start' 'start;touch bad' '$(touch bad)' '`touch bad`' $'start\nstop' \
        'start|stop' '..' '%s%n' "$(printf '%0300d' 0)" $'\xff\xfe' 'usage)'; do
        refused booth-ip "$action"
    done
    assert [ ! -e bad ]
}

@test "no argument and more than one are unimplemented" {
    for type in $types; do
        refused "$type"
        refused "$type" start stop
        refused "$type" meta-data ''
    done
}

@test "usage and help are printed on request" {
    for type in $types; do
        for action in usage help; do
            run -0 --separate-stderr "$folder/$type" "$action"
            assert_equal "$stderr" ""
            assert_output "usage: $type $(actions_of "$type" | tr ' ' '|')|meta-data|help"
        done
    done
}

@test "the usage names the actions of the metadata" {
    for type in $types; do
        in_metadata=$("$folder/$type" meta-data | sed -n 's/^<action name="\([^"]*\)".*/\1/p' | sort)
        run -0 "$folder/$type" help
        in_usage=$(tr ' |' '\n' <<<"$output" | grep -v -e '^usage:$' -e "^$type\$" -e '^help$' | sort)
        assert_equal "$in_usage" "$in_metadata"
    done
}

@test "without booth-helper every action is 5 and says what to install" {
    rm "$folder/booth-helper"
    for type in $types; do
        for action in $(actions_of "$type"); do
            for interval in 0 10000; do
                OCF_RESKEY_CRM_meta_interval=$interval run -5 --separate-stderr "$folder/$type" "$action"
                assert_equal "$output" ""
                assert_equal "$stderr" \
                    "ocf-exit-reason:cannot run $folder/booth-helper: install the package booth-agents again"
            done
        done
    done
}

@test "a booth-helper that cannot be run is a missing one" {
    chmod 644 "$folder/booth-helper"
    run -5 "$folder/booth-ip" monitor
    assert_output --partial "cannot run $folder/booth-helper"
    rm "$folder/booth-helper"
    mkdir "$folder/booth-helper"
    run -5 "$folder/booth-service" stop
    assert_output --partial "cannot run $folder/booth-helper"
}

@test "meta-data needs no program at all" {
    rm "$folder/booth-helper"
    for agent in $agents; do
        env -i PATH= "$folder/$agent" meta-data >"$BATS_TEST_TMPDIR/out"
        run -0 cmp "$BATS_TEST_TMPDIR/out" "$metadata_dir/$agent.xml"
    done
}

@test "metadata is printed as it is" {
    cat >"$BATS_TEST_TMPDIR/odd.xml" <<'END'
<?xml version="1.0"?>
<resource-agent name="booth-ip" version="1">
  indented	and trailing blanks  
back\slash \n $HOME `id` %s * "quotes" 'too'

</resource-agent>
END
    sed -i "s|^metadata=.*|metadata=\"$BATS_TEST_TMPDIR/odd.xml\"|" "$folder/booth-ip"
    "$folder/booth-ip" meta-data >"$BATS_TEST_TMPDIR/out"
    run -0 cmp "$BATS_TEST_TMPDIR/out" "$BATS_TEST_TMPDIR/odd.xml"
}

@test "an alias prints the metadata under its own name and nothing else differs" {
    for type in IPaddr2 booth-site; do
        agent=$(agent_of "$type")
        sed "s/<resource-agent name=\"$agent\"/<resource-agent name=\"$type\"/" "$metadata_dir/$agent.xml" \
            >"$BATS_TEST_TMPDIR/expected"
        run -1 cmp -s "$BATS_TEST_TMPDIR/expected" "$metadata_dir/$agent.xml"
        env -i PATH= "$folder/$type" meta-data >"$BATS_TEST_TMPDIR/out"
        run -0 cmp "$BATS_TEST_TMPDIR/out" "$BATS_TEST_TMPDIR/expected"
    done
}

@test "an agent called by a foreign name keeps its own in the metadata" {
    for name in 'x"><evil' IPaddr3 booth-site; do
        ln -sf booth-ip "$folder/$name"
        run -0 "$folder/$name" meta-data
        assert_line --partial '<resource-agent name="booth-ip" '
    done
}

@test "missing metadata is 5 and says what to install" {
    sed -i 's|^metadata=.*|metadata=/nowhere/booth-ip.xml|' "$folder/booth-ip"
    run -5 --separate-stderr "$folder/booth-ip" meta-data
    assert_equal "$output" ""
    assert_equal "$stderr" "ocf-exit-reason:cannot read /nowhere/booth-ip.xml: install the package booth-agents again"
}

@test "the build replaced every placeholder" {
    for agent in $agents; do
        run -1 grep -n '@[a-z]*@' "agents/$agent"
        assert [ -x "agents/$agent" ]
        run -0 grep -c -e '^helper="/.*/booth-helper"$' -e "^metadata=\"/.*/$agent.xml\"\$" "agents/$agent"
        assert_output 2
    done
}
