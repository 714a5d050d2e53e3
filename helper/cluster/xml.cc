#include "cluster/xml.hh"

#include "base/deleter.hh"

#include <libxml/parser.h>

#include <climits>
#include <cstring>

namespace cluster {

Xml parse_xml(const std::string &text)
{
    if (text.size() > INT_MAX) {
        return nullptr;
    }
    static constexpr int options = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;
    xmlDoc *document = xmlReadMemory(text.data(), static_cast<int>(text.size()), nullptr, nullptr, options);
    return Xml(document != nullptr ? xmlDocGetRootElement(document) : nullptr);
}

std::string attribute(const xmlNode *node, const char *name)
{
    base::Owned<xmlChar, [](xmlChar *text) { xmlFree(text); }> value(
        xmlGetProp(node, reinterpret_cast<const xmlChar *>(name)));
    return value ? reinterpret_cast<const char *>(value.get()) : "";
}

bool is_element(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && std::strcmp(reinterpret_cast<const char *>(node->name), name) == 0;
}

std::vector<const xmlNode *> children(const xmlNode *node, const char *name)
{
    std::vector<const xmlNode *> found;
    for (const xmlNode *child = node->children; child != nullptr; child = child->next) {
        if (is_element(child, name)) {
            found.push_back(child);
        }
    }
    return found;
}

const xmlNode *find(const xmlNode *top, const std::function<bool(const xmlNode *)> &wanted)
{
    for (const xmlNode *node = top->children; node != nullptr; node = node->next) {
        if (wanted(node)) {
            return node;
        }
        if (const xmlNode *below = find(node, wanted)) {
            return below;
        }
    }
    return nullptr;
}

} // namespace cluster
