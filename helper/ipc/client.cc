#include "ipc/client.hh"

#include "base/deleter.hh"
#include "base/failure.hh"
#include "base/fd.hh"
#include "base/log.hh"
#include "ipc/peer.hh"

#include <poll.h>
#include <qb/qbipcc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <vector>

namespace ipc {

using base::ExitCode;
using base::Failure;
using base::Milliseconds;

namespace {

using Connection = base::Owned<qb_ipcc_connection_t, qb_ipcc_disconnect>;

// While more clients wait than the daemon's socket takes, connect(2) says so at once.
constexpr Milliseconds retry_interval{2};

Failure away()
{
    return {ExitCode::degraded, "booth-helperd does not run, so that a failure is noticed by the next monitor only; "
                                "run: systemctl start booth-helperd"};
}

Failure silent()
{
    return {ExitCode::degraded, "booth-helperd does not answer within 0.5 s; run: systemctl restart booth-helperd"};
}

Failure refused()
{
    return {ExitCode::degraded, "booth-helperd refuses user id " + std::to_string(::geteuid()) +
                                    ": run this as root or hacluster, or, to read, as a member of the group haclient"};
}

// The daemon hangs up on strangers, and on who exceeds its limits.
Failure hung_up()
{
    std::vector<gid_t> groups(static_cast<std::size_t>(std::max(::getgroups(0, nullptr), 0)));
    groups.resize(static_cast<std::size_t>(std::max(::getgroups(static_cast<int>(groups.size()), groups.data()), 0)));
    Peer self{::geteuid(), ::getegid(), groups, ::getpid()};
    if (access_of(self, find_accounts()) == Access::none) {
        return refused();
    }
    return {ExitCode::degraded, "booth-helperd ended the connection: it has too many, or is about to end itself; "
                                "if this stays, run: systemctl restart booth-helperd"};
}

Failure foreign(const Peer &peer)
{
    return {ExitCode::degraded, "the socket of booth-helperd is held by process " + std::to_string(peer.pid) +
                                    " of user id " + std::to_string(peer.uid) +
                                    ", which is not believed; end it and run: systemctl restart booth-helperd"};
}

Failure strange()
{
    return {ExitCode::degraded,
            "booth-helperd answers in another protocol; run, of the same version: systemctl restart booth-helperd"};
}

// Why libqb gave up, by errno(3).
Failure lost(int error)
{
    switch (error) {
    case ECONNREFUSED: return away();
    case EAGAIN:
    case ETIMEDOUT: return silent();
    case EACCES: return refused();
    case ECONNRESET:
    case EPIPE:
    case ESHUTDOWN:
    case ENOTCONN: return hung_up();
    default: return base::system_failure("cannot speak with booth-helperd", error, ExitCode::degraded);
    }
}

// Begins to connect; libqb frees what it made when that fails.
qb_ipcc_connection_t *begin(int &fd, const base::Deadline &deadline)
{
    for (;;) {
        if (auto *connection = ::qb_ipcc_connect_async(service_name, largest_message, &fd)) {
            return connection;
        }
        if (errno != EAGAIN || deadline.passed()) {
            throw lost(errno);
        }
        base::pause(retry_interval, deadline);
    }
}

// The name is an abstract socket's: whoever was first has it. So the other side's user is checked before libqb goes
// on and opens, maps and writes to a file that the other side names.
void check_server(int fd)
{
    auto peer = peer_of(fd);
    if (!peer) {
        throw base::system_failure("cannot tell who serves as booth-helperd", ExitCode::degraded);
    }
    if (!is_trusted_server(peer->uid)) {
        throw foreign(*peer);
    }
}

Connection connect(const base::Deadline &deadline)
{
    base::prepare_log();
    int fd = -1;
    Connection connection(begin(fd, deadline));
    base::Fd socket(fd);
    check_server(fd);
    if (!base::wait_ready(fd, POLLIN, deadline)) {
        throw silent();
    }
    // From here on libqb closes and frees it when this fails.
    socket.release();
    auto *raw = connection.release();
    int result = ::qb_ipcc_connect_continue(raw);
    if (result != 0) {
        throw lost(std::abs(result));
    }
    return Connection(raw);
}

// Room for an answer. libqb reads as many bytes as the message's own header says, which need not be fewer than
// it was given room for, so that what follows the room is not to be written to: such a read ends with EFAULT.
class Room {
public:
    Room() : start_(::mmap(nullptr, reach, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0))
    {
        if (start_ == MAP_FAILED || ::mprotect(start_, room, PROT_READ | PROT_WRITE) < 0) {
            throw base::system_failure("no memory for an answer", ExitCode::degraded);
        }
    }
    Room(const Room &) = delete;
    Room &operator=(const Room &) = delete;
    ~Room() { ::munmap(start_, reach); }

    void *start() const { return start_; }

private:
    // More than a header can say.
    static constexpr std::size_t reach = std::size_t{1} << 31;
    static constexpr std::size_t room = (largest_message + 0xffff) & ~std::size_t{0xffff}; // whole pages
    void *start_;
};

void send(qb_ipcc_connection_t *connection, const std::string &bytes, const base::Deadline &deadline)
{
    for (;;) {
        auto sent = ::qb_ipcc_send(connection, bytes.data(), bytes.size());
        if (sent == static_cast<ssize_t>(bytes.size())) {
            return;
        }
        if (sent != -EAGAIN || deadline.passed()) {
            throw lost(sent < 0 ? static_cast<int>(-sent) : EMSGSIZE);
        }
        base::pause(retry_interval, deadline);
    }
}

Response receive(qb_ipcc_connection_t *connection, Command command, const base::Deadline &deadline)
{
    Room room;
    auto left = static_cast<std::int32_t>(deadline.left().count());
    auto size = ::qb_ipcc_recv(connection, room.start(), largest_message, left);
    if (size < 0) {
        throw lost(static_cast<int>(-size));
    }
    auto response = decode_response(command, room.start(), static_cast<std::size_t>(size));
    if (!response) {
        throw strange();
    }
    return *response;
}

} // namespace

std::optional<base::Record> ask(Command command, const std::string &resource, const base::Deadline &deadline)
{
    auto until = deadline.within(patience);
    auto request = encode_request({command, resource});
    auto connection = connect(until);
    send(connection.get(), request, until);
    auto response = receive(connection.get(), command, until);
    switch (response.error) {
    case 0: return response.record;
    case ENOENT: return std::nullopt;
    default: throw lost(response.error);
    }
}

} // namespace ipc
