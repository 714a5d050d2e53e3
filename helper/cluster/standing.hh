// What the cluster makes of one resource on one node, from crm_mon's report.
#pragma once

#include "cluster/xml.hh"

#include <string>
#include <vector>

namespace cluster {

// How a resource stands with the cluster.
struct Standing {
    enum class Kind {
        active,    // runs here as far as the cluster knows, and the cluster sees to it
        failed,    // the cluster knows that it has failed
        unmanaged, // the cluster leaves it alone
        inactive,  // the cluster knows it, but does not have it running on this node
        unknown,   // no resource of this cluster, or one inside a bundle
        silent,    // crm_mon's report does not say
    };
    Kind kind;
    std::string why; // one phrase: "the cluster is in maintenance mode"; empty for active
    // The agent, of resources that the cluster knows: ocf, booth-agents, booth-ip.
    std::string standard = {};
    std::string provider = {};
    std::string type = {};
};

// The arguments for crm_mon(8) whose report judge_standing reads, kept to what concerns this resource: the
// report stays small in a cluster of any size.
std::vector<std::string> standing_query(const std::string &resource);

// report is the root element of crm_mon's XML. A clone's instance is meant by its full name if it has
// one of its own (NAME:N), otherwise by the clone's member on that node.
Standing judge_standing(const xmlNode *report, const std::string &resource, const std::string &node);

// Why crm_mon failed, in its own words: the first error of its report if there is one (with Pacemaker 2.1 beside
// a status that says OK), otherwise the last line of output.
std::string why_no_report(const xmlNode *report, const std::string &output);

} // namespace cluster
