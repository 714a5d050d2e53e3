# Decisions: pure functions on values and a clock.
noinst_LIBRARIES += helper/libcore.a
helper_libcore_a_SOURCES = \
	helper/core/address.cc helper/core/address.hh \
	helper/core/service.cc helper/core/service.hh
