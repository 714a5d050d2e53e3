// XML as Pacemaker hands it out: owned, and looked through.
#pragma once

#include <libxml/tree.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace cluster {

// Frees the whole document that a node belongs to.
struct FreeDocument {
    void operator()(xmlNode *node) const noexcept { xmlFreeDoc(node->doc); }
};
using Xml = std::unique_ptr<xmlNode, FreeDocument>;

// The root element of text, or nothing when it is not XML. Loads nothing from elsewhere.
Xml parse_xml(const std::string &text);

// Empty when there is no such attribute.
std::string attribute(const xmlNode *node, const char *name);

bool is_element(const xmlNode *node, const char *name);

// The elements of that name right below node, in document order.
std::vector<const xmlNode *> children(const xmlNode *node, const char *name);

// The first element below top, in document order, that satisfies wanted; null when there is none.
const xmlNode *find(const xmlNode *top, const std::function<bool(const xmlNode *)> &wanted);

} // namespace cluster
