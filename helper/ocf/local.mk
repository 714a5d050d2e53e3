# booth-helper: the actions of the resource agents.
sbin_PROGRAMS += booth-helper
booth_helper_SOURCES = \
	helper/ocf/actions.hh \
	helper/ocf/command_line.cc helper/ocf/command_line.hh \
	helper/ocf/ip.cc \
	helper/ocf/main.cc \
	helper/ocf/parameters.cc helper/ocf/parameters.hh \
	helper/ocf/request.cc helper/ocf/request.hh \
	helper/ocf/service.cc \
	helper/ocf/state_file.cc helper/ocf/state_file.hh
nodist_booth_helper_SOURCES = helper/ocf/metadata.gen.hh
booth_helper_LDADD = helper/libcore.a helper/libnet.a helper/libbooth.a helper/libbase.a \
	$(MNL_LIBS) $(NETTLE_LIBS) $(QB_LIBS) $(BOOST_PROGRAM_OPTIONS_LIBS)
