#include "ipc/gate.hh"

#include "base/log.hh"
#include "ipc/protocol.hh"

#include <poll.h>
#include <qb/qbipc_common.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

namespace ipc {

using base::Clock;
using loop::Priority;

namespace {

constexpr base::Milliseconds sweep_interval{250};

// How many clients are let in before something else gets its turn.
constexpr int most_arrivals = 16;

bool is_datagram(int fd)
{
    int type = 0;
    socklen_t size = sizeof type;
    return ::getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_DGRAM;
}

// Every message then says who sent it.
bool ask_for_credentials(int fd)
{
    int on = 1;
    return ::setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &on, sizeof on) == 0;
}

bool is_readable(int fd)
{
    pollfd entry{fd, POLLIN, 0};
    return ::poll(&entry, 1, 0) > 0 && (entry.revents & POLLIN) != 0;
}

// The next message of a datagram socket, left there.
struct Peeked {
    ssize_t size = -1; // of the whole message
    qb_ipc_request_header header = {};
    sockaddr_un sender = {};
    socklen_t sender_size = 0;
    ucred credentials = {0, static_cast<uid_t>(-1), static_cast<gid_t>(-1)};
};

void read_credentials(msghdr &message, ucred &credentials)
{
    for (auto *part = CMSG_FIRSTHDR(&message); part != nullptr; part = CMSG_NXTHDR(&message, part)) {
        if (part->cmsg_level == SOL_SOCKET && part->cmsg_type == SCM_CREDENTIALS &&
            part->cmsg_len >= CMSG_LEN(sizeof credentials)) {
            std::memcpy(&credentials, CMSG_DATA(part), sizeof credentials);
        }
    }
}

Peeked peek(int fd)
{
    Peeked seen;
    // Room for credentials only: descriptors that a client passes along find none and are closed.
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(ucred))] = {};
    iovec part{&seen.header, sizeof seen.header};
    msghdr message{};
    message.msg_name = &seen.sender;
    message.msg_namelen = sizeof seen.sender;
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    seen.size = ::recvmsg(fd, &message, MSG_PEEK | MSG_TRUNC | MSG_DONTWAIT);
    seen.sender_size = message.msg_namelen;
    if (seen.size >= 0) {
        read_credentials(message, seen.credentials);
    }
    return seen;
}

// libqb reads as many bytes as the header says, whatever room it has for them (2.0.6).
bool is_whole(const Peeked &seen)
{
    auto size = static_cast<std::size_t>(seen.size);
    return size >= sizeof seen.header && size <= largest_message && seen.header.size == seen.size;
}

} // namespace

Gate::Gate(loop::Loop &loop, Accounts accounts, const Limits &limits)
    : loop_(loop), accounts_(accounts), limits_(limits), sweep_timer_(loop, Priority::low, [this] { sweep(); })
{
}

int Gate::add(int fd, int events, void *data, qb_ipcs_dispatch_fn_t dispatch)
{
    auto entry = std::make_shared<Entry>();
    entry->fd = fd;
    entry->data = data;
    entry->dispatch = dispatch;
    if (!classify(*entry)) {
        return -EACCES;
    }
    auto ready_now = [this, weak = std::weak_ptr<Entry>(entry)](short ready_events) {
        if (auto shared = weak.lock()) {
            ready(shared, ready_events);
        }
    };
    entry->source = std::make_unique<loop::FdSource>(loop_, Priority::low, fd, static_cast<short>(events), ready_now);
    entries_[fd] = entry;
    if (entry->kind == Entry::Kind::newcomer) {
        sweep_timer_.start(sweep_interval);
    }
    return 0;
}

int Gate::modify(int fd, int events)
{
    auto found = entries_.find(fd);
    if (found == entries_.end()) {
        return -ENOENT;
    }
    found->second->source->set_events(static_cast<short>(events));
    return 0;
}

int Gate::remove(int fd)
{
    auto found = entries_.find(fd);
    if (found == entries_.end()) {
        return -ENOENT;
    }
    // At once, though the entry may be in use: the same number may be added again before this one is let go.
    found->second->source.reset();
    entries_.erase(found);
    return 0;
}

