#include "ipc/server.hh"

#include "base/failure.hh"
#include "base/log.hh"
#include "ipc/gate.hh"
#include "ipc/shared_page.hh"

#include <qb/qbipcs.h>
#include <qb/qbloop.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdint>

namespace ipc {

using base::ExitCode;
using base::Failure;

namespace {

Failure cannot_serve(int error)
{
    if (error == EADDRINUSE) {
        return {ExitCode::error, "another process serves as " + std::string(service_name) +
                                     " already; end it first (ss -xlp shows it)"};
    }
    return base::system_failure("cannot serve requests", error);
}

} // namespace

class Server::Implementation {
public:
    Implementation(loop::Loop &loop, Handler handler);
    Implementation(const Implementation &) = delete;
    Implementation &operator=(const Implementation &) = delete;
    ~Implementation();

    loop::Loop &loop() { return loop_; }
    Gate &gate() { return gate_; }

    std::int32_t accept(qb_ipcs_connection_t *connection, uid_t uid);
    void process(const void *bytes, std::size_t size);

private:
    void create();
    Response answer(const Request &request);

    loop::Loop &loop_;
    Handler handler_;
    Accounts accounts_ = find_accounts();
    Gate gate_;
    qb_ipcs_service_t *service_ = nullptr;
};

namespace {

// libqb's poll handlers have no argument of ours.
Server::Implementation *server = nullptr;

// Runs what libqb calls back: no exception crosses into it.
template <typename Action> std::int32_t guarded_call(Action action) noexcept
{
    std::int32_t result = -EIO;
    loop::guarded("the IPC server", [&] { result = action(); });
    return result;
}

std::int32_t add_job(qb_loop_priority priority, void *data, qb_loop_job_dispatch_fn job)
{
    return qb_loop_job_add(server->loop().raw(), priority, data, job);
}

std::int32_t add_descriptor(qb_loop_priority, std::int32_t fd, std::int32_t events, void *data,
                            qb_ipcs_dispatch_fn_t dispatch)
{
    return guarded_call([&] { return server->gate().add(fd, events, data, dispatch); });
}

std::int32_t modify_descriptor(qb_loop_priority, std::int32_t fd, std::int32_t events, void *, qb_ipcs_dispatch_fn_t)
{
    return guarded_call([&] { return server->gate().modify(fd, events); });
}

std::int32_t remove_descriptor(std::int32_t fd)
{
    return guarded_call([&] { return server->gate().remove(fd); });
}

std::int32_t accept_connection(qb_ipcs_connection_t *connection, uid_t uid, gid_t)
{
    return guarded_call([&] { return server->accept(connection, uid); });
}

std::int32_t process_message(qb_ipcs_connection_t *, void *data, std::size_t size)
{
    return guarded_call([&] {
        server->process(data, size);
        return 0;
    });
}

} // namespace

Server::Implementation::Implementation(loop::Loop &loop, Handler handler)
    : loop_(loop), handler_(std::move(handler)), gate_(loop, accounts_)
{
    if (server != nullptr) {
        throw Failure(ExitCode::error, "a process serves requests once only");
    }
    server = this;
    try {
        create();
    } catch (...) {
        server = nullptr;
        throw;
    }
}

Server::Implementation::~Implementation()
{
    gate_.close_newcomers();
    qb_ipcs_destroy(service_);
    server = nullptr;
}

void Server::Implementation::create()
{
    survive_truncation();
    qb_ipcs_service_handlers handlers{};
    handlers.connection_accept = accept_connection;
    handlers.msg_process = process_message;
    qb_ipcs_poll_handlers descriptors{add_job, add_descriptor, modify_descriptor, remove_descriptor};
    service_ = qb_ipcs_create(service_name, 0, QB_IPC_SOCKET, &handlers);
    if (service_ == nullptr) {
        throw cannot_serve(ENOMEM);
    }
    qb_ipcs_poll_handlers_set(service_, &descriptors);
    // Low: one message of a client, and then whatever has more urgency.
    qb_ipcs_request_rate_limit(service_, QB_IPCS_RATE_SLOW);
    qb_ipcs_enforce_buffer_size(service_, largest_message);
    int result = qb_ipcs_run(service_);
    if (result < 0) {
        // libqb has freed it.
        service_ = nullptr;
        throw cannot_serve(-result);
    }
}

// uid is that of who sent the handshake; the gate has looked at who connected.
std::int32_t Server::Implementation::accept(qb_ipcs_connection_t *connection, uid_t uid)
{
    bool same = uid == gate_.peer().uid && gate_.access() != Access::none;
    // The client says how much memory libqb is to set aside for it.
    bool modest = qb_ipcs_connection_get_buffer_size(connection) == static_cast<std::int32_t>(largest_message);
    if (!same || !modest) {
        return -EACCES;
    }
    // The daemon is not root and cannot give the connection's file to the client, but to the group.
    qb_ipcs_connection_auth_set(connection, static_cast<uid_t>(-1), accounts_.haclient.value_or(static_cast<gid_t>(-1)),
                                S_IRUSR | S_IWUSR | S_IRGRP | S_IWGRP);
    return 0;
}

void Server::Implementation::process(const void *bytes, std::size_t size)
{
    auto request = decode_request(bytes, size);
    if (!request) {
        gate_.drop();
        return;
    }
    gate_.reply(encode_response(request->command, answer(*request)));
}

Response Server::Implementation::answer(const Request &request)
{
    if (changes(request.command) && gate_.access() != Access::change) {
        return {EACCES, {}};
    }
    Response response{EIO, {}};
    loop::guarded("a request", [&] { response = handler_(request); });
    return response;
}

Server::Server(loop::Loop &loop, Handler handler)
    : implementation_(std::make_unique<Implementation>(loop, std::move(handler)))
{
}

Server::~Server() = default;

} // namespace ipc
