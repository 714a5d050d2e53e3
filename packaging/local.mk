# The settings, systemd's unit, and the RPM, whose spec is made by configure.
dist_pkgconf_DATA = packaging/helper.conf
pkgconfdir = $(confdir)
EXTRA_DIST += packaging/rpm/build.sh packaging/rpm/build-here.sh packaging/rpm/in-root.sh packaging/rpm/debian.macros \
	packaging/rpm/rpmlint.toml packaging/systemd/booth-helperd.service.in packaging/systemd/booth-agents.conf

if HAVE_SYSTEMD
systemdsystemunit_DATA = packaging/systemd/booth-helperd.service
# The target by which Pacemaker and Pacemaker Remote wait for what their agents need. It stays up when Pacemaker
# is stopped, so that only Pacemaker itself brings the daemon back with its own next start.
agentdepsdir = $(systemdsystemunitdir)/resource-agents-deps.target.d
agentdeps_DATA = packaging/systemd/booth-agents.conf
pacemakerdepsdir = $(systemdsystemunitdir)/pacemaker.service.d
pacemakerdeps_DATA = packaging/systemd/booth-agents.conf
endif
CLEANFILES += packaging/systemd/booth-helperd.service

packaging/systemd/booth-helperd.service: packaging/systemd/booth-helperd.service.in Makefile
	$(AM_V_GEN)$(MKDIR_P) packaging/systemd && $(SED) 's|@sbindir[@]|$(sbindir)|' \
	$(srcdir)/packaging/systemd/booth-helperd.service.in >$@.tmp && mv $@.tmp $@
