# Boost.Test programs, one for each folder of helper/.
if HAVE_BOOST_TEST
unit_tests = tests/unit/address tests/unit/base tests/unit/cluster tests/unit/net tests/unit/ocf
check_PROGRAMS += $(unit_tests)
TESTS += $(unit_tests)
tests_unit_address_SOURCES = tests/unit/main.cc tests/unit/address.cc
tests_unit_address_LDADD = helper/libcore.a helper/libnet.a helper/libbase.a $(MNL_LIBS) $(QB_LIBS)
tests_unit_base_SOURCES = tests/unit/main.cc tests/unit/base.cc
tests_unit_base_LDADD = helper/libbase.a $(QB_LIBS)
tests_unit_cluster_CPPFLAGS = $(AM_CPPFLAGS) $(XML_CFLAGS)
tests_unit_cluster_SOURCES = tests/unit/main.cc tests/unit/cluster.cc
tests_unit_cluster_LDADD = helper/libcluster.a $(XML_LIBS)
tests_unit_net_SOURCES = tests/unit/main.cc tests/unit/net.cc
tests_unit_net_LDADD = helper/libnet.a helper/libbase.a $(MNL_LIBS) $(QB_LIBS)
tests_unit_ocf_SOURCES = tests/unit/main.cc tests/unit/ocf.cc
tests_unit_ocf_LDADD = $(ocf_ldadd)
endif
