# The network as the kernel knows it: rtnetlink, ARP, neighbour discovery.
noinst_LIBRARIES += helper/libnet.a
helper_libnet_a_CPPFLAGS = $(AM_CPPFLAGS) $(MNL_CFLAGS)
helper_libnet_a_SOURCES = \
	helper/net/address.cc helper/net/address.hh \
	helper/net/announcer.hh \
	helper/net/arp.cc helper/net/arp.hh \
	helper/net/attributes.hh \
	helper/net/events.cc helper/net/events.hh \
	helper/net/interface.hh \
	helper/net/message.cc helper/net/message.hh \
	helper/net/neighbour.cc helper/net/neighbour.hh \
	helper/net/rtnetlink.cc helper/net/rtnetlink.hh \
	helper/net/socket.cc helper/net/socket.hh
