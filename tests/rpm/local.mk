# These need built packages; packages.bats says how to run them.
EXTRA_DIST += tests/rpm/packages.bats
