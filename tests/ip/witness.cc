// Prints what it hears of ARP and neighbour advertisements on an interface, a line for each packet:
//   arp request|reply HARDWARE SENDER TARGET
//   na FLAGS HOPLIMIT SOURCE TARGET
// Usage: witness INTERFACE SECONDS; prints "ready" once it listens.
#include "base/deadline.hh"
#include "base/failure.hh"
#include "net/arp.hh"

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/icmp6.h>
#include <netinet/ip6.h>
#include <poll.h>
#include <sys/socket.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

using net::Address;
using net::Bytes;

base::Fd listen_on(const char *interface)
{
    base::Fd fd(::socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, htons(ETH_P_ALL)));
    sockaddr_ll name{};
    name.sll_family = AF_PACKET;
    name.sll_protocol = htons(ETH_P_ALL);
    name.sll_ifindex = static_cast<int>(::if_nametoindex(interface));
    if (!fd || name.sll_ifindex == 0 ||
        ::bind(fd.get(), reinterpret_cast<const sockaddr *>(&name), sizeof name) < 0) {
        throw base::system_failure(std::string("cannot listen on ") + interface);
    }
    return fd;
}

std::string text_at(const Bytes &packet, std::size_t offset, std::size_t size)
{
    return Address::from_bytes(packet.data() + offset, size)->text();
}

void print_arp(const Bytes &packet)
{
    if (packet.size() < 28) {
        return;
    }
    Bytes mac(packet.begin() + 8, packet.begin() + 14);
    std::printf("arp %s %s %s %s\n", packet[7] == 1 ? "request" : "reply", net::format_mac(mac).c_str(),
                text_at(packet, 14, 4).c_str(), text_at(packet, 24, 4).c_str());
}

void print_advertisement(const Bytes &packet)
{
    constexpr std::size_t start = sizeof(ip6_hdr);
    if (packet.size() < start + sizeof(nd_neighbor_advert) || packet[6] != IPPROTO_ICMPV6 ||
        packet[start] != ND_NEIGHBOR_ADVERT) {
        return;
    }
    std::printf("na %02x %d %s %s\n", packet[start + 4], packet[7], text_at(packet, 8, 16).c_str(),
                text_at(packet, start + 8, 16).c_str());
}

void receive(int fd)
{
    Bytes packet(2048);
    sockaddr_ll from{};
    socklen_t size = sizeof from;
    ssize_t got = ::recvfrom(fd, packet.data(), packet.size(), 0, reinterpret_cast<sockaddr *>(&from), &size);
    if (got <= 0 || from.sll_pkttype == PACKET_OUTGOING) {
        return;
    }
    packet.resize(static_cast<std::size_t>(got));
    if (ntohs(from.sll_protocol) == ETH_P_ARP) {
        print_arp(packet);
    } else if (ntohs(from.sll_protocol) == ETH_P_IPV6) {
        print_advertisement(packet);
    }
}

} // namespace

int main(int argc, char *argv[])
{
    if (argc != 3) {
        return 2;
    }
    try {
        std::setvbuf(stdout, nullptr, _IOLBF, 0);
        auto fd = listen_on(argv[1]);
        std::puts("ready");
        auto deadline = base::Deadline::after(std::chrono::seconds(std::atoi(argv[2])));
        while (base::wait_ready(fd.get(), POLLIN, deadline) && !deadline.passed()) {
            receive(fd.get());
        }
    } catch (const std::exception &error) {
        std::fprintf(stderr, "witness: %s\n", error.what());
        return 1;
    }
    return 0;
}
