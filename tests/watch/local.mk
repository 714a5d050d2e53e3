# booth-helperd on real network namespaces.
watch_tests =
EXTRA_DIST += tests/watch/helpers.bash $(watch_tests)
if HAVE_BATS
TESTS += $(watch_tests)
endif