// What the descriptor is follows from what libqb was called for when it made it. False for who is not let in, before
// libqb has spent anything but a descriptor on them.
bool Gate::classify(Entry &entry) const
{
    if (!current_) {
        entry.kind = Entry::Kind::listener;
        return true;
    }
    if (current_->kind == Entry::Kind::listener) {
        auto peer = peer_of(entry.fd);
        entry.kind = Entry::Kind::newcomer;
        entry.peer = peer.value_or(Peer{static_cast<uid_t>(-1), static_cast<gid_t>(-1), {}, 0});
        entry.access = peer ? access_of(*peer, accounts_) : Access::none;
        entry.until = Clock::now() + limits_.handshake;
        return entry.access != Access::none && has_room_for(entry.peer);
    }
    entry.kind = is_datagram(entry.fd) ? Entry::Kind::requests : Entry::Kind::lifeline;
    entry.peer = current_->peer;
    entry.access = current_->access;
    if (entry.kind == Entry::Kind::requests) {
        entry.until = Clock::now() + limits_.lifetime;
        return ask_for_credentials(entry.fd);
    }
    return true;
}

bool Gate::has_room_for(const Peer &peer) const
{
    std::size_t same = 0;
    std::size_t others = 0;
    for (const auto &[fd, entry] : entries_) {
        bool counts = entry->kind == Entry::Kind::newcomer || entry->kind == Entry::Kind::requests;
        same += counts && entry->peer.uid == peer.uid ? 1U : 0U;
        others += counts && entry->peer.uid != 0 ? 1U : 0U;
    }
    if (peer.uid == 0) {
        return same < limits_.of_others;
    }
    return same < limits_.of_one_user && others < limits_.of_others;
}

void Gate::ready(const Shared &entry, short events)
{
    if (entry->kind == Entry::Kind::listener) {
        welcome(entry, events);
        return;
    }
    if (entry->kind == Entry::Kind::requests && (events & POLLIN) != 0) {
        switch (inspect(*entry)) {
        case Waiting::nothing: return;
        case Waiting::unfit: call(entry, POLLHUP); return;
        case Waiting::fit: break;
        }
    }
    call(entry, events);
}

void Gate::welcome(const Shared &entry, short events)
{
    call(entry, events);
    for (int count = 1; count < most_arrivals && entry->source && is_readable(entry->fd); ++count) {
        call(entry, POLLIN);
    }
}

// The socket's name is public, and until it is connected anyone may send to it: the sender's credentials say
// whether it is the client. Connecting it then keeps all others out.
Gate::Waiting Gate::inspect(Entry &entry) const
{
    auto seen = peek(entry.fd);
    if (seen.size < 0) {
        return errno == EAGAIN ? Waiting::nothing : Waiting::unfit;
    }
    bool same = seen.credentials.uid == entry.peer.uid && seen.credentials.pid == entry.peer.pid;
    if (!same || !is_whole(seen) || ++entry.messages > limits_.messages) {
        return Waiting::unfit;
    }
    if (!entry.answerable) {
        auto *sender = reinterpret_cast<const sockaddr *>(&seen.sender);
        entry.answerable = ::connect(entry.fd, sender, seen.sender_size) == 0;
    }
    return entry.answerable ? Waiting::fit : Waiting::unfit;
}

// Calls libqb, which may remove this entry, and add others, meanwhile.
void Gate::call(const Shared &entry, int events)
{
    auto before = std::exchange(current_, entry);
    int result = entry->dispatch(entry->fd, events, entry->data);
    if (entry->source && entry->drop) {
        entry->dispatch(entry->fd, POLLHUP, entry->data);
    }
    current_ = before;
    if (result < 0 && entry->source) {
        remove(entry->fd);
    }
}

void Gate::reply(const std::string &bytes)
{
    auto sent = ::send(current_->fd, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    current_->drop = current_->drop || sent != static_cast<ssize_t>(bytes.size());
}

// Ends what has lived too long.
void Gate::sweep()
{
    std::vector<Shared> over;
    bool clients = false;
    for (const auto &[fd, entry] : entries_) {
        clients = clients || entry->kind != Entry::Kind::listener;
        if (entry->until <= Clock::now()) {
            over.push_back(entry);
        }
    }
    for (const auto &entry : over) {
        if (entry->source) {
            base::log(base::LogLevel::info, "a client of user id " + std::to_string(entry->peer.uid) +
                                                " (process " + std::to_string(entry->peer.pid) + ") took too long");
            call(entry, POLLHUP);
        }
    }
    if (clients) {
        sweep_timer_.start(sweep_interval);
    }
}

void Gate::close_newcomers()
{
    std::vector<Shared> newcomers;
    for (const auto &[fd, entry] : entries_) {
        if (entry->kind == Entry::Kind::newcomer) {
            newcomers.push_back(entry);
        }
    }
    for (const auto &entry : newcomers) {
        call(entry, POLLHUP);
    }
}

} // namespace ipc
