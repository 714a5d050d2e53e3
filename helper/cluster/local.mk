# Everything that speaks Pacemaker's API, which differs between generations.
noinst_LIBRARIES += helper/libcluster.a
helper_libcluster_a_CPPFLAGS = $(AM_CPPFLAGS) $(XML_CFLAGS) $(PACEMAKER_CIB_CFLAGS)
helper_libcluster_a_SOURCES = \
	helper/cluster/address_advice.cc helper/cluster/address_advice.hh \
	helper/cluster/cib.cc helper/cluster/cib.hh

pkglibexec_PROGRAMS += booth-cluster-advice
booth_cluster_advice_CPPFLAGS = $(AM_CPPFLAGS) $(XML_CFLAGS)
booth_cluster_advice_SOURCES = helper/cluster/main.cc
booth_cluster_advice_LDADD = helper/libcluster.a helper/libnet.a helper/libbase.a \
	$(PACEMAKER_CIB_LIBS) $(PACEMAKER_LIBS) $(XML_LIBS)
