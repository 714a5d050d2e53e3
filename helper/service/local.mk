# The actions of booth-service: boothd's life on this node.
noinst_LIBRARIES += helper/libservice.a
helper_libservice_a_SOURCES = \
	helper/service/actions.hh helper/service/run.cc \
	helper/service/advice.cc helper/service/advice.hh \
	helper/service/handover.cc helper/service/handover.hh \
	helper/service/launch.cc helper/service/launch.hh \
	helper/service/observe.cc helper/service/observe.hh \
	helper/service/scan.cc helper/service/scan.hh \
	helper/service/settings.cc helper/service/settings.hh \
	helper/service/start.cc \
	helper/service/stop.cc
