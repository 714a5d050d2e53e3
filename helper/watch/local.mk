# The watches of booth-helperd: addresses and links, boothd, incidents and their reports.
noinst_LIBRARIES += helper/libwatch.a
helper_libwatch_a_CPPFLAGS = $(AM_CPPFLAGS) $(MNL_CFLAGS) $(SYSTEMD_CFLAGS)
helper_libwatch_a_SOURCES = \
	helper/watch/address_watch.cc helper/watch/address_watch.hh \
	helper/watch/journal.cc helper/watch/journal.hh \
	helper/watch/network.cc helper/watch/network.hh \
	helper/watch/program_run.cc helper/watch/program_run.hh \
	helper/watch/reporter.cc helper/watch/reporter.hh \
	helper/watch/service_watch.cc helper/watch/service_watch.hh \
	helper/watch/watch.hh \
	helper/watch/watcher.cc helper/watch/watcher.hh
