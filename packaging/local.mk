# RPM. The spec is made by configure.
EXTRA_DIST += packaging/rpm/build.sh packaging/rpm/build-here.sh packaging/rpm/in-root.sh packaging/rpm/debian.macros \
	packaging/rpm/rpmlint.toml
