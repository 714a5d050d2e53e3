#include "ipc/server.hh"

namespace ipc {

class Server::Implementation {};

Server::Server(loop::Loop &, Handler) : implementation_(std::make_unique<Implementation>()) {}

Server::~Server() = default;

} // namespace ipc
