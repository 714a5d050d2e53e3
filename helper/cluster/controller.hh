// Pacemaker's controller on this node, by Pacemaker's own library.
#pragma once

#include "base/deadline.hh"
#include "cluster/standing.hh"

#include <memory>
#include <string>

namespace cluster {

class Controller {
public:
    // Connects. Errors, here and below: Failure when the cluster does not run here, does not answer before
    // the deadline, or refuses.
    Controller();
    Controller(const Controller &) = delete;
    Controller &operator=(const Controller &) = delete;
    ~Controller();

    // The name that the cluster has for this node.
    std::string node_name(const base::Deadline &deadline);

    // Has the resource recorded as failed on the node, and waits for the word that it is. The controller would
    // make an entry for a resource that it does not know: standing comes from judge_standing.
    void fail(const std::string &resource, const Standing &standing, const std::string &node,
              const base::Deadline &deadline);

    class Implementation;

private:
    std::unique_ptr<Implementation> implementation_;
};

} // namespace cluster
