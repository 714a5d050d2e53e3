# The actions of booth-ip: the floating address on this node.
noinst_LIBRARIES += helper/libip.a
helper_libip_a_SOURCES = \
	helper/ip/actions.hh helper/ip/run.cc \
	helper/ip/announce.cc helper/ip/announce.hh \
	helper/ip/kernel.cc helper/ip/kernel.hh \
	helper/ip/monitor.cc \
	helper/ip/record.cc helper/ip/record.hh \
	helper/ip/settings.cc helper/ip/settings.hh \
	helper/ip/start.cc \
	helper/ip/stop.cc
