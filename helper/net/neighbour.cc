#include "net/neighbour.hh"

#include "base/failure.hh"
#include "base/file.hh"

#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

namespace net {

using base::ExitCode;

namespace {

constexpr int hop_limit = 255; // RFC 4861 7.1.2: any other is dropped

sockaddr_in6 socket_address(const Link &link, const Address &address)
{
    sockaddr_in6 name{};
    name.sin6_family = AF_INET6;
    std::memcpy(&name.sin6_addr, address.bytes(), address.size());
    name.sin6_scope_id = static_cast<std::uint32_t>(link.index);
    return name;
}

void set_option(int fd, int option, int value, const std::string &link)
{
    if (::setsockopt(fd, IPPROTO_IPV6, option, &value, sizeof value) < 0) {
        throw base::system_failure("cannot set up neighbour advertisements on " + link);
    }
}

// Without the Router flag, neighbours would drop a forwarding node from their routers (RFC 4861 7.2.5).
bool forwards(const Link &link)
{
    auto setting = base::read_file("/proc/sys/net/ipv6/conf/" + link.name + "/forwarding", 64);
    return setting && !setting->empty() && setting->front() != '0';
}

} // namespace

Bytes advertisement(const Link &link, const Address &address, bool router)
{
    nd_neighbor_advert header{};
    header.nd_na_type = ND_NEIGHBOR_ADVERT;
    header.nd_na_flags_reserved = ND_NA_FLAG_OVERRIDE | (router ? ND_NA_FLAG_ROUTER : 0U);
    std::memcpy(&header.nd_na_target, address.bytes(), address.size());
    Bytes message(sizeof header);
    std::memcpy(message.data(), &header, sizeof header);
    if (!link.mac.empty()) {
        // Type, length in units of 8 bytes, hardware address, padding (RFC 4861 4.6.1).
        std::size_t units = (2 + link.mac.size() + 7) / 8;
        auto whole = message.size() + units * 8;
        message.push_back(ND_OPT_TARGET_LINKADDR);
        message.push_back(static_cast<std::uint8_t>(units));
        message.insert(message.end(), link.mac.begin(), link.mac.end());
        message.resize(whole);
    }
    return message;
}

AdvertisementSocket::AdvertisementSocket(const Link &link, const Address &address)
    : link_(link), address_(address), fd_(::socket(AF_INET6, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_ICMPV6))
{
    if (!fd_) {
        throw base::system_failure("cannot open a raw ICMPv6 socket",
                                   errno == EPERM ? ExitCode::not_permitted : ExitCode::error);
    }
    icmp6_filter none;
    ICMP6_FILTER_SETBLOCKALL(&none);
    if (::setsockopt(fd_.get(), IPPROTO_ICMPV6, ICMP6_FILTER, &none, sizeof none) < 0) {
        throw base::system_failure("cannot set up neighbour advertisements on " + link.name);
    }
    set_option(fd_.get(), IPV6_MULTICAST_IF, link.index, link.name);
    set_option(fd_.get(), IPV6_MULTICAST_HOPS, hop_limit, link.name);
    set_option(fd_.get(), IPV6_MULTICAST_LOOP, 0, link.name);
    auto name = socket_address(link, address);
    if (::bind(fd_.get(), reinterpret_cast<const sockaddr *>(&name), sizeof name) < 0) {
        throw base::system_failure("cannot send from " + address.text() + " on " + link.name);
    }
}

void AdvertisementSocket::announce()
{
    auto message = advertisement(link_, address_, forwards(link_));
    auto name = socket_address(link_, *Address::parse("ff02::1"));
    if (::sendto(fd_.get(), message.data(), message.size(), 0, reinterpret_cast<const sockaddr *>(&name),
                 sizeof name) < 0) {
        throw base::system_failure("cannot send a neighbour advertisement on " + link_.name);
    }
}

} // namespace net
