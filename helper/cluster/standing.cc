#include "cluster/standing.hh"

#include "base/deleter.hh"
#include "base/failure.hh"
#include "process/spawn.hh"

namespace cluster {

namespace {

using Kind = Standing::Kind;

const xmlNode *find_element(const xmlNode *top, const char *name, const std::string &key, const char *by)
{
    return find(top, [&](const xmlNode *node) { return is_element(node, name) && attribute(node, by) == key; });
}

// What is inside a bundle runs on the bundle's own host, where nobody watches.
bool in_bundle(const xmlNode *node)
{
    for (; node != nullptr; node = node->parent) {
        if (is_element(node, "bundle")) {
            return true;
        }
    }
    return false;
}

// The resource's entry on this node, and any entry of it: a clone has one for every instance.
struct Entries {
    const xmlNode *here;
    const xmlNode *any;
};

Entries find_entries(const xmlNode *report, const std::string &resource, const std::string &node)
{
    auto is_resource = [&](const xmlNode *entry) {
        return is_element(entry, "resource") && attribute(entry, "id") == resource && !in_bundle(entry);
    };
    auto is_here = [&](const xmlNode *entry) {
        return is_resource(entry) && find_element(entry, "node", node, "name") != nullptr;
    };
    return {find(report, is_here), find(report, is_resource)};
}

bool is_true(const xmlNode *node, const char *name)
{
    return node != nullptr && attribute(node, name) == "true";
}

// Which of the reasons for leaving a resource alone it is; crm_mon names it from the widest to the narrowest.
std::string why_unmanaged(const xmlNode *report, const xmlNode *entry, const std::string &node)
{
    if (find_element(report, "cluster_options", "true", "maintenance-mode") != nullptr) {
        return "the cluster is in maintenance mode";
    }
    const xmlNode *nodes = find(report, [](const xmlNode *element) { return is_element(element, "nodes"); });
    if (nodes != nullptr && is_true(find_element(nodes, "node", node, "name"), "maintenance")) {
        return "this node is in maintenance mode";
    }
    if (is_true(entry, "maintenance")) {
        return "the resource is in maintenance mode";
    }
    return is_true(entry, "blocked") ? "the cluster has given it up: it needs an administrator"
                                     : "the cluster does not manage it";
}

void set_agent(Standing &standing, const std::string &agent)
{
    auto first = agent.find(':');
    auto last = agent.rfind(':');
    if (first == std::string::npos) {
        return;
    }
    standing.standard = agent.substr(0, first);
    standing.provider = last > first ? agent.substr(first + 1, last - first - 1) : "";
    standing.type = agent.substr(last + 1);
}

Standing judge_entry(const xmlNode *report, const Entries &entries, const std::string &node)
{
    if (entries.here == nullptr) {
        return {Kind::inactive, "the cluster does not have it running on this node"};
    }
    if (attribute(entries.here, "managed") != "true") {
        return {Kind::unmanaged, why_unmanaged(report, entries.here, node)};
    }
    if (is_true(entries.here, "failed")) {
        return {Kind::failed, "the cluster knows already that it has failed"};
    }
    return {Kind::active, ""};
}

} // namespace

std::vector<std::string> standing_query(const std::string &resource)
{
    return {"--one-shot", "--output-as=xml", "--include=none,options,nodes,resources", "--inactive",
            "--resource=" + resource};
}

Standing judge_standing(const xmlNode *report, const std::string &resource, const std::string &node)
{
    if (find(report, [](const xmlNode *element) { return is_element(element, "resources"); }) == nullptr) {
        return {Kind::silent, "crm_mon does not say how the resources are: " + why_no_report(report, "")};
    }
    auto entries = find_entries(report, resource, node);
    if (entries.any == nullptr) {
        return {Kind::unknown, "the cluster has no such resource"};
    }
    auto standing = judge_entry(report, entries, node);
    set_agent(standing, attribute(entries.any, "resource_agent"));
    return standing;
}

std::string why_no_report(const xmlNode *report, const std::string &output)
{
    if (report == nullptr) {
        return process::last_line(output);
    }
    const xmlNode *error = find(report, [](const xmlNode *node) { return is_element(node, "error"); });
    if (error != nullptr) {
        base::Owned<xmlChar, [](xmlChar *text) { xmlFree(text); }> text(xmlNodeGetContent(error));
        return base::printable(text ? reinterpret_cast<const char *>(text.get()) : "", 200);
    }
    const xmlNode *status = find(report, [](const xmlNode *node) { return is_element(node, "status"); });
    return status != nullptr ? base::printable(attribute(status, "message")) : "it gives no reason";
}

} // namespace cluster
