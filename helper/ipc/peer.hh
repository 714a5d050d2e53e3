// Who is at the other end of a socket, by the kernel's word, and what they may do.
#pragma once

#include <sys/types.h>

#include <optional>
#include <vector>

namespace ipc {

// The user and group of Pacemaker's daemons; nothing where they do not exist.
struct Accounts {
    std::optional<uid_t> hacluster;
    std::optional<gid_t> haclient;
};
Accounts find_accounts();
std::optional<uid_t> find_hacluster();

struct Peer {
    uid_t uid;
    gid_t gid;
    std::vector<gid_t> groups; // supplementary ones
    pid_t pid;                 // 0 when it is of another pid namespace
};

// As they were when they connected, or began to listen (SO_PEERCRED and SO_PEERGROUPS, socket(7)): no look-up in
// a directory of users, which could take its time. Nothing when the kernel does not say.
std::optional<Peer> peer_of(int stream);

enum class Access { none, read, change };

// Root and hacluster may change, who is in the group haclient may read, and all others nothing.
Access access_of(const Peer &peer, const Accounts &accounts);

// Whether to believe what a daemon of this user says.
bool is_trusted_server(uid_t uid);

} // namespace ipc
