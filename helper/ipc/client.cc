#include "ipc/client.hh"

namespace ipc {

base::Record ask(Command, const std::string &, const base::Deadline &)
{
    return {};
}

} // namespace ipc
