#include "ipc/peer.hh"

#include <grp.h>
#include <pwd.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

namespace ipc {

namespace {

std::vector<gid_t> groups_of(int stream)
{
    std::vector<gid_t> groups(32);
    for (;;) {
        auto size = static_cast<socklen_t>(groups.size() * sizeof(gid_t));
        int result = ::getsockopt(stream, SOL_SOCKET, SO_PEERGROUPS, groups.data(), &size);
        bool more = result < 0 && errno == ERANGE && size > groups.size() * sizeof(gid_t);
        groups.resize(result == 0 || more ? size / sizeof(gid_t) : 0);
        if (!more) {
            return groups;
        }
    }
}

} // namespace

std::optional<uid_t> find_hacluster()
{
    const passwd *user = ::getpwnam("hacluster");
    return user ? std::optional<uid_t>(user->pw_uid) : std::nullopt;
}

Accounts find_accounts()
{
    const group *clients = ::getgrnam("haclient");
    return {find_hacluster(), clients ? std::optional<gid_t>(clients->gr_gid) : std::nullopt};
}

std::optional<Peer> peer_of(int stream)
{
    ucred credentials{};
    socklen_t size = sizeof credentials;
    if (::getsockopt(stream, SOL_SOCKET, SO_PEERCRED, &credentials, &size) < 0 || size != sizeof credentials) {
        return std::nullopt;
    }
    return Peer{credentials.uid, credentials.gid, groups_of(stream), credentials.pid};
}

Access access_of(const Peer &peer, const Accounts &accounts)
{
    if (peer.uid == 0 || peer.uid == accounts.hacluster) {
        return Access::change;
    }
    bool member = accounts.haclient && (peer.gid == *accounts.haclient ||
                                        std::find(peer.groups.begin(), peer.groups.end(), *accounts.haclient) !=
                                            peer.groups.end());
    return member ? Access::read : Access::none;
}

bool is_trusted_server(uid_t uid)
{
    return uid == 0 || uid == find_hacluster();
}

} // namespace ipc
