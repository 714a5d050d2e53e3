# The man pages: those of the agents are made from the metadata and shipped in the tarball.
agent_pages = man/ocf_booth-agents_booth-ip.7 man/ocf_booth-agents_booth-service.7
dist_man_MANS = $(agent_pages)
EXTRA_DIST += man/ocf.xsl man/booth-ip.xml man/booth-service.xml man/examples.xml
MAINTAINERCLEANFILES += $(agent_pages)

make_page = $(MKDIR_P) man && $(XSLTPROC) --nonet --stringparam extra "$(abs_srcdir)/man/$$agent.xml" \
	$(srcdir)/man/ocf.xsl $(srcdir)/metadata/$$agent.xml >$@.tmp && mv $@.tmp $@

man/ocf_booth-agents_booth-ip.7: man/ocf.xsl man/booth-ip.xml man/examples.xml metadata/booth-ip.xml
	$(AM_V_GEN)agent=booth-ip && $(make_page)

man/ocf_booth-agents_booth-service.7: man/ocf.xsl man/booth-service.xml man/examples.xml metadata/booth-service.xml
	$(AM_V_GEN)agent=booth-service && $(make_page)

substituted_pages = man/booth-helper.8 man/booth-helperd.8 man/helper.conf.5
man_MANS += $(substituted_pages)
EXTRA_DIST += $(substituted_pages:=.in)
CLEANFILES += $(substituted_pages)

$(substituted_pages): Makefile
	$(AM_V_GEN)$(MKDIR_P) man && $(SED) -e 's|@VERSION[@]|$(VERSION)|' -e 's|@statedir[@]|$(statedir)|' -e 's|@guarddir[@]|$(guarddir)|' \
	-e 's|@boothconfdir[@]|$(boothconfdir)|' -e 's|@boothrundir[@]|$(boothrundir)|' -e 's|@confdir[@]|$(confdir)|' \
	-e 's|@pkglibexecdir[@]|$(pkglibexecdir)|' -e 's|@metadatadir[@]|$(metadatadir)|' -e 's|@agentdir[@]|$(agentdir)|' \
	$(srcdir)/$@.in >$@.tmp && mv $@.tmp $@
man/booth-helper.8:
man/booth-helperd.8: man/booth-helperd.8.in
man/helper.conf.5: man/helper.conf.5.in
