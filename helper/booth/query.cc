#include "booth/query.hh"

#include "base/failure.hh"
#include "base/fd.hh"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <chrono>
#include <cstring>

namespace booth {

using base::Deadline;

namespace {

// A ticket's line has about 200 bytes: this is room for thousands.
constexpr std::size_t largest_answer = 1024 * 1024;

// Ends a query early, inside this file.
struct Ended {
    Outcome outcome;
    std::string detail;
};

Ended system_ended(const char *what)
{
    int error = errno;
    auto outcome = error == ECONNREFUSED ? Outcome::refused
                   : error == ECONNRESET || error == EPIPE ? Outcome::closed_early
                                                           : Outcome::unreachable;
    return {outcome, std::string(what) + ": " + std::strerror(error)};
}

struct SocketAddress {
    sockaddr_storage storage{};
    socklen_t size = 0;
};

SocketAddress parse_address(const std::string &address, std::uint16_t port)
{
    SocketAddress result;
    sockaddr_in v4{};
    sockaddr_in6 v6{};
    if (::inet_pton(AF_INET, address.c_str(), &v4.sin_addr) > 0) {
        v4.sin_family = AF_INET;
        v4.sin_port = htons(port);
        std::memcpy(&result.storage, &v4, sizeof v4);
        result.size = sizeof v4;
    } else if (::inet_pton(AF_INET6, address.c_str(), &v6.sin6_addr) > 0) {
        v6.sin6_family = AF_INET6;
        v6.sin6_port = htons(port);
        std::memcpy(&result.storage, &v6, sizeof v6);
        result.size = sizeof v6;
    } else {
        throw Ended{Outcome::unreachable, base::printable(address) + " is no IP address"};
    }
    return result;
}

void wait(int fd, short events, const Deadline &deadline)
{
    if (!base::wait_ready(fd, events, deadline)) {
        throw Ended{Outcome::no_answer, {}};
    }
}

base::Fd connect_to(const SocketAddress &to, const Deadline &deadline)
{
    base::Fd fd(::socket(to.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!fd) {
        throw system_ended("socket");
    }
    if (::connect(fd.get(), reinterpret_cast<const sockaddr *>(&to.storage), to.size) < 0) {
        if (errno != EINPROGRESS) {
            throw system_ended("connect");
        }
        wait(fd.get(), POLLOUT, deadline);
        int error = 0;
        socklen_t size = sizeof error;
        if (::getsockopt(fd.get(), SOL_SOCKET, SO_ERROR, &error, &size) < 0 || (errno = error) != 0) {
            throw system_ended("connect");
        }
    }
    return fd;
}

void send_all(int fd, std::string_view bytes, const Deadline &deadline)
{
    while (!bytes.empty()) {
        ssize_t put = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (put >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(put));
        } else if (errno == EAGAIN) {
            wait(fd, POLLOUT, deadline);
        } else if (errno != EINTR) {
            throw system_ended("send");
        }
    }
}

// Grows bytes to size.
void receive_up_to(int fd, std::string &bytes, std::size_t size, const Deadline &deadline)
{
    char buffer[4096];
    while (bytes.size() < size) {
        wait(fd, POLLIN, deadline);
        ssize_t got = ::recv(fd, buffer, std::min(sizeof buffer, size - bytes.size()), 0);
        if (got == 0) {
            throw Ended{Outcome::closed_early, "after " + std::to_string(bytes.size()) + " bytes"};
        }
        if (got > 0) {
            bytes.append(buffer, static_cast<std::size_t>(got));
        } else if (errno != EINTR && errno != EAGAIN) {
            throw system_ended("receive");
        }
    }
}

std::int64_t wall_clock()
{
    auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
}

WireTime wire_time()
{
    auto now = wall_clock();
    return {static_cast<std::uint32_t>(now / 1000000), static_cast<std::uint32_t>(now % 1000000)};
}

std::string result_name(std::uint32_t result)
{
    std::string name;
    for (int shift = 24; shift >= 0; shift -= 8) {
        name += static_cast<char>(result >> shift & 0xff);
    }
    return base::printable(name);
}

// Judges a whole message: its first bytes are the header, with the trailer behind it if it is authenticated.
void check_message(const Header &header, std::string_view bytes, const std::string &key)
{
    if (header.result == result_auth) {
        throw Ended{Outcome::wrong_key, "it refuses the key of this node"};
    }
    if (!key.empty() && !header.authenticated()) {
        throw Ended{Outcome::unauthenticated, {}};
    }
    if (!key.empty() &&
        !is_authentic(bytes.substr(0, header_size), bytes.substr(header_size, trailer_size), key)) {
        throw Ended{Outcome::wrong_key, "its answer is not signed with the key of this node"};
    }
    if (header.result != result_ok || header.command != static_cast<std::uint32_t>(Command::list_reply)) {
        throw Ended{Outcome::rejected, "result " + result_name(header.result)};
    }
}

Answer read_answer(int fd, const std::string &key, const Deadline &deadline)
{
    std::string bytes;
    receive_up_to(fd, bytes, header_size, deadline);
    auto header = decode_header(bytes);
    if (!header) {
        throw Ended{Outcome::garbage, "no header of booth's protocol: " + base::printable(bytes, 40)};
    }
    if (header->length > largest_answer) {
        throw Ended{Outcome::garbage, "an answer of " + std::to_string(header->length) + " bytes"};
    }
    receive_up_to(fd, bytes, header->length, deadline);
    check_message(*header, bytes, key);
    Answer answer{Outcome::answered, {}, bytes.substr(header_size + (header->authenticated() ? trailer_size : 0)), {}};
    if (header->authenticated()) {
        answer.clock_ahead = std::int64_t{header->seconds} * 1000000 + header->microseconds - wall_clock();
    }
    return answer;
}

} // namespace

Answer query(const std::string &address, std::uint16_t port, Command command, const std::string &key,
             const Deadline &deadline)
{
    try {
        auto fd = connect_to(parse_address(address, port), deadline);
        send_all(fd.get(), encode_query(command, key, wire_time()), deadline);
        return read_answer(fd.get(), key, deadline);
    } catch (const Ended &ended) {
        return {ended.outcome, ended.detail, {}, {}};
    }
}

} // namespace booth
