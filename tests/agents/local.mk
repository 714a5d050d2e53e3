# The agents' sh layer.
agent_tests = tests/agents/agents.bats tests/agents/shells.bats
EXTRA_DIST += $(agent_tests) tests/agents/agents.bash
if HAVE_BATS
TESTS += $(agent_tests)
tests/agents/agents.log tests/agents/shells.log: $(agent_SCRIPTS)
endif
