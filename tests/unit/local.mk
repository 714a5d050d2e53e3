# Boost.Test programs, one for each folder of helper/.
if HAVE_BOOST_TEST
check_PROGRAMS += tests/unit/base
TESTS += tests/unit/base
tests_unit_base_SOURCES = tests/unit/main.cc tests/unit/base.cc
tests_unit_base_LDADD = helper/libbase.a $(QB_LIBS)
endif
