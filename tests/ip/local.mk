# booth-ip on real network namespaces.
check_PROGRAMS += tests/ip/witness
tests_ip_witness_SOURCES = tests/ip/witness.cc
tests_ip_witness_LDADD = helper/libnet.a $(libbase) $(MNL_LIBS)
EXTRA_DIST += tests/ip/helpers.bash $(IP_TESTS)
IP_TESTS = \
	tests/ip/announce.bats \
	tests/ip/bad-input.bats \
	tests/ip/ipv6.bats \
	tests/ip/monitor.bats \
	tests/ip/start.bats \
	tests/ip/stop.bats
if HAVE_BATS
TESTS += $(IP_TESTS)
endif
