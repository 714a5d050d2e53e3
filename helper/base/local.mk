# Descriptors, deleters, errors, files, deadlines, the log.
noinst_LIBRARIES += helper/libbase.a
# What a program links to have it.
libbase = helper/libbase.a $(QB_LIBS)
helper_libbase_a_CPPFLAGS = $(AM_CPPFLAGS) $(QB_CFLAGS) $(PACEMAKER_CFLAGS)
helper_libbase_a_SOURCES = \
	helper/base/deadline.cc helper/base/deadline.hh \
	helper/base/deleter.hh \
	helper/base/duration.cc helper/base/duration.hh \
	helper/base/exit_code.hh helper/base/exit_code_check.cc \
	helper/base/failure.cc helper/base/failure.hh \
	helper/base/fd.hh \
	helper/base/file.cc helper/base/file.hh \
	helper/base/log.cc helper/base/log.hh \
	helper/base/number.hh \
	helper/base/record.cc helper/base/record.hh
