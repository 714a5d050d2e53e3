# booth-helper: the actions of the resource agents. All but main() is a library, for the tests.
noinst_LIBRARIES += helper/libocf.a
helper_libocf_a_SOURCES = \
	helper/ocf/actions.hh \
	helper/ocf/command_line.cc helper/ocf/command_line.hh \
	helper/ocf/ip.cc helper/ocf/ip_actions.hh \
	helper/ocf/ip_announce.cc helper/ocf/ip_announce.hh \
	helper/ocf/ip_kernel.cc helper/ocf/ip_kernel.hh \
	helper/ocf/ip_monitor.cc \
	helper/ocf/ip_record.cc helper/ocf/ip_record.hh \
	helper/ocf/ip_settings.cc helper/ocf/ip_settings.hh \
	helper/ocf/ip_start.cc \
	helper/ocf/ip_stop.cc \
	helper/ocf/parameters.cc helper/ocf/parameters.hh \
	helper/ocf/process.cc helper/ocf/process.hh \
	helper/ocf/process_spawn.cc helper/ocf/process_spawn.hh \
	helper/ocf/request.cc helper/ocf/request.hh \
	helper/ocf/service.cc \
	helper/ocf/service_actions.hh \
	helper/ocf/service_launch.cc helper/ocf/service_launch.hh \
	helper/ocf/service_observe.cc helper/ocf/service_observe.hh \
	helper/ocf/service_scan.cc helper/ocf/service_scan.hh \
	helper/ocf/service_settings.cc helper/ocf/service_settings.hh \
	helper/ocf/service_start.cc \
	helper/ocf/service_stop.cc \
	helper/ocf/state_file.cc helper/ocf/state_file.hh
nodist_helper_libocf_a_SOURCES = helper/ocf/metadata.gen.hh

sbin_PROGRAMS += booth-helper
booth_helper_SOURCES = helper/ocf/main.cc
booth_helper_LDADD = $(ocf_ldadd)
ocf_ldadd = helper/libocf.a helper/libcore.a helper/libnet.a helper/libbooth.a helper/libbase.a \
	$(MNL_LIBS) $(NETTLE_LIBS) $(QB_LIBS) $(BOOST_PROGRAM_OPTIONS_LIBS)
