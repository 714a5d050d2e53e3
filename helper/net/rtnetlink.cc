#include "net/rtnetlink.hh"

#include "base/failure.hh"
#include "net/attributes.hh"
#include "net/message.hh"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

namespace net {

using base::Deadline;
using base::ExitCode;
using base::Failure;

namespace {

// The kernel fills up to 32 KiB of a dump into one datagram (net/netlink/af_netlink.c).
constexpr std::size_t receive_size = 32 * 1024;
constexpr int acknowledgement_space = 4 * 1024 * 1024;

// Options that older kernels lack only sharpen answers; what they give is checked anyway.
void set_option(int fd, int level, int option, int value)
{
    ::setsockopt(fd, level, option, &value, sizeof value);
}

base::Fd open_socket(std::uint32_t groups)
{
    base::Fd fd(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE));
    if (!fd) {
        throw base::system_failure("cannot open a netlink socket");
    }
    sockaddr_nl name{};
    name.nl_family = AF_NETLINK;
    name.nl_groups = groups;
    if (::bind(fd.get(), reinterpret_cast<const sockaddr *>(&name), sizeof name) < 0) {
        throw base::system_failure("cannot bind a netlink socket");
    }
    return fd;
}

// One datagram from the kernel; those of other senders are dropped. Returns its size, 0 at the deadline.
std::size_t receive(int fd, Bytes &buffer, const Deadline &deadline)
{
    for (;;) {
        sockaddr_nl sender{};
        socklen_t size = sizeof sender;
        ssize_t got = ::recvfrom(fd, buffer.data(), buffer.size(), MSG_TRUNC | MSG_DONTWAIT,
                                 reinterpret_cast<sockaddr *>(&sender), &size);
        if (got < 0 && errno == EAGAIN) {
            if (!base::wait_ready(fd, POLLIN, deadline)) {
                return 0;
            }
        } else if (got < 0 && errno != EINTR) {
            throw base::system_failure("cannot read from the kernel's netlink socket");
        } else if (got > 0 && size == sizeof sender && sender.nl_pid == 0) {
            if (static_cast<std::size_t>(got) > buffer.size()) {
                throw Failure(ExitCode::error, "the kernel's netlink message is longer than " +
                                                   std::to_string(buffer.size()) + " bytes");
            }
            return static_cast<std::size_t>(got);
        }
        if (deadline.passed()) {
            return 0;
        }
    }
}

std::size_t receive_or_fail(int fd, Bytes &buffer, const Deadline &deadline)
{
    auto size = receive(fd, buffer, deadline);
    if (size == 0) {
        throw Failure(ExitCode::error, "the kernel did not answer a netlink request in time");
    }
    return size;
}

// The extended acknowledgement's text follows the error and the request's header, or, without
// NETLINK_CAP_ACK, the whole request.
std::string acknowledgement_text(const nlmsghdr *message)
{
    if ((message->nlmsg_flags & NLM_F_ACK_TLVS) == 0) {
        return {};
    }
    auto *error = static_cast<const nlmsgerr *>(mnl_nlmsg_get_payload(message));
    std::size_t offset = sizeof *error;
    if ((message->nlmsg_flags & NLM_F_CAPPED) == 0) {
        offset += netlink_aligned(error->msg.nlmsg_len) - sizeof(nlmsghdr);
    }
    std::string found;
    for_each_attribute(message, offset, [&found](const nlattr *attribute) {
        if (mnl_attr_get_type(attribute) == NLMSGERR_ATTR_MSG) {
            auto *text = static_cast<const char *>(mnl_attr_get_payload(attribute));
            found.assign(text, ::strnlen(text, mnl_attr_get_payload_len(attribute)));
        }
    });
    return found;
}

Answer read_answer(const nlmsghdr *message)
{
    if (mnl_nlmsg_get_payload_len(message) < sizeof(nlmsgerr)) {
        return {EBADMSG};
    }
    auto *error = static_cast<const nlmsgerr *>(mnl_nlmsg_get_payload(message));
    return {-error->error, acknowledgement_text(message)};
}

} // namespace

std::string Answer::reason() const
{
    std::string why = std::strerror(error);
    return text.empty() ? why : why + " (" + base::printable(text) + ")";
}

Rtnetlink::Rtnetlink() : fd_(open_socket(0)), buffer_(receive_size)
{
    // Strict: the kernel filters dumps as asked, or says that it does not understand.
    set_option(fd_.get(), SOL_NETLINK, NETLINK_GET_STRICT_CHK, 1);
    set_option(fd_.get(), SOL_NETLINK, NETLINK_EXT_ACK, 1);
    set_option(fd_.get(), SOL_NETLINK, NETLINK_CAP_ACK, 1);
}

