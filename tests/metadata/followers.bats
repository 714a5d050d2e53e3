#!/usr/bin/env bats
# shellcheck disable=SC2154 # agents.bash and bats set variables.
# What follows the metadata follows it: booth-helper's tables, the agents' actions, the man pages.
load ../agents/agents

setup() {
    command -v xmllint >/dev/null || skip "no xmllint on this machine"
}

# query AGENT XPATH: the value of an expression on the metadata.
query() {
    xmllint --nonet --xpath "$2" "$metadata_dir/$1.xml"
}

# names AGENT ELEMENT: the names of all parameters, or of all actions.
names() {
    query "$1" "//$2/@name" | sed 's/.*name="\([^"]*\)".*/\1/'
}

# made_file PATH: a file that is made in the build folder, or shipped beside the sources.
made_file() {
    if [ -e "$1" ]; then echo "$1"; else echo "$BATS_TEST_DIRNAME/../../$1"; fi
}

# table NAME: the rows of one of booth-helper's tables.
table() {
    sed -n "/ $1\[\] = {\$/,/^};\$/{/^    /p}" "$(made_file helper/ocf/metadata.gen.hh)"
}

kind_of() {
    echo "${1#booth-}"
}

@test "booth-helper has the parameters and defaults of the metadata, and no others" {
    for agent in $agents; do
        expected=$(for name in $(names "$agent" parameter); do
            required=$(query "$agent" "//parameter[@name='$name']/@required = 1")
            default=$(query "$agent" "string(//parameter[@name='$name']/content/@default)")
            printf '    {"%s", %s, "%s"},\n' "$name" "$required" "$default"
        done)
        assert [ -n "$expected" ]
        assert_equal "$(table "$(kind_of "$agent")_parameters")" "$expected"
    done
}

@test "booth-helper has the timeouts of the metadata, and no other actions" {
    for agent in $agents; do
        expected=$(for name in $(names "$agent" action); do
            timeout=$(query "$agent" "string(//action[@name='$name']/@timeout)")
            printf '    {"%s", std::chrono::seconds(%d)},\n' "$name" "${timeout%s}"
        done)
        assert [ -n "$expected" ]
        assert_equal "$(table "$(kind_of "$agent")_actions")" "$expected"
    done
}

# page AGENT: its man page as text, without hyphens of its own, in one line.
page() {
    groff -man -Tascii -P-cbou -rLL=500n "$(made_file "man/ocf_booth-agents_$1.7")" | tr -s ' \n' ' '
}

@test "the man page has every parameter with its text, type and default" {
    command -v groff >/dev/null || skip "no groff on this machine"
    for agent in $agents; do
        text=$(page "$agent")
        for name in $(names "$agent" parameter); do
            one="//parameter[@name='$name']"
            facts=$(query "$agent" "string($one/content/@type)")
            default=$(query "$agent" "string($one/content/@default)")
            if [ "$(query "$agent" "$one/@required = 1")" = true ]; then
                facts+=", required"
            else
                facts+=", ${default:+default }${default:-no default}"
            fi
            [ "$(query "$agent" "$one/@reloadable = 1")" = false ] || facts+=", reloadable"
            [[ $text == *" $name $(query "$agent" "normalize-space($one/longdesc)") ($facts) "* ]] ||
                fail "the page of $agent lacks $name ($facts) with its text"
        done
    done
}

@test "the man page has every action with its timeout, in the synopsis too" {
    command -v groff >/dev/null || skip "no groff on this machine"
    for agent in $agents; do
        text=$(page "$agent")
        synopsis=$(names "$agent" action | tr '\n' '|' | sed 's/|/ | /g')
        [[ $text == *" $agent [$synopsis"help]* ]] || fail "the synopsis of $agent is not: [${synopsis}help]"
        for name in $(names "$agent" action); do
            timeout=$(query "$agent" "string(//action[@name='$name']/@timeout)")
            [[ $text == *" $name (timeout $timeout"* ]] || fail "the page of $agent lacks $name with $timeout"
        done
    done
}

@test "the man pages are without warnings" {
    command -v groff >/dev/null || skip "no groff on this machine"
    for page in ocf_booth-agents_booth-ip.7 ocf_booth-agents_booth-service.7 booth-helper.8; do
        run -0 groff -man -Tutf8 -ww -z "$(made_file "man/$page")"
        assert_output ""
        if command -v mandoc >/dev/null; then
            run -0 mandoc -Tlint -W warning "$(made_file "man/$page")"
        fi
    done
}
