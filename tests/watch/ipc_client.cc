// A client of booth-helperd, well-behaved or not, for the tests of the IPC.
#include "base/deleter.hh"
#include "base/failure.hh"
#include "base/fd.hh"
#include "base/file.hh"
#include "ipc/client.hh"

#include <poll.h>
#include <qb/qbipcc.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <map>
#include <string>
#include <vector>

namespace {

using base::Clock;
using base::Milliseconds;

ipc::Command command_of(const std::string &word)
{
    static const std::map<std::string, ipc::Command> commands{{"watch", ipc::Command::watch},
                                                              {"unwatch", ipc::Command::unwatch},
                                                              {"verdict", ipc::Command::verdict},
                                                              {"status", ipc::Command::status}};
    return commands.at(word);
}

// Asks as booth-helper does, and prints the answer.
int ask(const std::string &command, const std::string &resource)
{
    try {
        auto record = ipc::ask(command_of(command), resource, base::Deadline::after(ipc::patience));
        std::fputs(record ? base::format_record(*record).c_str() : "no such watch\n", stdout);
        return 0;
    } catch (const base::Failure &failure) {
        std::printf("%s\n", failure.what());
        return 1;
    }
}

sockaddr_un service_address(socklen_t &size)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strcpy(address.sun_path + 1, ipc::service_name);
    size = sizeof address; // as libqb does: the whole of it is the name
    return address;
}

base::Fd open_stream()
{
    return base::Fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
}

bool is_closed(int fd)
{
    pollfd entry{fd, POLLIN, 0};
    char byte = 0;
    return ::poll(&entry, 1, 0) > 0 && ::recv(fd, &byte, 1, MSG_DONTWAIT | MSG_PEEK) <= 0;
}

// Keeps many connections open that say nothing, or half a handshake, for some seconds; says how many were
// begun, and how many were still open in the end.
int stall(int wanted, int seconds, bool half)
{
    rlimit limit{8192, 8192};
    ::setrlimit(RLIMIT_NOFILE, &limit);
    auto end = base::Deadline::after(Milliseconds(seconds * 1000));
    std::vector<base::Fd> held;
    socklen_t size = 0;
    auto address = service_address(size);
    int begun = 0;
    while (begun < wanted && !end.passed()) {
        auto fd = open_stream();
        if (::connect(fd.get(), reinterpret_cast<const sockaddr *>(&address), size) < 0) {
            base::pause(Milliseconds(1), end);
            continue;
        }
        if (half) {
            (void)!::send(fd.get(), "\xff\xff\xff\xff", 4, MSG_NOSIGNAL);
        }
        ++begun;
        held.push_back(std::move(fd));
    }
    base::pause(end.left(), end);
    int open = 0;
    for (const auto &fd : held) {
        open += is_closed(fd.get()) ? 0 : 1;
    }
    std::printf("begun %d open %d\n", begun, open);
    return 0;
}

// Whether the daemon hangs up at once on a connection that says nothing, and does not give it the time of a handshake.
int hangs_up()
{
    socklen_t size = 0;
    auto address = service_address(size);
    auto fd = open_stream();
    if (::connect(fd.get(), reinterpret_cast<const sockaddr *>(&address), size) < 0) {
        return 2;
    }
    return base::wait_ready(fd.get(), POLLIN, base::Deadline::after(Milliseconds(500))) && is_closed(fd.get()) ? 0 : 1;
}

using Connection = base::Owned<qb_ipcc_connection_t, qb_ipcc_disconnect>;

Connection connect_by_libqb()
{
    return Connection(::qb_ipcc_connect(ipc::service_name, ipc::largest_message));
}

// Sends good requests for some seconds without ever reading an answer, or reading all of them; connects anew when it
// is dropped. Says how often it was.
int flood(int seconds, bool reads)
{
    auto request = ipc::encode_request({ipc::Command::status, ""});
    std::vector<char> room(64 * 1024);
    long sent = 0;
    long dropped = 0;
    for (auto end = base::Deadline::after(Milliseconds(seconds * 1000)); !end.passed();) {
        auto connection = connect_by_libqb();
        while (connection && !end.passed()) {
            auto result = ::qb_ipcc_send(connection.get(), request.data(), request.size());
            sent += result > 0 ? 1 : 0;
            auto got = reads && result > 0 ? ::qb_ipcc_recv(connection.get(), room.data(), room.size(), 100) : 0;
            if ((result < 0 && result != -EAGAIN) || got < 0 || ::qb_ipcc_is_connected(connection.get()) == 0) {
                ++dropped;
                break;
            }
        }
    }
    std::printf("sent %ld dropped %ld\n", sent, dropped);
    return 0;
}

