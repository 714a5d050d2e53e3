#include "net/arp.hh"

#include "base/failure.hh"

#include <arpa/inet.h>
#include <linux/if_arp.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

namespace net {

using base::Deadline;
using base::ExitCode;
using base::Failure;

namespace {

constexpr int probe_count = 3;
constexpr base::Milliseconds probe_interval{50};
constexpr std::size_t header_size = 8;

void put16(Bytes &packet, std::uint16_t value)
{
    packet.push_back(static_cast<std::uint8_t>(value >> 8));
    packet.push_back(static_cast<std::uint8_t>(value & 0xff));
}

void put(Bytes &packet, const std::uint8_t *bytes, std::size_t size)
{
    packet.insert(packet.end(), bytes, bytes + size);
}

sockaddr_ll link_address(const Link &link)
{
    sockaddr_ll name{};
    name.sll_family = AF_PACKET;
    name.sll_protocol = htons(ETH_P_ARP);
    name.sll_ifindex = link.index;
    name.sll_halen = static_cast<unsigned char>(link.broadcast_mac.size());
    std::memcpy(name.sll_addr, link.broadcast_mac.data(), link.broadcast_mac.size());
    return name;
}

base::Fd open_socket(const Link &link, bool listen)
{
    if (link.mac.empty() || link.mac.size() != link.broadcast_mac.size() ||
        link.broadcast_mac.size() > sizeof(sockaddr_ll::sll_addr)) {
        throw Failure(ExitCode::error, "ARP on " + link.name + " is not supported: its hardware addresses have " +
                                           std::to_string(link.mac.size()) + " bytes");
    }
    base::Fd fd(::socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!fd) {
        throw base::system_failure("cannot open a packet socket", errno == EPERM ? ExitCode::not_permitted
                                                                                 : ExitCode::error);
    }
    auto name = link_address(link);
    if (listen && ::bind(fd.get(), reinterpret_cast<const sockaddr *>(&name), sizeof name) < 0) {
        throw base::system_failure("cannot listen for ARP on " + link.name);
    }
    return fd;
}

} // namespace

Bytes arp_packet(ArpOperation operation, const Link &link, const Address &sender, const Address &target)
{
    Bytes packet;
    put16(packet, link.type == ARPHRD_LOOPBACK ? ARPHRD_ETHER : link.type);
    put16(packet, ETH_P_IP);
    packet.push_back(static_cast<std::uint8_t>(link.mac.size()));
    packet.push_back(4);
    put16(packet, static_cast<std::uint16_t>(operation));
    put(packet, link.mac.data(), link.mac.size());
    put(packet, sender.bytes(), 4);
    // A request does not know the target's hardware address; a gratuitous reply goes to itself.
    Bytes target_mac = operation == ArpOperation::reply ? link.mac : Bytes(link.mac.size(), 0);
    put(packet, target_mac.data(), target_mac.size());
    put(packet, target.bytes(), 4);
    return packet;
}

std::optional<Bytes> arp_conflict(const Bytes &packet, const Link &link, const Address &address)
{
    auto mac_size = link.mac.size();
    if (packet.size() < header_size + 2 * (mac_size + 4) || packet[4] != mac_size || packet[5] != 4 ||
        packet[2] != (ETH_P_IP >> 8) || packet[3] != (ETH_P_IP & 0xff)) {
        return std::nullopt;
    }
    auto *start = packet.data() + header_size;
    Bytes sender_mac(start, start + mac_size);
    auto sender = Address::from_bytes(start + mac_size, 4);
    auto target = Address::from_bytes(start + 2 * mac_size + 4, 4);
    bool is_request = packet[6] == 0 && packet[7] == static_cast<std::uint8_t>(ArpOperation::request);
    bool probes_too = is_request && sender->is_unspecified() && *target == address;
    if (sender_mac == link.mac || (*sender != address && !probes_too)) {
        return std::nullopt;
    }
    return sender_mac;
}

ArpSocket::ArpSocket(const Link &link, bool listen) : link_(link), fd_(open_socket(link, listen)) {}

void ArpSocket::send(const Bytes &packet)
{
    auto name = link_address(link_);
    if (::sendto(fd_.get(), packet.data(), packet.size(), 0, reinterpret_cast<const sockaddr *>(&name), sizeof name) <
        0) {
        throw base::system_failure("cannot send ARP on " + link_.name);
    }
}

void ArpSocket::announce(const Address &address)
{
    send(arp_packet(ArpOperation::request, link_, address, address));
    send(arp_packet(ArpOperation::reply, link_, address, address));
}

std::optional<Bytes> ArpSocket::listen_for(const Address &address, const Deadline &until)
{
    Bytes packet(256);
    while (base::wait_ready(fd_.get(), POLLIN, until)) {
        ssize_t got = ::recv(fd_.get(), packet.data(), packet.size(), 0);
        if (got < 0 && errno != EAGAIN && errno != EINTR) {
            throw base::system_failure("cannot listen for ARP on " + link_.name);
        }
        if (got > 0) {
            Bytes received(packet.begin(), packet.begin() + got);
            if (auto owner = arp_conflict(received, link_, address)) {
                return owner;
            }
        }
        if (until.passed()) {
            break;
        }
    }
    return std::nullopt;
}

std::optional<Bytes> ArpSocket::probe(const Address &address, const Deadline &deadline)
{
    auto nobody = *Address::parse("0.0.0.0");
    auto question = arp_packet(ArpOperation::request, link_, nobody, address);
    for (int i = 0; i < probe_count; ++i) {
        send(question);
        if (auto owner = listen_for(address, Deadline::after(probe_interval))) {
            return owner;
        }
    }
    auto owner = listen_for(address, Deadline::after(probe_interval));
    if (!owner && deadline.passed()) {
        throw Failure(ExitCode::error, "no time left to ask the network for a duplicate of " + address.text());
    }
    return owner;
}

std::string format_mac(const Bytes &mac)
{
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (auto byte : mac) {
        text += text.empty() ? "" : ":";
        text += {digits[byte >> 4], digits[byte & 15]};
    }
    return text;
}

} // namespace net
