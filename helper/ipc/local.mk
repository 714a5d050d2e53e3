# The IPC between booth-helper and booth-helperd.
noinst_LIBRARIES += helper/libipc.a
helper_libipc_a_CPPFLAGS = $(AM_CPPFLAGS) $(QB_CFLAGS)
helper_libipc_a_SOURCES = \
	helper/ipc/action.cc helper/ipc/action.hh \
	helper/ipc/client.cc helper/ipc/client.hh \
	helper/ipc/gate.cc helper/ipc/gate.hh \
	helper/ipc/peer.cc helper/ipc/peer.hh \
	helper/ipc/protocol.cc helper/ipc/protocol.hh \
	helper/ipc/server.cc helper/ipc/server.hh \
	helper/ipc/shared_page.cc helper/ipc/shared_page.hh
