# The one source of parameters, defaults and timeouts: agents, booth-helper and man pages follow it.
metadatadir = $(datadir)/booth-agents
dist_metadata_DATA = metadata/booth-ip.xml metadata/booth-service.xml
EXTRA_DIST += metadata/tables.xsl

# Made by xsltproc once and shipped in the tarball, so that building one needs no xsltproc.
BUILT_SOURCES += helper/ocf/metadata.gen.hh
EXTRA_DIST += helper/ocf/metadata.gen.hh
MAINTAINERCLEANFILES += helper/ocf/metadata.gen.hh
helper/ocf/metadata.gen.hh: metadata/booth-ip.xml metadata/booth-service.xml metadata/tables.xsl
	$(AM_V_GEN)$(MKDIR_P) helper/ocf && { \
	echo '// Generated from metadata/*.xml by metadata/tables.xsl.' && \
	echo '#pragma once' && echo && echo '#include "ocf/parameters.hh"' && echo && \
	echo 'namespace ocf {' && echo && \
	$(XSLTPROC) --nonet --stringparam prefix ip $(srcdir)/metadata/tables.xsl $(srcdir)/metadata/booth-ip.xml && \
	$(XSLTPROC) --nonet --stringparam prefix service $(srcdir)/metadata/tables.xsl $(srcdir)/metadata/booth-service.xml && \
	echo '} // namespace ocf'; } >$@.tmp && mv $@.tmp $@
