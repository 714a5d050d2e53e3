# Processes: identity, children, a sure end, and starting them.
noinst_LIBRARIES += helper/libprocess.a
helper_libprocess_a_SOURCES = \
	helper/process/process.cc helper/process/process.hh \
	helper/process/spawn.cc helper/process/spawn.hh
