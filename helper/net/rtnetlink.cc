#include "net/rtnetlink.hh"

#include "base/failure.hh"
#include "net/attributes.hh"
#include "net/message.hh"
#include "net/socket.hh"

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

constexpr int acknowledgement_space = 4 * 1024 * 1024;

// Options that older kernels lack only sharpen answers; what they give is checked anyway.
void set_option(int fd, int level, int option, int value)
{
    ::setsockopt(fd, level, option, &value, sizeof value);
}

// One datagram from the kernel. Returns its size, 0 at the deadline.
std::size_t receive(int fd, Bytes &buffer, const Deadline &deadline)
{
    for (;;) {
        std::size_t size = 0;
        switch (receive_datagram(fd, buffer, size)) {
        case Receipt::datagram: return size;
        case Receipt::lost:
            throw Failure(ExitCode::error, size == 0 ? "the kernel's answer on a netlink socket got lost"
                                                     : "the kernel's netlink message is longer than " +
                                                           std::to_string(buffer.size()) + " bytes");
        case Receipt::nothing:
            if (!base::wait_ready(fd, POLLIN, deadline)) {
                return 0;
            }
            break;
        case Receipt::dropped: break;
        }
        if (deadline.passed()) {
            return 0;
        }
    }
}

std::uint8_t family_number(Family family)
{
    return family == Family::ipv4 ? AF_INET : AF_INET6;
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

Rtnetlink::Rtnetlink() : fd_(open_netlink(0)), buffer_(largest_datagram)
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
    for (;;) {
        restart();
        reinterpret_cast<nlmsghdr *>(request.data())->nlmsg_seq = ++sequence_;
        send(request);
        if (read_dump(sequence_, visit, deadline)) {
            return;
        }
        if (deadline.passed()) {
            throw Failure(ExitCode::error, "links and addresses of this node change too fast to be listed");
        }
    }
}

template <typename T, typename Parse>
std::vector<T> Rtnetlink::collect(std::uint16_t type, std::uint8_t family, Parse parse,
                                  const std::function<bool(const T &)> &wanted, const Deadline &deadline)
{
    std::vector<T> all;
    auto visit = [&](const nlmsghdr *message) {
        auto one = parse(message);
        if (one && (!wanted || wanted(*one))) {
            all.push_back(std::move(*one));
        }
    };
    dump(type, family, visit, [&] { all.clear(); }, deadline);
    return all;
}

std::vector<Link> Rtnetlink::links(const Deadline &deadline)
{
    auto parse = [](const nlmsghdr *message) { return parse_link(message); };
    return collect<Link>(RTM_GETLINK, AF_UNSPEC, parse, {}, deadline);
}

std::vector<InterfaceAddress> Rtnetlink::addresses(Family family, const Deadline &deadline, const Wanted &wanted)
{
    auto parse = [](const nlmsghdr *message) { return parse_address(message); };
    return collect<InterfaceAddress>(RTM_GETADDR, family_number(family), parse, wanted, deadline);
}

std::vector<Route> Rtnetlink::routes(Family family, const Deadline &deadline)
{
    return collect<Route>(RTM_GETROUTE, family_number(family), parse_route, {}, deadline);
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

} // namespace net
