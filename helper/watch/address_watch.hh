// Watches a floating address: is it where start put it, usable, and its link up?
#pragma once

#include "core/address.hh"
#include "ip/record.hh"
#include "watch/network.hh"
#include "watch/watch.hh"

namespace watch {

class AddressWatch : public Watch {
public:
    // From the state record of booth-ip. Errors: Failure when it is not one.
    AddressWatch(Network &network, const base::Record &record, Changed changed);

    std::optional<core::Finding> finding() const override { return finding_; }
    base::Record facts() const override;
    std::string site() const override;
    std::vector<std::string> tickets() const override { return {}; }

private:
    AddressWatch(Network &network, const ip::IpRecord &record, Changed changed);
    void look();

    Network &network_;
    core::AddressSettings settings_;
    core::Place place_;
    Changed changed_;
    std::optional<core::Finding> finding_; // by the network when it was last settled
    Network::Subscription subscription_;
};

} // namespace watch