// The client's datagram socket, which libqb does not tell.
int request_socket()
{
    for (int fd = 3; fd < 64; ++fd) {
        sockaddr_un name{};
        socklen_t size = sizeof name;
        bool found = ::getsockname(fd, reinterpret_cast<sockaddr *>(&name), &size) == 0 &&
                     std::strstr(name.sun_path + 1, "-response") != nullptr;
        if (found) {
            return fd;
        }
    }
    return -1;
}

bool ends_soon(qb_ipcc_connection_t *connection)
{
    for (auto end = base::Deadline::after(Milliseconds(2000)); !end.passed(); base::pause(Milliseconds(1), end)) {
        if (::qb_ipcc_is_connected(connection) == 0) {
            return true;
        }
    }
    return false;
}

// Cuts off the file that libqb shares between client and daemon, and goes on asking.
int truncate_shared_file()
{
    auto connection = connect_by_libqb();
    auto maps = base::read_file("/proc/self/maps", 1 << 20).value_or("");
    auto start = maps.find("/dev/shm/qb-");
    if (!connection || start == std::string::npos) {
        return 2;
    }
    auto path = maps.substr(start, maps.find('\n', start) - start);
    auto request = ipc::encode_request({ipc::Command::status, ""});
    auto fd = request_socket();
    bool cut = ::truncate(path.c_str(), 0) == 0;
    bool sent = ::send(fd, request.data(), request.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(request.size());
    bool answered = base::wait_ready(fd, POLLIN, base::Deadline::after(Milliseconds(2000)));
    std::printf("cut %d sent %d answered %d\n", cut, sent, answered);
    std::fflush(stdout);
    ::_exit(cut && sent && answered ? 0 : 1); // libqb's own end would touch the page
}

// One message of this size, with a header that says another one, on its own connection; whether the daemon ends that.
bool is_dropped(std::size_t size, std::int32_t claimed, std::int32_t id)
{
    auto connection = connect_by_libqb();
    if (!connection) {
        return false;
    }
    std::string bytes(size, '\xa5');
    qb_ipc_request_header header{};
    header.id = id;
    header.size = claimed;
    std::memcpy(bytes.data(), &header, std::min(sizeof header, size));
    // Past libqb, which would not send what is too large.
    if (::send(request_socket(), bytes.data(), bytes.size(), MSG_NOSIGNAL) < 0) {
        return false;
    }
    return ends_soon(connection.get());
}

int garbage()
{
    int kept = 0;
    int tried = 0;
    auto attempt = [&](std::size_t size, std::int32_t claimed, std::int32_t id) {
        ++tried;
        if (!is_dropped(size, claimed, id)) {
            ++kept;
            std::printf("not dropped: %zu bytes that claim %d, id %d\n", size, claimed, id);
        }
    };
    const std::vector<std::size_t> sizes{1, 4, 8, 15, 16, 17, 24, 100, 4096, 16384, 16385, 150000};
    for (auto size : sizes) {
        auto honest = static_cast<std::int32_t>(size);
        for (auto claimed : {honest, 0, -1, honest - 1, honest + 1, INT32_MAX, INT32_MIN}) {
            attempt(size, claimed, 3);
        }
        attempt(size, honest, 0);
        attempt(size, honest, INT32_MAX);
    }
    std::printf("tried %d kept %d\n", tried, kept);
    return kept == 0 ? 0 : 1;
}

// Holds the daemon's name, as any user can, and answers nobody.
int hold(int seconds)
{
    socklen_t size = 0;
    auto address = service_address(size);
    auto fd = open_stream();
    if (::bind(fd.get(), reinterpret_cast<const sockaddr *>(&address), size) < 0 || ::listen(fd.get(), 8) < 0) {
        std::perror("bind");
        return 1;
    }
    std::puts("ready");
    std::fflush(stdout);
    base::pause(Milliseconds(seconds * 1000), base::Deadline::after(Milliseconds(seconds * 1000)));
    return 0;
}

int run(const std::vector<std::string> &words)
{
    const auto &what = words.at(0);
    auto number = [&](std::size_t index) { return std::stoi(words.at(index)); };
    if (what == "ask") {
        return ask(words.at(1), words.at(2));
    }
    if (what == "stall" || what == "half") {
        return stall(number(1), number(2), what == "half");
    }
    if (what == "flood" || what == "deaf") {
        return flood(number(1), what == "flood");
    }
    if (what == "hangs-up") {
        return hangs_up();
    }
    if (what == "garbage") {
        return garbage();
    }
    if (what == "truncate") {
        return truncate_shared_file();
    }
    return what == "hold" ? hold(number(1)) : 2;
}

} // namespace

int main(int argc, char *argv[])
{
    try {
        return run({argv + 1, argv + argc});
    } catch (const std::exception &error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 2;
    }
}
