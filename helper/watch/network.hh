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
    // many addresses the node has.
    const core::NetworkView &view() const;

    // Calls back after view() changed in what concerns the address or its links; ends with the object.
    class Subscription {
    public:
        Subscription(Network &network, const net::Address &address, std::function<void()> changed);
        Subscription(const Subscription &) = delete;
        Subscription &operator=(const Subscription &) = delete;
        ~Subscription();

    private:
        Network &network_;
        std::multimap<net::Address, std::function<void()>>::iterator position_;
    };

    // How often notices were lost (ENOBUFS) and everything was read anew.
    unsigned long overruns() const;

    class Implementation;

private:
    std::unique_ptr<Implementation> implementation_;
};

} // namespace watch
