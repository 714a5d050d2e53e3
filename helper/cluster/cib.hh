// The cluster's information base (CIB), by Pacemaker's own library.
#pragma once

#include "base/failure.hh"
#include "cluster/xml.hh"

#include <memory>
#include <string>

struct cib_s;

namespace cluster {

// What the CIB manager said no with, by Pacemaker's numbers (pcmk_ok is 0).
class CibFailure : public base::Failure {
public:
    CibFailure(const std::string &what, int code);
    int number() const { return number_; }
    // Nobody answered; otherwise the CIB manager did, and refused.
    bool unreachable() const;

private:
    int number_;
};

// XML that Pacemaker's library has made. It hangs data of its own on every node, which libxml2 would leave behind.
struct FreeReply {
    void operator()(xmlNode *node) const noexcept;
};
using Reply = std::unique_ptr<xmlNode, FreeReply>;

// A connection to the CIB manager of this node. Every call blocks as long as that does: run it where a deadline
// can end it. Errors: CibFailure.
class Cib {
public:
    enum class Access { read, write };
    explicit Cib(Access access);

    // What path (XPath) names as this node has it; nothing when there is no such element.
    Reply query(const std::string &path);

    // Sets the attributes of change at the element that path (XPath) names, which must be of the same name and
    // id. The search and the change are one operation, which every CIB manager of the cluster does in the same
    // order (corosync's CPG): of several that ask for the same, one finds the element as it was. False when
    // path finds nothing.
    bool modify(const std::string &path, xmlNode *change);

    // Calls changed with every change of the CIB, and lost when the connection has ended, from glib's main loop.
    // Pacemaker hands no object of the caller's back: both are plain functions.
    void follow(void (*changed)(const char *event, xmlNode *message), void (*lost)(void *));

private:
    struct SignOff {
        void operator()(cib_s *connection) const noexcept;
    };
    std::unique_ptr<cib_s, SignOff> connection_;
};

// /cib/configuration as this node has it. Blocks as Cib does. Errors: Failure when the cluster does not run here
// or refuses.
Reply query_configuration();

} // namespace cluster