void Rtnetlink::send(const Bytes &data)
{
    sockaddr_nl kernel{};
    kernel.nl_family = AF_NETLINK;
    ssize_t sent = -1;
    do {
        sent = ::sendto(fd_.get(), data.data(), data.size(), 0, reinterpret_cast<const sockaddr *>(&kernel),
                        sizeof kernel);
    } while (sent < 0 && errno == EINTR);
    if (sent < 0) {
        throw base::system_failure("cannot send a netlink request");
    }
}

// Reads to the dump's end. False when it was interrupted: something changed, and it may be inconsistent.
bool Rtnetlink::read_dump(std::uint32_t sequence, const Visit &visit, const Deadline &deadline)
{
    bool consistent = true;
    for (;;) {
        auto left = static_cast<int>(receive_or_fail(fd_.get(), buffer_, deadline));
        auto *message = reinterpret_cast<const nlmsghdr *>(buffer_.data());
        for (; mnl_nlmsg_ok(message, left); message = mnl_nlmsg_next(message, &left)) {
            if (message->nlmsg_seq != sequence) {
                continue;
            }
            consistent = consistent && (message->nlmsg_flags & NLM_F_DUMP_INTR) == 0;
            if (message->nlmsg_type == NLMSG_DONE) {
                return consistent;
            }
            if (message->nlmsg_type == NLMSG_ERROR) {
                throw Failure(ExitCode::error, "the kernel refused a netlink dump: " + read_answer(message).reason());
            }
            visit(message);
        }
    }
}

void Rtnetlink::dump(std::uint16_t type, std::uint8_t family, const Visit &visit,
                     const std::function<void()> &restart, const Deadline &deadline)
{
    auto request = dump_request(type, family);
    do {
        restart();
        reinterpret_cast<nlmsghdr *>(request.data())->nlmsg_seq = ++sequence_;
        send(request);
    } while (!read_dump(sequence_, visit, deadline));
}

template <typename T>
std::vector<T> Rtnetlink::collect(std::uint16_t type, std::uint8_t family,
                                  std::optional<T> (*parse)(const nlmsghdr *), const Deadline &deadline)
{
    std::vector<T> all;
    auto visit = [&](const nlmsghdr *message) {
        if (auto one = parse(message)) {
            all.push_back(std::move(*one));
        }
    };
    dump(type, family, visit, [&] { all.clear(); }, deadline);
    return all;
}

std::vector<Link> Rtnetlink::links(const Deadline &deadline)
{
    return collect<Link>(RTM_GETLINK, AF_UNSPEC, parse_link, deadline);
}

std::vector<InterfaceAddress> Rtnetlink::addresses(Family family, const Deadline &deadline)
{
    return collect<InterfaceAddress>(RTM_GETADDR, family == Family::ipv4 ? AF_INET : AF_INET6, parse_address,
                                     deadline);
}

std::vector<Route> Rtnetlink::routes(Family family, const Deadline &deadline)
{
    return collect<Route>(RTM_GETROUTE, family == Family::ipv4 ? AF_INET : AF_INET6, parse_route, deadline);
}

std::vector<Answer> Rtnetlink::perform(std::vector<Bytes> requests, const Deadline &deadline)
{
    auto first = sequence_ + 1;
    Bytes batch;
    for (auto &request : requests) {
        reinterpret_cast<nlmsghdr *>(request.data())->nlmsg_seq = ++sequence_;
        batch.insert(batch.end(), request.begin(), request.end());
        batch.resize(netlink_aligned(batch.size()));
    }
    if (requests.size() > 1) {
        set_option(fd_.get(), SOL_SOCKET, SO_RCVBUFFORCE, acknowledgement_space);
        set_option(fd_.get(), SOL_SOCKET, SO_SNDBUFFORCE, acknowledgement_space);
    }
    send(batch);
    std::vector<Answer> answers(requests.size());
    for (std::size_t missing = requests.size(); missing > 0;) {
        auto left = static_cast<int>(receive_or_fail(fd_.get(), buffer_, deadline));
        auto *message = reinterpret_cast<const nlmsghdr *>(buffer_.data());
        for (; mnl_nlmsg_ok(message, left); message = mnl_nlmsg_next(message, &left)) {
            auto position = message->nlmsg_seq - first; // wraps to a huge number for an older answer
            if (message->nlmsg_type == NLMSG_ERROR && position < answers.size() && missing > 0) {
                answers[position] = read_answer(message);
                --missing;
            }
        }
    }
    return answers;
}

AddressEvents::AddressEvents(Family family)
    : fd_(open_socket(family == Family::ipv4 ? RTMGRP_IPV4_IFADDR : RTMGRP_IPV6_IFADDR))
{
}

void AddressEvents::wait(const Deadline &deadline)
{
    if (!base::wait_ready(fd_.get(), POLLIN, deadline)) {
        return;
    }
    // Overruns (ENOBUFS) count as a notice like any other.
    char drain[256];
    while (::recv(fd_.get(), drain, sizeof drain, MSG_DONTWAIT) > 0) {
    }
}

} // namespace net
