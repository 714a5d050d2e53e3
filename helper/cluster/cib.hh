// The cluster's configuration, read by Pacemaker's own library.
#pragma once

#include "cluster/xml.hh"

namespace cluster {

// /cib/configuration as this node has it. Blocks as long as the CIB manager does: run it where
// a deadline can end it. Errors: Failure when the cluster does not run here or refuses.
Xml query_configuration();

} // namespace cluster
