#include "cluster/address_advice.hh"

#include "cluster/xml.hh"
#include "net/address.hh"

#include <algorithm>

namespace cluster {

namespace {

// IPv6 has many spellings of one address.
bool same_address(const std::string &left, const std::string &right)
{
    auto address = net::Address::parse(left);
    return address && address == net::Address::parse(right);
}

// Whether node is the resource of one of the addresses.
bool carries_one(const xmlNode *node, const std::vector<std::string> &addresses)
{
    auto type = is_element(node, "primitive") ? attribute(node, "type") : "";
    if (type != "booth-ip" && type != "IPaddr2") {
        return false;
    }
    auto is_one = [&](const xmlNode *child) {
        auto value = attribute(child, "value");
        return is_element(child, "nvpair") && attribute(child, "name") == "ip" &&
               std::any_of(addresses.begin(), addresses.end(),
                           [&value](const auto &address) { return same_address(value, address); });
    };
    return find(node, is_one) != nullptr;
}

std::string group_of(const xmlNode *resource)
{
    return resource != nullptr && is_element(resource->parent, "group") ? attribute(resource->parent, "id") : "";
}

bool comes_before(const xmlNode *first, const xmlNode *second)
{
    for (const xmlNode *node = first->next; node != nullptr; node = node->next) {
        if (node == second) {
            return true;
        }
    }
    return false;
}

bool ordered_by_constraint(const xmlNode *configuration, const std::string &first, const std::string &then)
{
    return find(configuration, [&](const xmlNode *node) {
               return is_element(node, "rsc_order") && attribute(node, "first") == first &&
                      attribute(node, "then") == then;
           }) != nullptr;
}

} // namespace

std::string address_advice(const xmlNode *configuration, const std::vector<std::string> &addresses,
                           const std::string &service)
{
    auto by_name = [&](const xmlNode *node) { return is_element(node, "primitive") && attribute(node, "id") == service; };
    auto by_address = [&](const xmlNode *node) { return carries_one(node, addresses); };
    const xmlNode *daemon = find(configuration, by_name);
    const xmlNode *holder = find(configuration, by_address);
    auto group = group_of(daemon);
    if (holder == nullptr) {
        return "no resource of this cluster has one: pcs resource create booth-ip ocf:booth-agents:booth-ip ip=" +
               (addresses.size() == 1 ? addresses.front() : "ADDRESS") +
               (group.empty() ? "" : " --group " + group + " --before " + service);
    }
    auto name = attribute(holder, "id");
    bool grouped = !group.empty() && holder->parent == daemon->parent;
    if ((grouped && comes_before(holder, daemon)) || ordered_by_constraint(configuration, name, service)) {
        return "resource " + name + " should have brought its address up here: crm_resource --resource " + name +
               " --why, and crm_mon -1rf";
    }
    auto order = group.empty() ? "booth " + name + " " + service : group + " " + name + " --before " + service;
    return "resource " + name + " has this site's and must start first, on the same node: pcs resource group add " +
           order;
}

} // namespace cluster
