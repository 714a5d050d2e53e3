#include "booth/exchange.hh"

#include "base/failure.hh"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>

namespace booth {

namespace {

// A ticket's line has about 200 bytes: this is room for thousands.
constexpr std::size_t largest_answer = 1024 * 1024;

// Ends an exchange early, inside this file.
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

} // namespace

Exchange::Exchange(const std::string &address, std::uint16_t port, Command command, std::string key)
    : command_(command), key_(std::move(key))
{
    try {
        connect(address, port);
    } catch (const Ended &ended) {
        answer_ = Answer{ended.outcome, ended.detail, {}, {}};
    }
    step();
}

short Exchange::events() const
{
    return phase_ == Phase::receiving ? POLLIN : POLLOUT;
}

bool Exchange::step()
{
    try {
        while (!answer_ && advance()) {
        }
    } catch (const Ended &ended) {
        answer_ = Answer{ended.outcome, ended.detail, {}, {}};
    }
    return answer_.has_value();
}

void Exchange::connect(const std::string &address, std::uint16_t port)
{
    auto to = parse_address(address, port);
    fd_.reset(::socket(to.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!fd_) {
        throw system_ended("socket");
    }
    if (::connect(fd_.get(), reinterpret_cast<const sockaddr *>(&to.storage), to.size) < 0 && errno != EINPROGRESS) {
        throw system_ended("connect");
    }
}

// Each part goes on without waiting, and is false when that is not possible now.
bool Exchange::advance()
{
    switch (phase_) {
    case Phase::connecting: return finish_connecting();
    case Phase::sending: return send();
    case Phase::receiving: return receive();
    }
    return false;
}

bool Exchange::finish_connecting()
{
    pollfd entry{fd_.get(), POLLOUT, 0};
    if (::poll(&entry, 1, 0) <= 0) {
        return false;
    }
    int error = 0;
    socklen_t size = sizeof error;
    if (::getsockopt(fd_.get(), SOL_SOCKET, SO_ERROR, &error, &size) < 0 || (errno = error) != 0) {
        throw system_ended("connect");
    }
    unsent_ = encode_query(command_, key_, wire_time());
    phase_ = Phase::sending;
    return true;
}

bool Exchange::send()
{
    ssize_t put = ::send(fd_.get(), unsent_.data(), unsent_.size(), MSG_NOSIGNAL);
    if (put < 0 && errno == EAGAIN) {
        return false;
    }
    if (put < 0 && errno != EINTR) {
        throw system_ended("send");
    }
    unsent_.erase(0, put > 0 ? static_cast<std::size_t>(put) : 0);
    phase_ = unsent_.empty() ? Phase::receiving : Phase::sending;
    return true;
}

bool Exchange::receive()
{
    char buffer[4096];
    ssize_t got = ::recv(fd_.get(), buffer, std::min(sizeof buffer, wanted() - received_.size()), 0);
    if (got < 0 && errno == EAGAIN) {
        return false;
    }
    if (got < 0 && errno != EINTR) {
        throw system_ended("receive");
    }
    if (got == 0) {
        throw Ended{Outcome::closed_early, "after " + std::to_string(received_.size()) + " bytes"};
    }
    received_.append(buffer, got > 0 ? static_cast<std::size_t>(got) : 0);
    if (received_.size() == wanted()) {
        answer_ = read_answer();
    }
    return true;
}

// The size of the whole message, as far as that is known.
std::size_t Exchange::wanted() const
{
    if (received_.size() < header_size) {
        return header_size;
    }
    auto header = decode_header(received_);
    if (!header) {
        throw Ended{Outcome::garbage, "no header of booth's protocol: " + base::printable(received_, 40)};
    }
    if (header->length > largest_answer) {
        throw Ended{Outcome::garbage, "an answer of " + std::to_string(header->length) + " bytes"};
    }
    return header->length;
}

Answer Exchange::read_answer() const
{
    auto header = *decode_header(received_);
    check_message(header, received_, key_);
    Answer answer;
    answer.outcome = Outcome::answered;
    answer.text = received_.substr(header_size + (header.authenticated() ? trailer_size : 0));
    if (header.authenticated()) {
        answer.clock_ahead = std::int64_t{header.seconds} * 1000000 + header.microseconds - wall_clock();
    }
    return answer;
}

} // namespace booth
