# shellcheck shell=bash disable=SC2034 # The tests use what is set here.
# The built agents, placed in a folder of the test. bats runs in the build folder.

readonly agents="booth-ip booth-service"
readonly types="booth-ip IPaddr2 booth-service booth-site"

bats_require_minimum_version 1.8.0
bats_load_library bats-support
bats_load_library bats-assert

# Where the metadata comes from, and what the test puts at booth-helper's place. Only the two paths
# that an installation decides are changed.
metadata_dir=$BATS_TEST_DIRNAME/../../metadata

# place_agents FOLDER: all four types, with booth-helper expected in FOLDER.
place_agents() {
    local agent
    mkdir -p "$1"
    for agent in $agents; do
        sed -e "s|^helper=.*|helper=\"$1/booth-helper\"|" -e "s|^metadata=.*|metadata=\"$metadata_dir/$agent.xml\"|" \
            "agents/$agent" >"$1/$agent"
        chmod 755 "$1/$agent"
    done
    ln -s booth-ip "$1/IPaddr2"
    ln -s booth-service "$1/booth-site"
}

# agent_of TYPE: the agent's own name.
agent_of() {
    case $1 in
    booth-ip | IPaddr2) echo booth-ip ;;
    booth-service | booth-site) echo booth-service ;;
    esac
}

# place_recorder FOLDER: at booth-helper's place, a program that writes down how it was run.
place_recorder() {
    cat >"$1/booth-helper" <<END
#!/bin/sh
printf '%s\n' "\$\$" "\$#" "\$@" "\${OCF_RESKEY_ip-unset}" >"$1/record"
echo "ocf-exit-reason:from the helper" >&2
exit "\${RECORDER_EXIT:-0}"
END
    chmod 755 "$1/booth-helper"
}
