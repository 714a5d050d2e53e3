# Boost.Test programs, one for each folder of helper/.
if HAVE_BOOST_TEST
check_PROGRAMS += tests/unit/base
TESTS += tests/unit/base
tests_unit_base_SOURCES = tests/unit/main.cc tests/unit/base.cc
tests_unit_base_LDADD = helper/libbase.a $(QB_LIBS)

check_PROGRAMS += tests/unit/cluster
TESTS += tests/unit/cluster
tests_unit_cluster_CPPFLAGS = $(AM_CPPFLAGS) $(XML_CFLAGS)
tests_unit_cluster_SOURCES = tests/unit/main.cc tests/unit/cluster.cc
tests_unit_cluster_LDADD = helper/libcluster.a $(XML_LIBS)

check_PROGRAMS += tests/unit/ocf
TESTS += tests/unit/ocf
tests_unit_ocf_SOURCES = tests/unit/main.cc tests/unit/ocf.cc
tests_unit_ocf_LDADD = $(ocf_ldadd)
endif
