#include "watch/address_watch.hh"

#include "base/failure.hh"
#include "ip/record.hh"

namespace watch {

namespace {

ip::IpRecord required(const base::Record &record)
{
    auto parsed = ip::to_ip_record(record);
    if (!parsed) {
        throw base::Failure(base::ExitCode::error, "its state file is not complete");
    }
    return *parsed;
}

} // namespace

AddressWatch::AddressWatch(Network &network, const base::Record &record, Changed changed)
    : network_(network), settings_{.address = required(record).address}, place_(required(record).place),
      subscription_(network, settings_.address, std::move(changed))
{
}

std::optional<core::Finding> AddressWatch::finding() const
{
    return std::nullopt;
}

base::Record AddressWatch::facts() const
{
    return {{"kind", "ip"}};
}

std::string AddressWatch::site() const
{
    return settings_.address.text();
}

} // namespace watch
