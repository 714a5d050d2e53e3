# The lease guard of booth-helperd.
noinst_LIBRARIES += helper/libguard.a
helper_libguard_a_SOURCES = \
	helper/guard/clock.cc helper/guard/clock.hh \
	helper/guard/follower.cc helper/guard/follower.hh \
	helper/guard/guard.cc helper/guard/guard.hh \
	helper/guard/memory.cc helper/guard/memory.hh \
	helper/guard/settings.cc helper/guard/settings.hh \
	helper/guard/snapshot.cc helper/guard/snapshot.hh \
	helper/guard/terms.cc helper/guard/terms.hh
