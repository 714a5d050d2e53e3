#include "cluster/cib.hh"

#include <crm/cib.h>
#include <crm/common/results.h>
#include <crm/common/xml.h>

#include <cerrno>

namespace cluster {

namespace {

// Pacemaker names it in a public header up to 2.1 only.
constexpr char diff_event[] = "cib_diff_notify";

void check(const char *what, int code)
{
    if (code != pcmk_ok) {
        throw CibFailure(what, code);
    }
}

} // namespace

void FreeReply::operator()(xmlNode *node) const noexcept
{
    free_xml(node);
}

CibFailure::CibFailure(const std::string &what, int code)
    : Failure(base::ExitCode::error, what + ": " + pcmk_strerror(code)), number_(code)
{
}

bool CibFailure::unreachable() const
{
    switch (number_) {
    case -ENOTCONN:
    case -ECOMM:
    case -ECONNREFUSED:
    case -ENOMSG:
    case -EPROTO:
    case -ETIME:
    case -ETIMEDOUT:
    case -EALREADY:
    case -EAGAIN: return true;
    default: return false;
    }
}

void Cib::SignOff::operator()(cib_s *connection) const noexcept
{
    connection->cmds->signoff(connection);
    cib_delete(connection);
}

Cib::Cib(Access access) : connection_(cib_new())
{
    if (!connection_) {
        throw CibFailure("cannot create a connection to the CIB", -ENOMEM);
    }
    auto kind = access == Access::write ? cib_command : cib_query;
    check("Pacemaker does not run on this node, or its CIB manager does not let this user in",
          connection_->cmds->signon(connection_.get(), "booth-agents", kind));
}

Reply Cib::query(const std::string &path)
{
    xmlNode *found = nullptr;
    int code = connection_->cmds->query(connection_.get(), path.c_str(), &found, cib_xpath | cib_sync_call);
    Reply owner(found);
    if (code == -ENXIO) {
        return nullptr;
    }
    check("cannot read the CIB", code);
    return owner;
}

bool Cib::modify(const std::string &path, xmlNode *change)
{
    int code = connection_->cmds->modify(connection_.get(), path.c_str(), change, cib_xpath | cib_sync_call);
    if (code == -ENXIO) {
        return false;
    }
    check("cannot change the CIB", code);
    return true;
}

void Cib::follow(void (*changed)(const char *event, xmlNode *message), void (*lost)(void *))
{
    check("cannot follow the CIB", connection_->cmds->set_connection_dnotify(connection_.get(), lost));
    check("cannot follow the CIB", connection_->cmds->add_notify_callback(connection_.get(), diff_event, changed));
}

Reply query_configuration()
{
    auto configuration = Cib(Cib::Access::read).query("/cib/configuration");
    if (!configuration) {
        throw CibFailure("cannot read the CIB", -ENXIO);
    }
    return configuration;
}

} // namespace cluster
