# The network as the kernel knows it: rtnetlink, ARP, neighbour discovery.
noinst_LIBRARIES += helper/libnet.a
helper_libnet_a_CPPFLAGS = $(AM_CPPFLAGS) $(MNL_CFLAGS)
helper_libnet_a_SOURCES =
