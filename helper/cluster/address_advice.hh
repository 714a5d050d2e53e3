// What an administrator has to do so that a site's address is up before its booth daemon starts.
#pragma once

#include <libxml/tree.h>

#include <string>
#include <vector>

namespace cluster {

// One sentence without a full stop, with the command to run, from the CIB's configuration element.
// addresses are the numeric ones of all sites, of which this cluster is to have one; service is the
// name of the resource that needs it.
std::string address_advice(const xmlNode *configuration, const std::vector<std::string> &addresses,
                           const std::string &service);

} // namespace cluster
