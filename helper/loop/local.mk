# libqb's main loop.
noinst_LIBRARIES += helper/libloop.a
helper_libloop_a_CPPFLAGS = $(AM_CPPFLAGS) $(QB_CFLAGS)
helper_libloop_a_SOURCES = helper/loop/loop.cc helper/loop/loop.hh
