# Everything that speaks Pacemaker's API, which differs between generations.
noinst_LIBRARIES += helper/libcluster.a
helper_libcluster_a_CPPFLAGS = $(AM_CPPFLAGS) $(XML_CFLAGS) $(PACEMAKER_CIB_CFLAGS) -DCRM_MON='"$(CRM_MON)"'
helper_libcluster_a_SOURCES = \
	helper/cluster/address_advice.cc helper/cluster/address_advice.hh \
	helper/cluster/cib.cc helper/cluster/cib.hh \
	helper/cluster/configuration.cc helper/cluster/configuration.hh \
	helper/cluster/controller.cc helper/cluster/controller.hh \
	helper/cluster/follower.cc helper/cluster/follower.hh \
	helper/cluster/handover_advice.cc helper/cluster/handover_advice.hh \
	helper/cluster/longest_chain.cc \
	helper/cluster/report.cc helper/cluster/report.hh \
	helper/cluster/standing.cc helper/cluster/standing.hh \
	helper/cluster/stop_order.cc helper/cluster/stop_order.hh \
	helper/cluster/tickets.cc helper/cluster/tickets.hh \
	helper/cluster/xml.cc helper/cluster/xml.hh

pkglibexec_PROGRAMS += booth-cluster-advice booth-cluster-report booth-cluster-tickets
booth_cluster_advice_CPPFLAGS = $(AM_CPPFLAGS) $(XML_CFLAGS)
booth_cluster_advice_SOURCES = helper/cluster/advice_main.cc
booth_cluster_advice_LDADD = helper/libcluster.a helper/libnet.a $(libbase) \
	$(PACEMAKER_CIB_LIBS) $(PACEMAKER_LIBS) $(XML_LIBS)
booth_cluster_report_SOURCES = helper/cluster/report_main.cc
booth_cluster_report_LDADD = helper/libcluster.a helper/libprocess.a helper/libocf.a helper/libcore.a \
	$(libbase) $(PACEMAKER_CIB_LIBS) $(PACEMAKER_LIBS) $(XML_LIBS)
booth_cluster_tickets_CPPFLAGS = $(AM_CPPFLAGS) $(XML_CFLAGS) $(PACEMAKER_CFLAGS)
booth_cluster_tickets_SOURCES = helper/cluster/tickets_main.cc
booth_cluster_tickets_LDADD = helper/libcluster.a $(libbase) $(PACEMAKER_CIB_LIBS) $(PACEMAKER_LIBS) $(XML_LIBS)
