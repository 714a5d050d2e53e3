// The cluster's configuration as Pacemaker takes it: resources, what refers to them, their options and timeouts.
#pragma once

#include "base/deadline.hh"
#include "cluster/xml.hh"

#include <optional>
#include <string>
#include <vector>

namespace cluster {

// The timeout of an operation as Pacemaker reads it (lib/common/strings.c: crm_get_msec): whole units of us, ms, s,
// m or min, h; a bare number is seconds. Nothing for what Pacemaker does not take, ISO 8601 with it; a time that
// is too long to count is cut to a year.
std::optional<base::Milliseconds> parse_timeout(const std::string &text);

// As Pacemaker reads a boolean: 1, true, on, y, yes.
bool is_yes(const std::string &text);

class Configuration {
public:
    // top is the CIB's configuration element, which must outlive this.
    explicit Configuration(const xmlNode *top) : top_(top) {}

    const xmlNode *top() const { return top_; }

    // Every primitive, in document order. Templates are none.
    std::vector<const xmlNode *> primitives() const;

    // The resources that a constraint means by a name: a primitive, group, clone or bundle, the clone or bundle
    // around it, or those of a template or tag. Empty when there are none.
    std::vector<const xmlNode *> resources(const std::string &name) const;

    // How long Pacemaker lets a stop or demote of a primitive take: the operation of the primitive or its template,
    // the defaults of operations, 20 s. Of times that depend on a rule, the longest counts. What is no time counts
    // as 20 s, as Pacemaker has it, and is in odd.
    struct Timeout {
        base::Milliseconds span;
        std::string odd;
    };
    Timeout timeout(const xmlNode *primitive, const char *operation) const;

    // The timeout of an operation that nobody has configured.
    Timeout default_timeout(const char *operation) const;

    // A meta attribute of a resource, from itself, its template, what it is in, or the defaults of resources;
    // empty when it is nowhere. What depends on a rule is left out.
    std::string meta(const xmlNode *resource, const char *name) const;

    // An option of the cluster; empty when it is not set.
    std::string property(const char *name) const;

    // How many nodes are configured.
    std::size_t node_count() const;

private:
    struct Values {
        std::string plain;              // the value that needs no rule; empty if there is none
        std::vector<std::string> ruled; // those that may be there instead
    };

    const xmlNode *by_id(const char *element, const std::string &id) const;
    const xmlNode *target(const xmlNode *element) const;
    const xmlNode *template_of(const xmlNode *resource) const;
    const xmlNode *section(const char *element) const;
    const xmlNode *operation(const xmlNode *resource, const char *name) const;
    void collect(Values &values, const xmlNode *owner, const char *sets, const char *name,
                 const char *operation) const;

    const xmlNode *top_;
};

} // namespace cluster
