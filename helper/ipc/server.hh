// booth-helperd's end of the IPC.
#pragma once

#include "ipc/protocol.hh"
#include "loop/loop.hh"

#include <functional>
#include <memory>

namespace ipc {

// Serves requests until it is destroyed. Lets in root, hacluster and members of the group haclient, the
// last for reading only, and nobody else. Who stalls or floods is dropped.
class Server {
public:
    // Answers one request that has passed all checks.
    using Handler = std::function<Response(const Request &request)>;

    // Errors: Failure, also when another daemon serves under this name.
    Server(loop::Loop &loop, Handler handler);
    Server(const Server &) = delete;
    Server &operator=(const Server &) = delete;
    ~Server();

    class Implementation;

private:
    std::unique_ptr<Implementation> implementation_;
};

} // namespace ipc
