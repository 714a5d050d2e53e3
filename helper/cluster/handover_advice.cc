#include "cluster/handover_advice.hh"

#include "base/failure.hh"
#include "cluster/stop_order.hh"

#include <strings.h>

#include <algorithm>

namespace cluster {

namespace {

using Kind = Action::Kind;

// One resource that depends on the ticket, as one constraint has it.
struct Dependent {
    const xmlNode *resource;
    std::string role;
    std::string policy;
    std::string constraint;
};

bool is(const std::string &text, const char *word)
{
    return ::strcasecmp(text.c_str(), word) == 0;
}

bool is_promoted(const std::string &role)
{
    return is(role, "Promoted") || is(role, "Master");
}

// What Pacemaker makes of a loss-policy (lib/pacemaker/pcmk_sched_tickets.c: rsc_ticket_new).
std::string effective_policy(const Configuration &configuration, const std::string &policy, const std::string &role)
{
    auto fencing = configuration.property("stonith-enabled");
    if (is(policy, "freeze") || (is(policy, "fence") && (fencing.empty() || is_yes(fencing)))) {
        return is(policy, "freeze") ? "freeze" : "fence";
    }
    bool unset = !is(policy, "stop") && !is(policy, "demote") && !is(policy, "fence");
    return (is(policy, "demote") || unset) && is_promoted(role) ? "demote" : "stop";
}

std::vector<Dependent> dependents(const Configuration &configuration, const std::string &ticket)
{
    std::vector<Dependent> all;
    auto add = [&](const xmlNode *constraint, const std::string &name, const std::string &role) {
        auto policy = effective_policy(configuration, attribute(constraint, "loss-policy"), role);
        for (const xmlNode *resource : configuration.resources(name)) {
            all.push_back({resource, role, policy, attribute(constraint, "id")});
        }
    };
    find(configuration.top(), [&](const xmlNode *node) {
        if (!is_element(node, "rsc_ticket") || attribute(node, "ticket") != ticket) {
            return false;
        }
        add(node, attribute(node, "rsc"), attribute(node, "rsc-role"));
        for (const xmlNode *set : children(node, "resource_set")) {
            for (const xmlNode *member : children(set, "resource_ref")) {
                add(node, attribute(member, "id"), attribute(set, "role"));
            }
        }
        return false;
    });
    return all;
}

std::string freeze_note(const Dependent &dependent)
{
    return attribute(dependent.resource, "id") + " goes on running when the ticket is lost, because constraint " +
           dependent.constraint + " has loss-policy=freeze: no acquire-after makes that safe; use stop, demote or fence";
}

// How long the cluster waits for a node to be fenced.
base::Milliseconds fencing_time(const Configuration &configuration)
{
    static constexpr std::chrono::minutes usual{1};
    return parse_timeout(configuration.property("stonith-timeout")).value_or(usual);
}

std::vector<std::string> unmanaged_notes(const Configuration &configuration, const std::set<Action> &actions)
{
    std::vector<std::string> notes;
    for (const xmlNode *primitive : configuration.primitives()) {
        auto name = attribute(primitive, "id");
        auto managed = configuration.meta(primitive, "is-managed");
        bool left_alone = (!managed.empty() && !is_yes(managed)) || is_yes(configuration.meta(primitive, "maintenance"));
        if (left_alone && (actions.count({Kind::stop, name}) != 0 || actions.count({Kind::demote, name}) != 0)) {
            notes.push_back("resource " + name + " is unmanaged: the cluster does not stop it when the ticket is lost");
        }
    }
    if (!actions.empty() && is_yes(configuration.property("maintenance-mode"))) {
        notes.push_back("the cluster is in maintenance mode: it stops nothing when the ticket is lost");
    }
    return notes;
}

std::string format_step(const std::string &what, base::Milliseconds span)
{
    return what + "=" + std::to_string(span.count());
}

void take_chain(StopTime &time, const StopOrder::Chain &chain)
{
    time.total = chain.total;
    for (const auto &[action, span] : chain.steps) {
        time.steps.push_back(format_step(action.resource + (action.kind == Kind::demote ? ":demote" : ""), span));
    }
}

void add_odd_timeouts(StopTime &time, const StopOrder &order, const std::set<Action> &actions)
{
    for (const auto &[resource, text] : order.odd_timeouts()) {
        if (actions.count({Kind::stop, resource}) != 0 || actions.count({Kind::demote, resource}) != 0) {
            time.notes.push_back("a timeout of resource " + resource + ", \"" + text +
                                 "\", is no time that Pacemaker takes: it counts as 20 s");
        }
    }
}

} // namespace

StopTime stop_time(const xmlNode *top, const std::string &ticket)
{
    Configuration configuration(top);
    StopOrder order(configuration);
    StopTime time;
    std::set<Action> actions;
    const Dependent *fenced = nullptr;
    auto all = dependents(configuration, ticket);
    for (const auto &dependent : all) {
        if (dependent.policy == "stop" || dependent.policy == "demote") {
            actions.merge(order.actions(dependent.resource, dependent.policy == "stop" ? Kind::stop : Kind::demote));
        } else if (dependent.policy == "fence") {
            fenced = &dependent;
        } else {
            time.notes.push_back(freeze_note(dependent));
        }
    }
    actions = order.closure(actions);
    take_chain(time, order.longest_chain(actions));
    if (fenced != nullptr && fencing_time(configuration) >= time.total) {
        time.total = fencing_time(configuration);
        time.steps = {format_step(attribute(fenced->resource, "id") + ":fencing", time.total)};
    }
    auto notes = unmanaged_notes(configuration, actions);
    time.notes.insert(time.notes.end(), notes.begin(), notes.end());
    add_odd_timeouts(time, order, actions);
    return time;
}

std::string format_stop_time(const std::string &ticket, const StopTime &time)
{
    auto lines = "stop " + ticket + " " + std::to_string(time.total.count());
    for (const auto &step : time.steps) {
        lines += " " + step;
    }
    lines += "\n";
    for (const auto &note : time.notes) {
        lines += "note " + ticket + " " + base::printable(note, 400) + "\n";
    }
    return lines;
}

} // namespace cluster
