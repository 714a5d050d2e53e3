// Preloaded into the boothd under test: hands NLMSG_DONE out as a datagram of its own, as Linux did
// before 6.9. booth before 1.2 hangs without it; newer ones do not mind. Never installed.
#include <dlfcn.h>
#include <linux/netlink.h>
#include <sys/socket.h>

#include <cstring>

namespace {

bool is_pending = false;
nlmsghdr done;

bool is_netlink(int fd)
{
    int domain = 0;
    socklen_t size = sizeof domain;
    return ::getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &size) == 0 && domain == AF_NETLINK;
}

// Where an NLMSG_DONE stands behind other messages, or got.
ssize_t find_done(const char *bytes, ssize_t got)
{
    for (ssize_t at = 0; at + static_cast<ssize_t>(sizeof(nlmsghdr)) <= got;) {
        nlmsghdr header;
        std::memcpy(&header, bytes + at, sizeof header);
        if (header.nlmsg_type == NLMSG_DONE && at > 0) {
            done = header;
            done.nlmsg_len = sizeof done;
            is_pending = true;
            return at;
        }
        at += static_cast<ssize_t>(NLMSG_ALIGN(header.nlmsg_len));
    }
    return got;
}

} // namespace

extern "C" ssize_t recvmsg(int fd, msghdr *message, int flags)
{
    static auto real = reinterpret_cast<ssize_t (*)(int, msghdr *, int)>(::dlsym(RTLD_NEXT, "recvmsg"));
    if (!is_netlink(fd)) {
        return real(fd, message, flags);
    }
    auto *bytes = static_cast<char *>(message->msg_iov[0].iov_base);
    if (is_pending) {
        is_pending = false;
        std::memcpy(bytes, &done, sizeof done);
        return sizeof done;
    }
    return find_done(bytes, real(fd, message, flags));
}
