#!/usr/bin/env bats
# The witness on this machine: what it says of itself, and that the checker reads it so.
# shellcheck disable=SC2154

bats_load_library bats-support
bats_load_library bats-assert

setup() {
    folder=$BATS_TEST_TMPDIR/witness
    mkdir "$folder"
    here=$BATS_TEST_DIRNAME
    export OCF_RESKEY_folder=$folder OCF_RESKEY_writer=$here/witness_writer.py OCF_RESKEY_stop_time=0.5
    export OCF_RESKEY_record=$BATS_TEST_TMPDIR/record
    # A node of site 1, for the checker.
    mkdir "$BATS_TEST_TMPDIR/bin"
    printf '#!/bin/sh\necho s1n1\n' >"$BATS_TEST_TMPDIR/bin/uname"
    chmod 755 "$BATS_TEST_TMPDIR/bin/uname"
    PATH=$BATS_TEST_TMPDIR/bin:$PATH
}

# Whatever writes to this test's own folder.
teardown() {
    local pid
    for pid in $(pgrep -f "witness_writer.py $folder/"); do
        kill -KILL "$pid"
    done
}

act() { run timeout 20 "$here/witness" "$@" 3>&-; }
last_word() { tail -n 1 "$folder"/s1n1.* | cut -d' ' -f2; }

# Lines that have come meanwhile, at most 10 s.
await_lines() {
    local tries
    for ((tries = 0; tries < 100; tries++)); do
        (($(cat "$folder"/s1n1.* | wc -l) < $1)) || return 0
        sleep 0.1
    done
    return 1
}

@test "it is stopped before a start, and a stop of it is no error" {
    act monitor
    assert_failure 7
    act stop
    assert_success
}

@test "started, it says so every 20 ms until it is stopped, which takes its time" {
    act start
    assert_success
    act monitor
    assert_success
    await_lines 50
    assert_equal "$("$here/checker.py" "$folder" --now)" 1
    began=$(date +%s%N)
    act stop
    assert_success
    assert [ $(($(date +%s%N) - began)) -ge 500000000 ]
    assert_equal "$(last_word)" stopped
    assert_equal "$("$here/checker.py" "$folder" --now)" ""
    act monitor
    assert_failure 7
}

@test "it is active while it stops" {
    act start
    act stop
    file=$(echo "$folder"/s1n1.*)
    asked=$(sed -n 's/ stop$//p' "$file")
    gone=$(sed -n 's/ stopped$//p' "$file")
    assert [ $((gone - asked)) -ge 450000000 ]
    assert [ "$(awk -v asked="$asked" '$2 == "alive" && $1 > asked' "$file" | wc -l)" -ge 5 ]
}

@test "a second start changes nothing" {
    act start
    act start
    assert_success
    await_lines $(($(cat "$folder"/s1n1.* | wc -l) + 100))
    assert_equal "$(ls "$folder" | wc -l)" 1
}

@test "killed, it is seen by monitor, counts as active, and until the stop that finds it so" {
    act start
    read -r pid _ <"$OCF_RESKEY_record"
    kill -KILL "$pid"
    act monitor
    assert_failure 7
    assert_equal "$("$here/checker.py" "$folder" --now)" 1
    act stop
    assert_success
    assert_equal "$(last_word)" gone
    assert_equal "$("$here/checker.py" "$folder" --now)" ""
}

@test "a pid that is another's now is not it" {
    echo "$$ $folder/s1n1.1" >"$OCF_RESKEY_record"
    act monitor
    assert_failure 7
    rm "$OCF_RESKEY_record"
}

@test "without its folder it does not start, and says why" {
    rmdir "$folder"
    act start
    assert_failure 1
    assert_output --partial "there is no folder $folder"
}

@test "its metadata is XML" {
    act meta-data
    assert_success
    run xmllint --noout - <<<"$output"
    assert_success
}

@test "unknown actions are refused" {
    act dance
    assert_failure 3
}
