# booth-service from outside, with a real boothd.
service_tests = \
	tests/service/input.bats \
	tests/service/monitor.bats \
	tests/service/start.bats \
	tests/service/stop.bats
EXTRA_DIST += $(service_tests) tests/service/helpers.bash tests/service/recvmsg_done.cc

if HAVE_BATS
TESTS += $(service_tests)
check_DATA = tests/service/recvmsg_done.so
endif

tests/service/recvmsg_done.so: tests/service/recvmsg_done.cc
	$(AM_V_CXX)$(MKDIR_P) tests/service && \
	$(CXX) $(CPPFLAGS) $(AM_CXXFLAGS) $(CXXFLAGS) -fPIC -shared -o $@ $(srcdir)/tests/service/recvmsg_done.cc
CLEANFILES += tests/service/recvmsg_done.so
