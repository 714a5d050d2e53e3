#include "net/events.hh"

#include "net/message.hh"
#include "net/socket.hh"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <sys/socket.h>

#include <limits>

namespace net {

namespace {

// The kernel grants twice what net.core.rmem_max allows.
constexpr int wanted_space = 4 * 1024 * 1024;

void visit_messages(const Bytes &buffer, std::size_t size, const Events::Visit &visit)
{
    auto left = static_cast<int>(size);
    auto *message = reinterpret_cast<const nlmsghdr *>(buffer.data());
    for (; mnl_nlmsg_ok(message, left); message = mnl_nlmsg_next(message, &left)) {
        auto event = parse_event(message);
        if (!std::holds_alternative<std::monostate>(event)) {
            visit(event);
        }
    }
}

} // namespace

Event parse_event(const nlmsghdr *message)
{
    if (auto link = parse_link(message, RTM_NEWLINK)) {
        return LinkEvent{std::move(*link), false};
    }
    if (auto link = parse_link(message, RTM_DELLINK)) {
        return LinkEvent{std::move(*link), true};
    }
    if (auto address = parse_address(message, RTM_NEWADDR)) {
        return AddressEvent{std::move(*address), false};
    }
    if (auto address = parse_address(message, RTM_DELADDR)) {
        return AddressEvent{std::move(*address), true};
    }
    return std::monostate{};
}

Events::Events(std::uint32_t groups) : fd_(open_netlink(groups)), buffer_(largest_datagram)
{
    ::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVBUF, &wanted_space, sizeof wanted_space);
}

Events::Events(Family family) : Events(family == Family::ipv4 ? RTMGRP_IPV4_IFADDR : RTMGRP_IPV6_IFADDR) {}

Events::Batch Events::take(std::size_t limit, const Visit &visit)
{
    Batch batch;
    for (std::size_t i = 0; i < limit && !batch.drained; ++i) {
        std::size_t size = 0;
        switch (receive_datagram(fd_.get(), buffer_, size)) {
        case Receipt::datagram: visit_messages(buffer_, size, visit); break;
        case Receipt::nothing: batch.drained = true; break;
        case Receipt::lost: batch.lost = true; break;
        case Receipt::dropped: break;
        }
    }
    return batch;
}

void Events::wait(const base::Deadline &deadline)
{
    if (base::wait_ready(fd_.get(), POLLIN, deadline)) {
        take(std::numeric_limits<std::size_t>::max(), [](const Event &) {});
    }
}

} // namespace net
