// ARP: announcing an IPv4 address, and asking whether another host has it (RFC 826, RFC 5227).
#pragma once

#include "base/deadline.hh"
#include "base/fd.hh"
#include "net/interface.hh"

#include <optional>

namespace net {

enum class ArpOperation : std::uint16_t { request = 1, reply = 2 };

// The packet behind the link's own header. An unspecified sender address makes it a probe.
Bytes arp_packet(ArpOperation operation, const Link &link, const Address &sender, const Address &target);

// The hardware address of the host that, as this packet shows, has address or wants it at the same
// moment (RFC 5227 2.1.1); nothing for a packet of ours or about something else.
std::optional<Bytes> arp_conflict(const Bytes &packet, const Link &link, const Address &address);

// A packet socket on one link. Closing it takes the kernel some 16 ms.
class ArpSocket {
public:
    // One that does not listen receives nothing. Errors: Failure.
    ArpSocket(const Link &link, bool listen);

    // Both forms of gratuitous ARP: some devices take only one. Errors: Failure.
    void announce(const Address &address);

    // Asks three times, 50 ms apart (RFC 5227 2.2 allows short times on fast links), and returns the hardware
    // address of a host that has address. Errors: Failure, also when the deadline comes too soon.
    std::optional<Bytes> probe(const Address &address, const base::Deadline &deadline);

    int fd() const { return fd_.get(); }

private:
    void send(const Bytes &packet);
    std::optional<Bytes> listen_for(const Address &address, const base::Deadline &until);

    Link link_;
    base::Fd fd_;
};

// "02:00:00:00:00:01"
std::string format_mac(const Bytes &mac);

} // namespace net
