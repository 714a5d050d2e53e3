#include "ip/record.hh"

#include "base/number.hh"


namespace ip {

namespace {

std::optional<int> number(const std::string &text, int most)
{
    auto value = base::parse_number<int>(text);
    return value && *value >= 0 && *value <= most ? value : std::nullopt;
}

} // namespace

base::Record to_record(const IpRecord &record)
{
    return {
        {"kind", "ip"},
        {"address", record.address.text()},
        {"prefix", std::to_string(record.place.prefix)},
        {"interface", record.place.name},
        {"index", std::to_string(record.place.index)},
        {check_link_key, yes_or_no(record.check_link)},
        {"may_deprecate", yes_or_no(record.may_deprecate)},
    };
}

std::string yes_or_no(bool value)
{
    return value ? "yes" : "no";
}

std::optional<IpRecord> to_ip_record(const std::optional<base::Record> &record)
{
    if (!record) {
        return std::nullopt;
    }
    auto field = [&](const char *key) {
        auto found = record->find(key);
        return found == record->end() ? std::string() : found->second;
    };
    auto address = net::Address::parse(field("address"));
    auto index = number(field("index"), INT32_MAX);
    auto prefix = number(field("prefix"), address ? static_cast<int>(address->bits()) : 0);
    if (field("kind") != "ip" || !address || !index || !prefix) {
        return std::nullopt;
    }
    return IpRecord{.resource = field("resource"),
                    .address = *address,
                    .place = {*index, field("interface"), static_cast<unsigned>(*prefix)},
                    .check_link = field(check_link_key) != yes_or_no(false),
                    .may_deprecate = field("may_deprecate") == yes_or_no(true)};
}

} // namespace ip
