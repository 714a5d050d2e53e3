#include "cluster/configuration.hh"

#include "base/number.hh"

#include <strings.h>

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace cluster {

using base::Milliseconds;

namespace {

// Pacemaker's own (PCMK_DEFAULT_ACTION_TIMEOUT_MS).
constexpr Milliseconds usual_timeout{20000};
constexpr std::int64_t longest = std::int64_t{365} * 24 * 3600 * 1000;

bool starts_with(const std::string &text, const char *unit)
{
    return ::strncasecmp(text.c_str(), unit, std::char_traits<char>::length(unit)) == 0;
}

// Milliseconds in a unit as a fraction; Pacemaker looks at the beginning of the word only, and in this order.
struct Unit {
    const char *name;
    std::int64_t numerator;
    std::int64_t denominator;
};
constexpr Unit units[] = {{"ms", 1, 1}, {"us", 1, 1000}, {"s", 1000, 1}, {"m", 60000, 1}, {"h", 3600000, 1}};

bool is_resource(const xmlNode *node)
{
    return is_element(node, "primitive") || is_element(node, "group") || is_element(node, "clone") ||
           is_element(node, "master") || is_element(node, "bundle");
}

// What has several instances is meant as a whole, also by the name of what is inside.
const xmlNode *outermost(const xmlNode *resource)
{
    const xmlNode *whole = resource;
    for (const xmlNode *node = resource; node != nullptr; node = node->parent) {
        if (is_element(node, "clone") || is_element(node, "master") || is_element(node, "bundle")) {
            whole = node;
        }
    }
    return whole;
}

// Whether a rule can never hold for an operation, because it is for another one.
bool is_for_another(const xmlNode *rule, const char *operation)
{
    auto alternative = [](const xmlNode *node) { return attribute(node, "boolean-op") == "or"; };
    if (alternative(rule)) {
        return false;
    }
    auto others = children(rule, "op_expression");
    return std::any_of(others.begin(), others.end(),
                       [&](const xmlNode *node) { return attribute(node, "name") != operation; });
}

std::int64_t score_of(const xmlNode *set)
{
    auto text = attribute(set, "score");
    if (text.ends_with("INFINITY")) {
        return text[0] == '-' ? -1000000 : 1000000;
    }
    return base::parse_number<std::int64_t>(text).value_or(0);
}

Configuration::Timeout longest_of(const std::vector<std::string> &texts)
{
    Configuration::Timeout result{Milliseconds::zero(), ""};
    for (const auto &text : texts) {
        auto span = parse_timeout(text);
        bool good = span && *span > Milliseconds::zero();
        result.span = std::max(result.span, good ? *span : usual_timeout);
        result.odd = good ? result.odd : text;
    }
    return result;
}

} // namespace

std::optional<Milliseconds> parse_timeout(const std::string &text)
{
    auto start = text.find_first_not_of(" \t");
    std::int64_t number = 0;
    auto end = text.data() + text.size();
    auto [stopped, error] = std::from_chars(text.data() + std::min(start, text.size()), end, number);
    if (error == std::errc::invalid_argument || number < 0) {
        return std::nullopt;
    }
    // Pacemaker leaves out what follows a decimal point.
    std::string rest(stopped, end);
    rest.erase(0, std::min(rest.find_first_not_of("0123456789."), rest.size()));
    rest.erase(0, std::min(rest.find_first_not_of(" \t"), rest.size()));
    Unit unit{"", 1000, 1};
    if (!rest.empty()) {
        auto named = std::find_if(std::begin(units), std::end(units),
                                  [&rest](const Unit &one) { return starts_with(rest, one.name); });
        if (named == std::end(units)) {
            return std::nullopt;
        }
        unit = *named;
    }
    bool countable = error == std::errc{} && number <= longest / unit.numerator;
    return Milliseconds(countable ? number * unit.numerator / unit.denominator : longest);
}

bool is_yes(const std::string &text)
{
    static constexpr const char *words[] = {"1", "true", "on", "y", "yes"};
    return std::any_of(std::begin(words), std::end(words),
                       [&text](const char *word) { return ::strcasecmp(text.c_str(), word) == 0; });
}

std::vector<const xmlNode *> Configuration::primitives() const
{
    std::vector<const xmlNode *> all;
    // Collects and goes on: nothing is wanted.
    find(top_, [&all](const xmlNode *node) {
        if (is_element(node, "primitive")) {
            all.push_back(node);
        }
        return false;
    });
    return all;
}

const xmlNode *Configuration::by_id(const char *element, const std::string &id) const
{
    return find(top_, [&](const xmlNode *node) { return is_element(node, element) && attribute(node, "id") == id; });
}

// A set of options may stand for another one of the same kind.
const xmlNode *Configuration::target(const xmlNode *element) const
{
    auto id = attribute(element, "id-ref");
    const xmlNode *other =
        id.empty() ? nullptr : by_id(reinterpret_cast<const char *>(element->name), id);
    return other != nullptr ? other : element;
}

const xmlNode *Configuration::section(const char *element) const
{
    auto found = children(top_, element);
    return found.empty() ? nullptr : found.front();
}

const xmlNode *Configuration::template_of(const xmlNode *resource) const
{
    auto name = attribute(resource, "template");
    return name.empty() ? nullptr : by_id("template", name);
}

std::vector<const xmlNode *> Configuration::resources(const std::string &name) const
{
    auto named = [&](const xmlNode *node) { return is_resource(node) && attribute(node, "id") == name; };
    if (const xmlNode *resource = find(top_, named)) {
        return {outermost(resource)};
    }
    std::vector<const xmlNode *> all;
    for (const xmlNode *primitive : primitives()) {
        if (attribute(primitive, "template") == name) {
            all.push_back(outermost(primitive));
        }
    }
    const xmlNode *tag = by_id("tag", name);
    for (const xmlNode *member : tag != nullptr ? children(tag, "obj_ref") : std::vector<const xmlNode *>{}) {
        auto id = attribute(member, "id");
        // Tags of tags, which Pacemaker does not know, could be a circle.
        auto more = by_id("tag", id) == nullptr ? resources(id) : std::vector<const xmlNode *>{};
        all.insert(all.end(), more.begin(), more.end());
    }
    return all;
}

void Configuration::collect(Values &values, const xmlNode *owner, const char *sets, const char *name,
                            const char *operation) const
{
    std::vector<const xmlNode *> found = children(owner, sets);
    std::transform(found.begin(), found.end(), found.begin(), [this](const xmlNode *set) { return target(set); });
    std::stable_sort(found.begin(), found.end(),
                     [](const xmlNode *left, const xmlNode *right) { return score_of(left) > score_of(right); });
    for (const xmlNode *set : found) {
        auto rules = children(set, "rule");
        for (const xmlNode *pair : children(set, "nvpair")) {
            if (attribute(pair, "name") != name) {
                continue;
            }
            if (rules.empty() && values.plain.empty()) {
                values.plain = attribute(pair, "value");
            } else if (!rules.empty() && !is_for_another(rules.front(), operation)) {
                values.ruled.push_back(attribute(pair, "value"));
            }
        }
    }
}

const xmlNode *Configuration::operation(const xmlNode *resource, const char *name) const
{
    for (const xmlNode *operations : children(resource, "operations")) {
        for (const xmlNode *one : children(target(operations), "op")) {
            if (attribute(one, "name") == name &&
                parse_timeout(attribute(one, "interval")).value_or(Milliseconds::zero()) == Milliseconds::zero()) {
                return one;
            }
        }
    }
    const xmlNode *pattern = template_of(resource);
    return pattern != nullptr ? operation(pattern, name) : nullptr;
}

Configuration::Timeout Configuration::timeout(const xmlNode *primitive, const char *operation_name) const
{
    Values values;
    if (const xmlNode *one = operation(primitive, operation_name)) {
        values.plain = attribute(one, "timeout");
        if (values.plain.empty()) {
            collect(values, one, "meta_attributes", "timeout", operation_name);
            collect(values, one, "instance_attributes", "timeout", operation_name);
        }
    }
    if (values.plain.empty()) {
        auto fallback = default_timeout(operation_name);
        auto ruled = longest_of(values.ruled);
        return ruled.span > fallback.span ? ruled : fallback;
    }
    values.ruled.push_back(values.plain);
    return longest_of(values.ruled);
}

Configuration::Timeout Configuration::default_timeout(const char *operation_name) const
{
    Values values;
    if (const xmlNode *defaults = section("op_defaults")) {
        collect(values, defaults, "meta_attributes", "timeout", operation_name);
    }
    values.ruled.push_back(values.plain.empty() ? "20s" : values.plain);
    return longest_of(values.ruled);
}

std::string Configuration::meta(const xmlNode *resource, const char *name) const
{
    Values values;
    for (const xmlNode *node = resource; node != nullptr && is_resource(node); node = node->parent) {
        collect(values, node, "meta_attributes", name, "");
        if (const xmlNode *pattern = template_of(node)) {
            collect(values, pattern, "meta_attributes", name, "");
        }
    }
    if (const xmlNode *defaults = section("rsc_defaults")) {
        collect(values, defaults, "meta_attributes", name, "");
    }
    return values.plain;
}

std::string Configuration::property(const char *name) const
{
    Values values;
    if (const xmlNode *config = section("crm_config")) {
        collect(values, config, "cluster_property_set", name, "");
    }
    return values.plain;
}

std::size_t Configuration::node_count() const
{
    const xmlNode *nodes = section("nodes");
    return nodes != nullptr ? children(nodes, "node").size() : 0;
}

} // namespace cluster
