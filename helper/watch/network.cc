#include "watch/network.hh"

namespace watch {

class Network::Implementation {
public:
    core::NetworkView view;
    std::multimap<net::Address, std::function<void()>> subscribers;
};

Network::Network(loop::Loop &) : implementation_(std::make_unique<Implementation>()) {}

Network::~Network() = default;

const core::NetworkView &Network::view() const
{
    return implementation_->view;
}

unsigned long Network::overruns() const
{
    return 0;
}

Network::Subscription::Subscription(Network &network, const net::Address &address, std::function<void()> changed)
    : network_(network), position_(network.implementation_->subscribers.emplace(address, std::move(changed)))
{
}

Network::Subscription::~Subscription()
{
    network_.implementation_->subscribers.erase(position_);
}

} // namespace watch
