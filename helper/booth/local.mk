# booth as boothd knows it: configuration, key, lock file, wire protocol.
noinst_LIBRARIES += helper/libbooth.a
helper_libbooth_a_CPPFLAGS = $(AM_CPPFLAGS) $(NETTLE_CFLAGS)
helper_libbooth_a_SOURCES = \
	helper/booth/config.cc helper/booth/config.hh \
	helper/booth/config_line.cc helper/booth/config_line.hh \
	helper/booth/config_parser.cc helper/booth/config_parser.hh \
	helper/booth/config_ticket.cc \
	helper/booth/exchange.cc helper/booth/exchange.hh \
	helper/booth/key.cc helper/booth/key.hh \
	helper/booth/lock_file.cc helper/booth/lock_file.hh \
	helper/booth/site_id.cc helper/booth/site_id.hh \
	helper/booth/query.cc helper/booth/query.hh \
	helper/booth/wire.cc helper/booth/wire.hh
