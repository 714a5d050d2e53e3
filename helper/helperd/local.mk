# booth-helperd: command line, settings, systemd.
noinst_LIBRARIES += helper/libhelperd.a
helper_libhelperd_a_CPPFLAGS = $(AM_CPPFLAGS) $(SYSTEMD_CFLAGS)
helper_libhelperd_a_SOURCES = \
	helper/helperd/command_line.cc helper/helperd/command_line.hh \
	helper/helperd/service_manager.cc helper/helperd/service_manager.hh \
	helper/helperd/settings.cc helper/helperd/settings.hh

sbin_PROGRAMS += booth-helperd
booth_helperd_SOURCES = helper/helperd/main.cc
booth_helperd_LDFLAGS = $(STATIC_RUNTIME_LDFLAGS)
booth_helperd_LDADD = helper/libhelperd.a helper/libguard.a helper/libwatch.a helper/libip.a helper/libservice.a \
	helper/libipc.a helper/libloop.a helper/libprocess.a helper/libocf.a helper/libcore.a helper/libnet.a \
	helper/libbooth.a $(libbase) $(MNL_LIBS) $(NETTLE_LIBS) $(SYSTEMD_LIBS) $(BOOST_PROGRAM_OPTIONS_LIBS)
