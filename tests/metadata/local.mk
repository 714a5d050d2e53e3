# The metadata against schemas, and what follows from it against the metadata.
metadata_tests = tests/metadata/schema.bats tests/metadata/followers.bats
EXTRA_DIST += $(metadata_tests) tests/metadata/ocf-agent.rng
if HAVE_BATS
TESTS += $(metadata_tests)
tests/metadata/schema.log: $(agent_SCRIPTS)
tests/metadata/followers.log: $(agent_SCRIPTS) $(agent_pages) man/booth-helper.8 helper/ocf/metadata.gen.hh
endif
