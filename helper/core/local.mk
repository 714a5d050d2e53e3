# Decisions: pure functions on values and a clock.
noinst_LIBRARIES += helper/libcore.a
helper_libcore_a_SOURCES = \
	helper/core/address.cc helper/core/address.hh \
	helper/core/answering.cc helper/core/answering.hh \
	helper/core/finding.hh \
	helper/core/handover.cc helper/core/handover.hh \
	helper/core/incident.cc helper/core/incident.hh \
	helper/core/lease.cc helper/core/lease.hh \
	helper/core/network.cc helper/core/network.hh \
	helper/core/probe.cc helper/core/probe.hh \
	helper/core/service.cc helper/core/service.hh \
	helper/core/ticket_end.hh \
	helper/core/verdict.cc helper/core/verdict.hh
