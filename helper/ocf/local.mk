# What both agents' actions share: parameters, the request, the state file.
noinst_LIBRARIES += helper/libocf.a
helper_libocf_a_SOURCES = \
	helper/ocf/parameters.cc helper/ocf/parameters.hh \
	helper/ocf/request.cc helper/ocf/request.hh \
	helper/ocf/state_file.cc helper/ocf/state_file.hh \
	helper/ocf/state_folder.cc helper/ocf/state_folder.hh
nodist_helper_libocf_a_SOURCES = helper/ocf/metadata.gen.hh
