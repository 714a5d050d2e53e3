# The OCF agents: one script, made twice.
agent_SCRIPTS = agents/booth-ip agents/booth-service
EXTRA_DIST += agents/agent.in
CLEANFILES += $(agent_SCRIPTS)

# With the shell variables agent, alias, kind (booth-helper's word for the agent) and actions.
make_agent = $(MKDIR_P) agents && $(SED) \
	-e 's|@sbindir[@]|$(sbindir)|' -e 's|@metadatadir[@]|$(metadatadir)|' \
	-e "s/@agent[@]/$$agent/g" -e "s/@alias[@]/$$alias/g" -e "s/@kind[@]/$$kind/" \
	-e "s/@actions[@]/$$actions/" \
	$(srcdir)/agents/agent.in >$@.tmp && chmod 755 $@.tmp && mv $@.tmp $@

agents/booth-ip: agents/agent.in Makefile
	$(AM_V_GEN)agent=booth-ip alias=IPaddr2 kind=ip && \
	actions='start|stop|monitor|validate-all|reload-agent' && $(make_agent)

agents/booth-service: agents/agent.in Makefile
	$(AM_V_GEN)agent=booth-service alias=booth-site kind=service && \
	actions='start|stop|monitor|validate-all' && $(make_agent)

# `pcs booth remove`, `restart`, `destroy` and `ticket grant` find a site's resources by these type names.
install-data-hook: install-agent-aliases
uninstall-hook: uninstall-agent-aliases

install-agent-aliases:
	cd '$(DESTDIR)$(agentdir)' && rm -f IPaddr2 booth-site && \
	$(LN_S) booth-ip IPaddr2 && $(LN_S) booth-service booth-site

uninstall-agent-aliases:
	rm -f '$(DESTDIR)$(agentdir)/IPaddr2' '$(DESTDIR)$(agentdir)/booth-site'
	-rmdir '$(DESTDIR)$(agentdir)' 2>/dev/null

.PHONY: install-agent-aliases uninstall-agent-aliases

# These folders are outside the prefix; distcheck may write to its own only.
AM_DISTCHECK_CONFIGURE_FLAGS = --with-ocf-dir='$$dc_install_base/lib/ocf' \
	--with-systemdsystemunitdir='$$dc_install_base/lib/systemd/system'
