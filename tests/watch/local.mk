# booth-helperd on real network namespaces.
watch_tests =
watch_tests += tests/watch/address.bats
watch_tests += tests/watch/daemon.bats
watch_tests += tests/watch/ipc.bats
watch_tests += tests/watch/journal.bats
watch_tests += tests/watch/report.bats
watch_tests += tests/watch/service.bats
watch_tests += tests/watch/tickets.bats
EXTRA_DIST += tests/watch/helpers.bash $(watch_tests)
if HAVE_BATS
TESTS += $(watch_tests)
endif

check_PROGRAMS += tests/watch/journal_probe
tests_watch_journal_probe_SOURCES = tests/watch/journal_probe.cc
tests_watch_journal_probe_LDADD = helper/libwatch.a $(libbase) $(SYSTEMD_LIBS)

check_PROGRAMS += tests/watch/ipc_client
tests_watch_ipc_client_CPPFLAGS = $(AM_CPPFLAGS) $(QB_CFLAGS)
tests_watch_ipc_client_SOURCES = tests/watch/ipc_client.cc
tests_watch_ipc_client_LDADD = helper/libipc.a helper/libcore.a $(libbase)
