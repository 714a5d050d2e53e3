#include "net/message.hh"

#include "net/attributes.hh"

#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <array>
#include <cstring>
#include <functional>

namespace net {

namespace {

constexpr std::size_t largest_request = 1024;
constexpr std::uint32_t forever = 0xffffffff;

using Fill = std::function<void(nlmsghdr *)>;

Bytes build(std::uint16_t type, int flags, const Fill &fill)
{
    Bytes buffer(largest_request);
    nlmsghdr *header = mnl_nlmsg_put_header(buffer.data());
    header->nlmsg_type = type;
    header->nlmsg_flags = static_cast<std::uint16_t>(NLM_F_REQUEST | flags);
    fill(header);
    buffer.resize(header->nlmsg_len);
    return buffer;
}

std::uint8_t family_number(const Address &address)
{
    return address.family() == Family::ipv4 ? AF_INET : AF_INET6;
}

ifaddrmsg *put_address_header(nlmsghdr *header, int index, const Address &address, unsigned prefix)
{
    auto *body = static_cast<ifaddrmsg *>(mnl_nlmsg_put_extra_header(header, sizeof(ifaddrmsg)));
    body->ifa_family = family_number(address);
    body->ifa_prefixlen = static_cast<std::uint8_t>(prefix);
    body->ifa_index = static_cast<std::uint32_t>(index);
    return body;
}

void put_address(nlmsghdr *header, std::uint16_t attribute, const Address &address)
{
    mnl_attr_put(header, attribute, address.size(), address.bytes());
}

void fill_new_address(nlmsghdr *header, const NewAddress &wanted)
{
    put_address_header(header, wanted.index, wanted.address, wanted.prefix);
    put_address(header, IFA_LOCAL, wanted.address);
    put_address(header, IFA_ADDRESS, wanted.address);
    if (wanted.broadcast) {
        put_address(header, IFA_BROADCAST, *wanted.broadcast);
    }
    if (!wanted.label.empty()) {
        mnl_attr_put_strz(header, IFA_LABEL, wanted.label.c_str());
    }
    mnl_attr_put_u32(header, IFA_FLAGS, wanted.flags);
    mnl_attr_put_u8(header, IFA_PROTO, wanted.protocol);
    ifa_cacheinfo lifetimes{};
    lifetimes.ifa_prefered = wanted.preferred_seconds;
    lifetimes.ifa_valid = forever;
    mnl_attr_put(header, IFA_CACHEINFO, sizeof lifetimes, &lifetimes);
}

// The attributes behind a fixed header of size bytes, by type; what is beyond highest is left out.
template <std::size_t highest>
std::array<const nlattr *, highest + 1> attributes(const nlmsghdr *message, std::size_t size)
{
    std::array<const nlattr *, highest + 1> found{};
    for_each_attribute(message, size, [&found](const nlattr *attribute) {
        if (mnl_attr_get_type(attribute) <= highest) {
            found[mnl_attr_get_type(attribute)] = attribute;
        }
    });
    return found;
}

std::optional<Address> read_address(const nlattr *attribute)
{
    return attribute ? Address::from_bytes(mnl_attr_get_payload(attribute), mnl_attr_get_payload_len(attribute))
                     : std::nullopt;
}

std::uint32_t read_number(const nlattr *attribute, std::uint32_t otherwise)
{
    bool whole = attribute && mnl_attr_get_payload_len(attribute) >= sizeof(std::uint32_t);
    return whole ? mnl_attr_get_u32(attribute) : otherwise;
}

std::string read_text(const nlattr *attribute)
{
    auto *text = static_cast<const char *>(mnl_attr_get_payload(attribute));
    return {text, ::strnlen(text, mnl_attr_get_payload_len(attribute))};
}

Bytes read_bytes(const nlattr *attribute)
{
    if (!attribute) {
        return {};
    }
    auto *bytes = static_cast<const std::uint8_t *>(mnl_attr_get_payload(attribute));
    return {bytes, bytes + mnl_attr_get_payload_len(attribute)};
}

std::vector<std::string> read_altnames(const nlattr *list)
{
    std::vector<std::string> names;
    if (list) {
        for_each_attribute(mnl_attr_get_payload(list), mnl_attr_get_payload_len(list), [&](const nlattr *attribute) {
            if (mnl_attr_get_type(attribute) == IFLA_ALT_IFNAME) {
                names.push_back(read_text(attribute));
            }
        });
    }
    return names;
}

// The message's payload as a vector: what a request to put the object back is made from.
Bytes payload(const nlmsghdr *message)
{
    auto *start = static_cast<const std::uint8_t *>(mnl_nlmsg_get_payload(message));
    return {start, start + mnl_nlmsg_get_payload_len(message)};
}

bool holds(const nlmsghdr *message, std::uint16_t type, std::size_t header_size)
{
    return message->nlmsg_type == type && mnl_nlmsg_get_payload_len(message) >= header_size;
}

} // namespace

bool InterfaceAddress::secondary() const
{
    return (flags & IFA_F_SECONDARY) != 0;
}

bool InterfaceAddress::tentative() const
{
    return (flags & IFA_F_TENTATIVE) != 0;
}

bool InterfaceAddress::dad_failed() const
{
    return (flags & IFA_F_DADFAILED) != 0;
}

bool InterfaceAddress::deprecated() const
{
    return (flags & IFA_F_DEPRECATED) != 0;
}

bool InterfaceAddress::permanent() const
{
    return (flags & IFA_F_PERMANENT) != 0;
}

Bytes dump_request(std::uint16_t type, std::uint8_t family)
{
    return build(type, NLM_F_DUMP, [&](nlmsghdr *header) {
        if (type == RTM_GETLINK) {
            auto *body = static_cast<ifinfomsg *>(mnl_nlmsg_put_extra_header(header, sizeof(ifinfomsg)));
            body->ifi_family = family;
            mnl_attr_put_u32(header, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
        } else if (type == RTM_GETADDR) {
            auto *body = static_cast<ifaddrmsg *>(mnl_nlmsg_put_extra_header(header, sizeof(ifaddrmsg)));
            body->ifa_family = family;
        } else {
            auto *body = static_cast<rtmsg *>(mnl_nlmsg_put_extra_header(header, sizeof(rtmsg)));
            body->rtm_family = family;
        }
    });
}

Bytes add_request(const NewAddress &address)
{
    return build(RTM_NEWADDR, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL,
                 [&](nlmsghdr *header) { fill_new_address(header, address); });
}

Bytes refresh_request(const NewAddress &address)
{
    return build(RTM_NEWADDR, NLM_F_ACK | NLM_F_REPLACE,
                 [&](nlmsghdr *header) { fill_new_address(header, address); });
}

Bytes delete_request(const InterfaceAddress &address)
{
    return build(RTM_DELADDR, NLM_F_ACK, [&](nlmsghdr *header) {
        put_address_header(header, address.index, address.address, address.prefix);
        put_address(header, IFA_LOCAL, address.address);
        put_address(header, IFA_ADDRESS, address.peer);
    });
}

Bytes restore_request(const InterfaceAddress &address)
{
    Bytes request(netlink_aligned(sizeof(nlmsghdr)) + address.message.size());
    nlmsghdr *header = mnl_nlmsg_put_header(request.data());
    header->nlmsg_type = RTM_NEWADDR;
    header->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL;
    header->nlmsg_len = static_cast<std::uint32_t>(request.size());
    std::memcpy(mnl_nlmsg_get_payload(header), address.message.data(), address.message.size());
    auto *lifetimes = attributes<IFA_CACHEINFO>(header, sizeof(ifaddrmsg))[IFA_CACHEINFO];
    if (address.deprecated() && lifetimes && mnl_attr_get_payload_len(lifetimes) >= sizeof(ifa_cacheinfo)) {
        // Of a permanent address Linux shows the preferred lifetime as endless even when it is over
        // (net/ipv4/devinet.c: inet_fill_ifaddr).
        static_cast<ifa_cacheinfo *>(mnl_attr_get_payload(lifetimes))->ifa_prefered = 0;
    }
    return request;
}

std::optional<Link> parse_link(const nlmsghdr *message, std::uint16_t type)
{
    if (!holds(message, type, sizeof(ifinfomsg))) {
        return std::nullopt;
    }
    auto *body = static_cast<const ifinfomsg *>(mnl_nlmsg_get_payload(message));
    // What a bridge says of its ports has the same types, and a port that leaves it is "removed"
    // (net/bridge/br_netlink.c: br_ifinfo_notify).
    if (body->ifi_family != AF_UNSPEC) {
        return std::nullopt;
    }
    auto found = attributes<IFLA_PROP_LIST>(message, sizeof(ifinfomsg));
    if (!found[IFLA_IFNAME]) {
        return std::nullopt;
    }
    return Link{
        .index = body->ifi_index,
        .name = read_text(found[IFLA_IFNAME]),
        .altnames = read_altnames(found[IFLA_PROP_LIST]),
        .up = (body->ifi_flags & IFF_UP) != 0,
        .carrier = (body->ifi_flags & IFF_LOWER_UP) != 0,
        .loopback = (body->ifi_flags & IFF_LOOPBACK) != 0,
        .resolves = (body->ifi_flags & IFF_NOARP) == 0,
        .type = body->ifi_type,
        .mac = read_bytes(found[IFLA_ADDRESS]),
        .broadcast_mac = read_bytes(found[IFLA_BROADCAST]),
    };
}

std::optional<InterfaceAddress> parse_address(const nlmsghdr *message, std::uint16_t type)
{
    if (!holds(message, type, sizeof(ifaddrmsg))) {
        return std::nullopt;
    }
    auto *body = static_cast<const ifaddrmsg *>(mnl_nlmsg_get_payload(message));
    auto found = attributes<IFA_PROTO>(message, sizeof(ifaddrmsg));
    auto peer = read_address(found[IFA_ADDRESS]);
    auto local = read_address(found[IFA_LOCAL]);
    if (!peer) {
        peer = local;
    }
    if (!peer) {
        return std::nullopt;
    }
    bool marked = found[IFA_PROTO] && mnl_attr_get_payload_len(found[IFA_PROTO]) > 0;
    return InterfaceAddress{
        .index = static_cast<int>(body->ifa_index),
        .address = local.value_or(*peer),
        .peer = *peer,
        .prefix = body->ifa_prefixlen,
        .flags = read_number(found[IFA_FLAGS], body->ifa_flags),
        .protocol = marked ? mnl_attr_get_u8(found[IFA_PROTO]) : std::uint8_t{0},
        .message = payload(message),
    };
}

std::optional<Route> parse_route(const nlmsghdr *message)
{
    if (!holds(message, RTM_NEWROUTE, sizeof(rtmsg))) {
        return std::nullopt;
    }
    auto *body = static_cast<const rtmsg *>(mnl_nlmsg_get_payload(message));
    if (body->rtm_family != AF_INET && body->rtm_family != AF_INET6) {
        return std::nullopt;
    }
    auto found = attributes<RTA_VIA>(message, sizeof(rtmsg));
    static constexpr std::uint8_t any[16] = {};
    auto network = read_address(found[RTA_DST]);
    return Route{
        .network = network ? *network : *Address::from_bytes(any, body->rtm_family == AF_INET ? 4 : 16),
        .prefix = body->rtm_dst_len,
        .index = static_cast<int>(read_number(found[RTA_OIF], 0)),
        .table = read_number(found[RTA_TABLE], body->rtm_table),
        .metric = read_number(found[RTA_PRIORITY], 0),
        .type = body->rtm_type,
        .gateway = found[RTA_GATEWAY] || found[RTA_VIA],
    };
}

} // namespace net
