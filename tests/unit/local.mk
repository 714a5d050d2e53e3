# Boost.Test programs, one for each folder of helper/.
if HAVE_BOOST_TEST
unit_tests =
unit_tests += tests/unit/acquire
unit_tests += tests/unit/address
unit_tests += tests/unit/answering
unit_tests += tests/unit/base
unit_tests += tests/unit/booth
unit_tests += tests/unit/cluster
unit_tests += tests/unit/guard
unit_tests += tests/unit/helperd
unit_tests += tests/unit/incident
unit_tests += tests/unit/ipc
unit_tests += tests/unit/lease
unit_tests += tests/unit/net
unit_tests += tests/unit/ocf
unit_tests += tests/unit/reporter
unit_tests += tests/unit/service
check_PROGRAMS += $(unit_tests)
TESTS += $(unit_tests)
tests_unit_acquire_SOURCES = tests/unit/main.cc tests/unit/acquire.cc
tests_unit_acquire_LDADD = $(helper_ldadd)
tests_unit_address_CPPFLAGS = $(AM_CPPFLAGS) $(MNL_CFLAGS)
tests_unit_address_SOURCES = tests/unit/main.cc tests/unit/address.cc tests/unit/network.cc
tests_unit_address_LDADD = helper/libcore.a helper/libnet.a $(libbase) $(MNL_LIBS)
tests_unit_answering_SOURCES = tests/unit/main.cc tests/unit/answering.cc
tests_unit_answering_LDADD = helper/libcore.a helper/libbooth.a $(libbase) $(NETTLE_LIBS)
tests_unit_base_SOURCES = tests/unit/main.cc tests/unit/base.cc
tests_unit_base_LDADD = $(libbase)
tests_unit_booth_SOURCES = tests/unit/main.cc tests/unit/booth_config.cc tests/unit/booth_wire.cc
tests_unit_booth_LDADD = helper/libbooth.a $(libbase) $(NETTLE_LIBS)
tests_unit_cluster_CPPFLAGS = $(AM_CPPFLAGS) $(XML_CFLAGS)
tests_unit_cluster_SOURCES = tests/unit/main.cc tests/unit/cluster.cc tests/unit/handover.cc \
	tests/unit/standing.cc tests/unit/tickets.cc
tests_unit_cluster_LDADD = helper/libcluster.a helper/libprocess.a helper/libnet.a $(libbase) $(XML_LIBS)
tests_unit_guard_SOURCES = tests/unit/main.cc tests/unit/guard.cc tests/unit/folder.hh
tests_unit_guard_LDADD = helper/libguard.a helper/libwatch.a helper/libloop.a helper/libprocess.a helper/libcore.a \
	helper/libbooth.a $(libbase) $(NETTLE_LIBS) $(SYSTEMD_LIBS)
tests_unit_helperd_SOURCES = tests/unit/main.cc tests/unit/helperd.cc
tests_unit_helperd_LDADD = helper/libhelperd.a helper/libguard.a helper/libloop.a $(libbase) $(SYSTEMD_LIBS) \
	$(BOOST_PROGRAM_OPTIONS_LIBS)
tests_unit_incident_SOURCES = tests/unit/main.cc tests/unit/incident.cc
tests_unit_incident_LDADD = helper/libcore.a
tests_unit_ipc_CPPFLAGS = $(AM_CPPFLAGS) $(QB_CFLAGS)
tests_unit_ipc_SOURCES = tests/unit/main.cc tests/unit/ipc.cc
tests_unit_ipc_LDADD = helper/libprogram.a helper/libipc.a helper/libcore.a $(libbase) \
	$(BOOST_PROGRAM_OPTIONS_LIBS)
tests_unit_lease_SOURCES = tests/unit/main.cc tests/unit/lease.cc
tests_unit_lease_LDADD = helper/libcore.a helper/libbooth.a $(libbase) $(NETTLE_LIBS)
tests_unit_net_SOURCES = tests/unit/main.cc tests/unit/net.cc
tests_unit_net_LDADD = helper/libnet.a $(libbase) $(MNL_LIBS)
tests_unit_ocf_SOURCES = tests/unit/main.cc tests/unit/ocf.cc
tests_unit_ocf_LDADD = $(helper_ldadd)
tests_unit_reporter_SOURCES = tests/unit/main.cc tests/unit/reporter.cc tests/unit/folder.hh
tests_unit_reporter_LDADD = helper/libwatch.a helper/libprocess.a helper/libcore.a helper/libloop.a $(libbase)
tests_unit_service_SOURCES = tests/unit/main.cc tests/unit/service.cc
tests_unit_service_LDADD = helper/libcore.a helper/libbooth.a $(libbase) $(NETTLE_LIBS)
endif
