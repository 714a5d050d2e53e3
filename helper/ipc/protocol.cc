#include "ipc/protocol.hh"

namespace ipc {

bool changes(Command command)
{
    return command == Command::watch || command == Command::unwatch;
}

} // namespace ipc
