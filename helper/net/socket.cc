#include "net/socket.hh"

#include "base/failure.hh"

#include <linux/netlink.h>
#include <sys/socket.h>

#include <cerrno>

namespace net {

base::Fd open_netlink(std::uint32_t groups)
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

Receipt receive_datagram(int fd, Bytes &buffer, std::size_t &size)
{
    sockaddr_nl sender{};
    socklen_t sender_size = sizeof sender;
    ssize_t got = -1;
    do {
        got = ::recvfrom(fd, buffer.data(), buffer.size(), MSG_TRUNC | MSG_DONTWAIT,
                         reinterpret_cast<sockaddr *>(&sender), &sender_size);
    } while (got < 0 && errno == EINTR);
    if (got < 0 && errno == EAGAIN) {
        return Receipt::nothing;
    }
    if (got < 0 && errno == ENOBUFS) {
        return Receipt::lost;
    }
    if (got < 0) {
        throw base::system_failure("cannot read from the kernel's netlink socket");
    }
    if (got == 0 || sender_size != sizeof sender || sender.nl_pid != 0) {
        return Receipt::dropped;
    }
    size = static_cast<std::size_t>(got);
    return size > buffer.size() ? Receipt::lost : Receipt::datagram;
}

} // namespace net
