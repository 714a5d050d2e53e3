// What stops with a resource, in which order, and how long that may take.
#pragma once

#include "cluster/configuration.hh"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace cluster {

// A demote or a stop of a primitive; of a bundle, the stop of what Pacemaker makes for it.
struct Action {
    enum class Kind { demote, stop };
    Kind kind;
    std::string resource;
    bool operator<(const Action &other) const
    {
        return std::pair(resource, kind) < std::pair(other.resource, other.kind);
    }
};

// A graph of all these actions (lib/pacemaker/pcmk_sched_ordering.c and pcmk_sched_colocation.c): which one brings
// about which, and which one waits for which. With require-all=false it takes all for required, and of a clone it
// takes all instances to stop at once or, if they are ordered, in turn. Left out: batch-limit and other work of the
// cluster at the same time, and a stop that fails, which takes fencing.
class StopOrder {
public:
    explicit StopOrder(const Configuration &configuration);

    // The actions of that kind of a resource (a group's, clone's or bundle's: of all that is in it).
    std::set<Action> actions(const xmlNode *resource, Action::Kind kind) const;

    // These actions, and all that they bring about.
    std::set<Action> closure(const std::set<Action> &actions) const;

    // How long it may take until all of them are done: those of the longest chain, in their order. All of them,
    // one after the other, where the order is not certain (kind=Serialize, or a circle).
    struct Chain {
        std::vector<std::pair<Action, base::Milliseconds>> steps;
        base::Milliseconds total{0};
    };
    Chain longest_chain(const std::set<Action> &actions) const;

    // The timeouts that are no times, as "RESOURCE: TEXT".
    const std::map<std::string, std::string> &odd_timeouts() const { return odd_; }

private:
    struct Rule; // what an order constraint asks for

    void add_primitive(const xmlNode *primitive);
    void add_group(const xmlNode *group);
    void add_bundle(const xmlNode *bundle);
    void add_order(const xmlNode *constraint);
    void add_ordered_sets(const xmlNode *constraint);
    void add_colocation(const xmlNode *constraint);
    void add_colocated_sets(const xmlNode *constraint);
    void order(const std::string &first, const std::string &then, const Rule &rule);
    void depend(const std::string &dependent, const std::string &role, const std::string &primary,
                const std::string &primary_role);
    std::set<Action> named_actions(const std::string &name, Action::Kind kind) const;
    void precede(const std::set<Action> &first, const std::set<Action> &then);
    void imply(const std::set<Action> &cause, const std::set<Action> &effect);
    base::Milliseconds weigh(const xmlNode *primitive, Action::Kind kind);

    const Configuration &configuration_;
    std::map<Action, base::Milliseconds> span_;
    std::map<Action, std::set<Action>> before_;  // what an action waits for
    std::map<Action, std::set<Action>> effects_; // what an action brings about
    std::vector<std::pair<std::set<Action>, std::set<Action>>> serialized_;
    std::map<std::string, std::string> odd_;
};

} // namespace cluster
