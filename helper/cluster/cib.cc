#include "cluster/cib.hh"

#include "base/failure.hh"

#include <crm/cib.h>
#include <crm/common/results.h>

namespace cluster {

namespace {

struct SignOff {
    void operator()(cib_t *connection) const noexcept
    {
        connection->cmds->signoff(connection);
        cib_delete(connection);
    }
};

base::Failure cib_failure(const char *what, int code)
{
    return {base::ExitCode::error, std::string(what) + ": " + pcmk_strerror(code)};
}

} // namespace

Xml query_configuration()
{
    std::unique_ptr<cib_t, SignOff> connection(cib_new());
    if (!connection) {
        throw base::Failure(base::ExitCode::error, "cannot create a connection to the CIB");
    }
    int code = connection->cmds->signon(connection.get(), "booth-agents", cib_query);
    if (code != pcmk_ok) {
        throw cib_failure("cannot connect to the CIB", code);
    }
    xmlNode *configuration = nullptr;
    code = connection->cmds->query(connection.get(), "configuration", &configuration, cib_sync_call);
    if (code != pcmk_ok || configuration == nullptr) {
        throw cib_failure("cannot read the CIB", code);
    }
    return Xml(configuration);
}

} // namespace cluster
