// The cluster's configuration, read by Pacemaker's own library.
#pragma once

#include "base/deleter.hh"

#include <libxml/tree.h>

#include <memory>

namespace cluster {

// Frees the whole document that a node belongs to.
struct FreeDocument {
    void operator()(xmlNode *node) const noexcept { xmlFreeDoc(node->doc); }
};
using Xml = std::unique_ptr<xmlNode, FreeDocument>;

// /cib/configuration as this node has it. Blocks as long as the CIB manager does: run it where
// a deadline can end it. Errors: Failure when the cluster does not run here or refuses.
Xml query_configuration();

} // namespace cluster
