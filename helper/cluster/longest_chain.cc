// Of the order of stops: what is brought about, and how long it takes.
#include "cluster/stop_order.hh"

#include <algorithm>
#include <optional>

namespace cluster {

using base::Milliseconds;

std::set<Action> StopOrder::closure(const std::set<Action> &actions) const
{
    std::set<Action> all;
    std::vector<Action> open(actions.begin(), actions.end());
    while (!open.empty()) {
        auto action = open.back();
        open.pop_back();
        if (all.insert(action).second && effects_.count(action) != 0) {
            const auto &effects = effects_.at(action);
            open.insert(open.end(), effects.begin(), effects.end());
        }
    }
    return all;
}

namespace {

// The longest way to each action of a graph without circles.
class LongestWay {
public:
    LongestWay(const std::set<Action> &actions, const std::map<Action, std::set<Action>> &before,
               const std::map<Action, Milliseconds> &span)
        : actions_(actions), before_(before), span_(span)
    {
    }

    // When an action is done at the latest.
    Milliseconds end(const Action &action)
    {
        if (auto known = ways_.find(action); known != ways_.end()) {
            circle_ = circle_ || !known->second.settled;
            return known->second.end;
        }
        ways_[action] = {};
        Way way{span_.at(action), std::nullopt, true};
        auto waits = before_.find(action);
        for (const auto &earlier : waits != before_.end() ? waits->second : std::set<Action>{}) {
            auto total = actions_.count(earlier) != 0 ? end(earlier) + span_.at(action) : Milliseconds::zero();
            if (total > way.end) {
                way.end = total;
                way.before = earlier;
            }
        }
        ways_[action] = way;
        return way.end;
    }

    std::optional<Action> before(const Action &action) const { return ways_.at(action).before; }
    bool circle() const { return circle_; }

private:
    struct Way {
        Milliseconds end{0};
        std::optional<Action> before;
        bool settled = false;
    };
    const std::set<Action> &actions_;
    const std::map<Action, std::set<Action>> &before_;
    const std::map<Action, Milliseconds> &span_;
    std::map<Action, Way> ways_;
    bool circle_ = false;
};

bool meet(const std::set<Action> &left, const std::set<Action> &right)
{
    return std::any_of(left.begin(), left.end(), [&right](const auto &action) { return right.count(action) != 0; });
}

} // namespace

StopOrder::Chain StopOrder::longest_chain(const std::set<Action> &actions) const
{
    LongestWay ways(actions, before_, span_);
    std::optional<Action> last;
    auto latest = Milliseconds::zero();
    for (const auto &action : actions) {
        auto end = ways.end(action);
        if (!last || end > latest) {
            last = action;
            latest = end;
        }
    }
    bool in_turn = std::any_of(serialized_.begin(), serialized_.end(), [&actions](const auto &pair) {
        return meet(pair.first, actions) && meet(pair.second, actions);
    });
    Chain chain;
    auto add = [&](const Action &action) {
        chain.steps.emplace_back(action, span_.at(action));
        chain.total += span_.at(action);
    };
    if (in_turn || ways.circle()) {
        std::for_each(actions.begin(), actions.end(), add);
        return chain;
    }
    for (auto action = last; action; action = ways.before(*action)) {
        add(*action);
    }
    std::reverse(chain.steps.begin(), chain.steps.end());
    return chain;
}

} // namespace cluster
