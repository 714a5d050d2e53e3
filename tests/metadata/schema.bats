#!/usr/bin/env bats
# shellcheck disable=SC2154 # agents.bash and bats set variables.
# The metadata of all four types against the schemas of OCF 1.1: our own strict one and the one of pcs.
load ../agents/agents

schema=$BATS_TEST_DIRNAME/ocf-agent.rng
schema_of_pcs=/usr/share/pcs/data/ocf-1.1.rng

setup() {
    command -v xmllint >/dev/null || skip "no xmllint on this machine"
    folder=$BATS_TEST_TMPDIR/agents
    place_agents "$folder"
    for type in $types; do
        "$folder/$type" meta-data >"$folder/$type.xml"
    done
}

valid_by() {
    for type in $types; do
        run -0 xmllint --nonet --noout --relaxng "$1" "$folder/$type.xml"
        assert_output "$folder/$type.xml validates"
    done
}

# refused SED_SCRIPT: the metadata of booth-ip changed so is another text, and invalid.
refused() {
    sed "$1" "$folder/booth-ip.xml" >"$folder/changed.xml"
    run -1 cmp -s "$folder/booth-ip.xml" "$folder/changed.xml"
    run -3 xmllint --nonet --noout --relaxng "$schema" "$folder/changed.xml"
}

@test "the strict schema takes all four" {
    valid_by "$schema"
}

@test "the schema of pcs takes all four" {
    [ -e "$schema_of_pcs" ] || skip "no pcs on this machine ($schema_of_pcs)"
    valid_by "$schema_of_pcs"
}

@test "the strict schema refuses what is wrong" {
    refused 's/<version>1.1/<version>1.0/'
    refused 's/type="boolean"/type="time"/'
    refused 's/timeout="5s"/timeout="5"/'
    refused 's/timeout="5s"/timeout="1m"/'
    refused 's/ timeout="5s"//'
    refused 's/name="reload-agent"/name="reload"/'
    refused 's/name="reload-agent"/name="restart"/'
    refused 's/unique-group="address"/unique="1"/'
    refused 's/required="1"/required="yes"/'
    refused '/<shortdesc/d'
    refused 's/type="integer" default="5"/type="integer" default="five"/'
    refused 's/type="boolean" default="true"/type="boolean" default="1"/'
    refused 's/name="arp_count"/name="arp-count"/'
    refused 's/lang="en"/lang="de"/'
    refused 's/<parameters>/<parameters><special\/>/'
    refused 's/ interval="10s"//'
}

# crmsh parses a decoded text, for which lxml refuses a declared encoding; without one, plain ASCII is safe everywhere.
@test "the metadata declares no encoding and needs none" {
    for type in $types; do
        run -0 head -n 1 "$folder/$type.xml"
        assert_output '<?xml version="1.0"?>'
        LC_ALL=C run -1 grep -n '[^ -~]' "$folder/$type.xml"
    done
}

@test "no name comes twice and every text differs" {
    for type in $types; do
        for path in //parameter/@name //action/@name; do
            run -0 xmllint --nonet --xpath "$path" "$folder/$type.xml"
            assert_equal "$(sort <<<"$output" | uniq -d)" ""
        done
        run -0 xmllint --nonet --xpath '//shortdesc/text()' "$folder/$type.xml"
        assert_equal "$(sort <<<"$output" | uniq -d)" ""
    done
}

@test "the actions that OCF 1.1 makes mandatory are there" {
    for type in $types; do
        for action in start stop monitor meta-data; do
            run -0 xmllint --nonet --xpath "count(//action[@name='$action'])" "$folder/$type.xml"
            assert_output 1
        done
    done
}

@test "the version is the package's" {
    version=$(sed -n "s/^PACKAGE_VERSION = //p" Makefile)
    for type in $types; do
        run -0 xmllint --nonet --xpath 'string(/resource-agent/@version)' "$folder/$type.xml"
        assert_output "$version"
    done
}
