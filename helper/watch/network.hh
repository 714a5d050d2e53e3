// The links of this node and the copies of the watched addresses, kept up to date by the kernel's notices.
#pragma once

#include "core/address.hh"
#include "loop/loop.hh"
#include "net/interface.hh"

#include <functional>
#include <map>
#include <memory>

namespace watch {

class Network {
public:
    // Errors: Failure.
    explicit Network(loop::Loop &loop);
    Network(const Network &) = delete;
    Network &operator=(const Network &) = delete;
    ~Network();

    // All links, and every copy of an address that somebody subscribed to; nothing else is kept, however
    // many addresses the node has. To be judged by in a subscriber's callback only: at other times it may be
    // in the middle of a change.
    const core::NetworkView &view() const;

    using Callback = std::function<void()>;
    using Subscribers = std::multimap<net::Address, std::shared_ptr<Callback>>;

    // Calls back once the address was looked for, and whenever view() has changed in what concerns the address
    // or the links; ends with the object.
    class Subscription {
    public:
        Subscription(Network &network, const net::Address &address, Callback changed);
        Subscription(const Subscription &) = delete;
        Subscription &operator=(const Subscription &) = delete;
        ~Subscription();

    private:
        Network &network_;
        Subscribers::iterator position_;
    };

    // How often notices were lost (ENOBUFS) and everything was read anew.
    unsigned long overruns() const;

    class Implementation;

private:
    std::unique_ptr<Implementation> implementation_;
};

} // namespace watch
