#include "cluster/stop_order.hh"

#include "base/number.hh"

#include <algorithm>
#include <optional>

namespace cluster {

using base::Milliseconds;
using Kind = Action::Kind;

struct StopOrder::Rule {
    std::string first_action;
    std::string then_action;
    std::string kind; // Mandatory, Optional or Serialize
    bool symmetrical;
};

namespace {

std::optional<Kind> down(const std::string &action)
{
    return action == "stop"     ? std::optional(Kind::stop)
           : action == "demote" ? std::optional(Kind::demote)
                                : std::nullopt;
}

// The way down that undoes a way up.
std::optional<Kind> inverse(const std::string &action)
{
    return action == "start"     ? std::optional(Kind::stop)
           : action == "promote" ? std::optional(Kind::demote)
                                 : std::nullopt;
}

std::string either(const std::string &text, const std::string &otherwise)
{
    return text.empty() ? otherwise : text;
}

// Of an order constraint or a set in it; score is the old way to say it.
std::string kind_of(const xmlNode *node, const std::string &otherwise)
{
    auto kind = attribute(node, "kind");
    return !kind.empty() ? kind : attribute(node, "score") == "0" ? "Optional" : otherwise;
}

bool is_symmetrical(const xmlNode *node, const std::string &kind, const std::string &otherwise)
{
    auto text = either(attribute(node, "symmetrical"), otherwise);
    return kind != "Serialize" && (text.empty() || is_yes(text));
}

bool is_mandatory_score(const std::string &score)
{
    return score == "INFINITY" || score == "+INFINITY" || base::parse_number<long>(score).value_or(0) >= 1000000;
}

bool is_promoted_role(const std::string &role)
{
    return role == "Promoted" || role == "Master";
}

std::vector<std::string> members(const xmlNode *set)
{
    std::vector<std::string> names;
    for (const xmlNode *reference : children(set, "resource_ref")) {
        names.push_back(attribute(reference, "id"));
    }
    return names;
}

bool is_sequential(const xmlNode *set)
{
    auto text = attribute(set, "sequential");
    return text.empty() || is_yes(text);
}

// The containers of the kinds that Pacemaker knows.
const xmlNode *container_of(const xmlNode *bundle)
{
    return find(bundle, [](const xmlNode *node) {
        return is_element(node, "podman") || is_element(node, "docker") || is_element(node, "rkt");
    });
}

bool is_promotable(const Configuration &configuration, const xmlNode *primitive)
{
    for (const xmlNode *node = primitive->parent; node != nullptr; node = node->parent) {
        const xmlNode *container = is_element(node, "bundle") ? container_of(node) : nullptr;
        auto promoted = container != nullptr
                            ? either(attribute(container, "promoted-max"), attribute(container, "masters"))
                            : "";
        if (is_element(node, "master") || (!promoted.empty() && promoted != "0") ||
            (is_element(node, "clone") && is_yes(configuration.meta(node, "promotable")))) {
            return true;
        }
    }
    return false;
}

// How many instances of it stop one after the other.
std::size_t turns(const Configuration &configuration, const xmlNode *primitive)
{
    for (const xmlNode *node = primitive->parent; node != nullptr; node = node->parent) {
        bool clone = is_element(node, "clone") || is_element(node, "master");
        if (clone && is_yes(configuration.meta(node, "ordered"))) {
            auto text = configuration.meta(node, "clone-max");
            auto count = base::parse_number<std::size_t>(text);
            return std::clamp<std::size_t>(count.value_or(configuration.node_count()), 1, 1000);
        }
    }
    return 1;
}

} // namespace

StopOrder::StopOrder(const Configuration &configuration) : configuration_(configuration)
{
    for (const xmlNode *primitive : configuration.primitives()) {
        add_primitive(primitive);
    }
    find(configuration.top(), [this](const xmlNode *node) {
        if (is_element(node, "group")) {
            add_group(node);
        } else if (is_element(node, "bundle")) {
            add_bundle(node);
        }
        return false;
    });
    // Constraints speak of resources that are all there by now.
    find(configuration.top(), [this](const xmlNode *node) {
        if (is_element(node, "rsc_order")) {
            add_order(node);
        } else if (is_element(node, "rsc_colocation")) {
            add_colocation(node);
        }
        return false;
    });
}

Milliseconds StopOrder::weigh(const xmlNode *primitive, Kind kind)
{
    auto timeout = configuration_.timeout(primitive, kind == Kind::stop ? "stop" : "demote");
    if (!timeout.odd.empty()) {
        odd_[attribute(primitive, "id")] = timeout.odd;
    }
    return timeout.span * static_cast<Milliseconds::rep>(turns(configuration_, primitive));
}

void StopOrder::add_primitive(const xmlNode *primitive)
{
    Action stop{Kind::stop, attribute(primitive, "id")};
    span_[stop] = weigh(primitive, Kind::stop);
    if (is_promotable(configuration_, primitive)) {
        Action demote{Kind::demote, stop.resource};
        span_[demote] = weigh(primitive, Kind::demote);
        precede({demote}, {stop});
        imply({stop}, {demote});
    }
}

// The members start one after the other, and stop the other way round.
void StopOrder::add_group(const xmlNode *group)
{
    auto primitives = children(group, "primitive");
    for (std::size_t index = 1; index < primitives.size(); ++index) {
        for (auto kind : {Kind::demote, Kind::stop}) {
            auto earlier = actions(primitives[index - 1], kind);
            auto later = actions(primitives[index], kind);
            precede(later, earlier);
            imply(earlier, later);
        }
    }
}

// Pacemaker makes an address, a container and a connection into it, and stops them after what is inside.
void StopOrder::add_bundle(const xmlNode *bundle)
{
    auto inside = children(bundle, "primitive");
    auto networks = children(bundle, "network");
    bool addressed = !networks.empty() && !attribute(networks.front(), "ip-range-start").empty();
    int made = 1 + (addressed ? 1 : 0) + (inside.empty() ? 0 : 1);
    Action stop{Kind::stop, attribute(bundle, "id")};
    span_[stop] = configuration_.default_timeout("stop").span * made;
    for (const xmlNode *primitive : inside) {
        precede(actions(primitive, Kind::stop), {stop});
        imply({stop}, actions(primitive, Kind::stop));
    }
}

std::set<Action> StopOrder::actions(const xmlNode *resource, Kind kind) const
{
    std::set<Action> all;
    auto add = [&](const xmlNode *node) {
        Action action{kind, attribute(node, "id")};
        bool acts = is_element(node, "primitive") || is_element(node, "bundle");
        if (acts && span_.count(action) != 0) {
            all.insert(action);
        }
        return false;
    };
    add(resource);
    find(resource, add);
    return all;
}

std::set<Action> StopOrder::named_actions(const std::string &name, Kind kind) const
{
    std::set<Action> all;
    for (const xmlNode *resource : configuration_.resources(name)) {
        all.merge(actions(resource, kind));
    }
    return all;
}

void StopOrder::precede(const std::set<Action> &first, const std::set<Action> &then)
{
    for (const auto &action : then) {
        before_[action].insert(first.begin(), first.end());
    }
}

void StopOrder::imply(const std::set<Action> &cause, const std::set<Action> &effect)
{
    for (const auto &action : cause) {
        effects_[action].insert(effect.begin(), effect.end());
    }
}

void StopOrder::order(const std::string &first, const std::string &then, const Rule &rule)
{
    bool certain = rule.kind != "Optional" && rule.symmetrical;
    if (rule.kind == "Serialize") {
        serialized_.emplace_back(named_actions(first, Kind::stop), named_actions(then, Kind::stop));
        return;
    }
    auto first_down = down(rule.first_action);
    auto then_down = down(rule.then_action);
    if (first_down && then_down) {
        precede(named_actions(first, *first_down), named_actions(then, *then_down));
        if (certain) {
            imply(named_actions(first, *first_down), named_actions(then, *then_down));
        }
    }
    auto first_undone = inverse(rule.first_action);
    auto then_undone = inverse(rule.then_action);
    if (first_undone && then_undone && rule.symmetrical) {
        precede(named_actions(then, *then_undone), named_actions(first, *first_undone));
        if (certain) {
            imply(named_actions(first, *first_undone), named_actions(then, *then_undone));
        }
    }
}

void StopOrder::add_order(const xmlNode *constraint)
{
    if (!children(constraint, "resource_set").empty()) {
        return add_ordered_sets(constraint);
    }
    auto kind = kind_of(constraint, "Mandatory");
    auto action = either(attribute(constraint, "first-action"), "start");
    order(attribute(constraint, "first"), attribute(constraint, "then"),
          {action, either(attribute(constraint, "then-action"), action), kind, is_symmetrical(constraint, kind, "")});
}

void StopOrder::add_ordered_sets(const xmlNode *constraint)
{
    auto kind = kind_of(constraint, "Mandatory");
    auto symmetry = attribute(constraint, "symmetrical");
    const xmlNode *last = nullptr;
    for (const xmlNode *set : children(constraint, "resource_set")) {
        auto action = either(attribute(set, "action"), "start");
        auto own = kind_of(set, kind);
        auto names = members(set);
        Rule within{action, action, own, is_symmetrical(set, own, symmetry)};
        for (std::size_t index = 1; index < names.size() && is_sequential(set); ++index) {
            order(names[index - 1], names[index], within);
        }
        for (const auto &first : last != nullptr ? members(last) : std::vector<std::string>{}) {
            Rule between{either(attribute(last, "action"), "start"), action, kind,
                         is_symmetrical(constraint, kind, "")};
            std::for_each(names.begin(), names.end(), [&](const auto &name) { order(first, name, between); });
        }
        last = set;
    }
}

void StopOrder::depend(const std::string &dependent, const std::string &role, const std::string &primary,
                       const std::string &primary_role)
{
    imply(named_actions(primary, is_promoted_role(primary_role) ? Kind::demote : Kind::stop),
          named_actions(dependent, is_promoted_role(role) ? Kind::demote : Kind::stop));
}

// What must be where another one is stops with it, at the same time if nothing else orders them.
void StopOrder::add_colocation(const xmlNode *constraint)
{
    if (!children(constraint, "resource_set").empty()) {
        return add_colocated_sets(constraint);
    }
    if (is_mandatory_score(attribute(constraint, "score"))) {
        depend(attribute(constraint, "rsc"), attribute(constraint, "rsc-role"), attribute(constraint, "with-rsc"),
               attribute(constraint, "with-rsc-role"));
    }
}

// In a set each one depends on the one before it; a set depends on the one behind it.
void StopOrder::add_colocated_sets(const xmlNode *constraint)
{
    auto score = attribute(constraint, "score");
    const xmlNode *last = nullptr;
    for (const xmlNode *set : children(constraint, "resource_set")) {
        auto names = members(set);
        auto role = attribute(set, "role");
        bool within = is_sequential(set) && is_mandatory_score(either(attribute(set, "score"), score));
        for (std::size_t index = 1; index < names.size() && within; ++index) {
            depend(names[index], role, names[index - 1], role);
        }
        for (const auto &dependent : last != nullptr ? members(last) : std::vector<std::string>{}) {
            for (const auto &name : names) {
                if (is_mandatory_score(score)) {
                    depend(dependent, attribute(last, "role"), name, role);
                }
            }
        }
        last = set;
    }
}

} // namespace cluster
