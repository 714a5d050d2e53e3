# booth as boothd knows it: configuration, key, lock file, wire protocol.
noinst_LIBRARIES += helper/libbooth.a
helper_libbooth_a_CPPFLAGS = $(AM_CPPFLAGS) $(NETTLE_CFLAGS)
helper_libbooth_a_SOURCES =
