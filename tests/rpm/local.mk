# These need built packages; packages.bats and install.bats say how to run them.
EXTRA_DIST += tests/rpm/install.bats tests/rpm/packages.bash tests/rpm/packages.bats
