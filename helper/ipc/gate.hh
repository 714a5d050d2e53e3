// The descriptors of the IPC server, and who gets to use one: libqb hands every descriptor out to be polled, and
// is called back only when what waits there is fit for it.
#pragma once

#include "ipc/peer.hh"
#include "loop/loop.hh"

#include <qb/qbipcs.h>

#include <map>
#include <memory>
#include <string>

namespace ipc {

// What one client may do to the others. Times are long for who means well, and short for who does not.
struct Limits {
    base::Milliseconds handshake{1000}; // from connecting to being let in
    base::Milliseconds lifetime{3000};  // of a connection
    unsigned messages = 64;             // on a connection
    std::size_t of_one_user = 16;       // connections at the same time; of root so many as of all others
    std::size_t of_others = 64;
};

class Gate {
public:
    Gate(loop::Loop &loop, Accounts accounts, const Limits &limits = {});
    Gate(const Gate &) = delete;
    Gate &operator=(const Gate &) = delete;

    // For libqb's poll handlers: 0, or a negative number of errno(3).
    int add(int fd, int events, void *data, qb_ipcs_dispatch_fn_t dispatch);
    int modify(int fd, int events);
    int remove(int fd);

    // Of the client whose message, or handshake, libqb is dealing with.
    const Peer &peer() const { return current_->peer; }
    Access access() const { return current_->access; }
    // Sends without waiting, where libqb's own function sleeps for up to a second when the client is gone.
    // Who cannot take the answer now is dropped.
    void reply(const std::string &bytes);
    // Ends the client's connection as soon as libqb returns.
    void drop() { current_->drop = true; }

    // Ends the handshakes that are under way: libqb does not know them by itself.
    void close_newcomers();

private:
    struct Entry {
        // listener: where clients arrive. newcomer: a client's stream until it is let in. Then there are two:
        // requests, its datagrams, and lifeline, the same stream, that ends with the client.
        enum class Kind { listener, newcomer, requests, lifeline } kind = Kind::listener;
        int fd = -1;
        void *data = nullptr;
        qb_ipcs_dispatch_fn_t dispatch = nullptr;
        Peer peer = {};
        Access access = Access::none;
        base::Clock::time_point until = base::Clock::time_point::max();
        unsigned messages = 0;
        bool answerable = false; // connected to the client's socket
        bool drop = false;
        std::unique_ptr<loop::FdSource> source = nullptr;
    };
    using Shared = std::shared_ptr<Entry>;
    enum class Waiting { nothing, fit, unfit };

    bool classify(Entry &entry) const;
    bool has_room_for(const Peer &peer) const;
    void ready(const Shared &entry, short events);
    void welcome(const Shared &entry, short events);
    Waiting inspect(Entry &entry) const;
    void call(const Shared &entry, int events);
    void sweep();

    loop::Loop &loop_;
    Accounts accounts_;
    Limits limits_;
    std::map<int, Shared> entries_;
    Shared current_;
    loop::Timer sweep_timer_;
};

} // namespace ipc
