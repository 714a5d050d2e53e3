# booth-helper: the command line, and the report as a resource agent makes it.
noinst_LIBRARIES += helper/libprogram.a
helper_libprogram_a_SOURCES = \
	helper/program/check.cc helper/program/check.hh \
	helper/program/command_line.cc helper/program/command_line.hh \
	helper/program/layout.cc helper/program/layout.hh \
	helper/program/status.cc helper/program/status.hh

sbin_PROGRAMS += booth-helper
booth_helper_SOURCES = helper/program/main.cc
booth_helper_LDFLAGS = $(STATIC_RUNTIME_LDFLAGS)
booth_helper_LDADD = $(helper_ldadd)
helper_ldadd = helper/libprogram.a helper/libip.a helper/libservice.a helper/libipc.a helper/libprocess.a \
	helper/libocf.a helper/libcore.a helper/libnet.a helper/libbooth.a $(libbase) \
	$(MNL_LIBS) $(NETTLE_LIBS) $(BOOST_PROGRAM_OPTIONS_LIBS)
