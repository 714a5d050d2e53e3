#include "watch/address_watch.hh"

#include "base/failure.hh"

#include <utility>

namespace watch {

namespace {

ip::IpRecord required(const base::Record &record)
{
    auto parsed = ip::to_ip_record(record);
    if (!parsed) {
        throw base::Failure(base::ExitCode::error, "its state file is not complete; stop and start it");
    }
    return *parsed;
}

// When the kernel looks for duplicates anew (net/ipv6/addrconf.c: addrconf_dad_run), it says soon how that ended.
core::AddressSettings settings_of(const ip::IpRecord &record)
{
    return {.address = record.address,
            .check_link = record.check_link,
            .may_deprecate = record.may_deprecate,
            .may_be_tentative = true};
}

} // namespace

AddressWatch::AddressWatch(Network &network, const base::Record &record, Changed changed)
    : AddressWatch(network, required(record), std::move(changed))
{
}

AddressWatch::AddressWatch(Network &network, const ip::IpRecord &record, Changed changed)
    : network_(network), settings_(settings_of(record)), place_(record.place), changed_(std::move(changed)),
      subscription_(network, record.address, [this] { look(); })
{
}

void AddressWatch::look()
{
    auto before = std::exchange(finding_, core::address_finding(settings_, place_, network_.view()));
    if (finding_ != before) {
        // This object may be gone when it returns.
        auto changed = changed_;
        changed();
    }
}

base::Record AddressWatch::facts() const
{
    const auto &view = network_.view();
    auto *link = core::find_link(view.links, place_.index);
    base::Record facts{
        {"kind", "ip"},
        {"address", settings_.address.text() + "/" + std::to_string(place_.prefix)},
        {"interface", link ? link->name : place_.name},
    };
    if (auto second = core::second_copy(settings_, place_, view)) {
        facts["second_copy"] = core::describe(*second, view);
    }
    return facts;
}

std::string AddressWatch::site() const
{
    return settings_.address.text();
}

} // namespace watch
