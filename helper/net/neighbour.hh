// IPv6 neighbour discovery: announcing an address by an unsolicited advertisement (RFC 4861 7.2.6).
#pragma once

#include "base/fd.hh"
#include "net/interface.hh"

namespace net {

// The ICMPv6 message, its checksum left to the kernel: Override set, Solicited not.
Bytes advertisement(const Link &link, const Address &address, bool router);

// A raw socket on one link that sends from the address itself to all nodes, hop limit 255.
class AdvertisementSocket {
public:
    // Errors: Failure, also when the address is not on the link or still tentative.
    AdvertisementSocket(const Link &link, const Address &address);

    // Errors: Failure.
    void announce();

    int fd() const { return fd_.get(); }

private:
    Link link_;
    Address address_;
    base::Fd fd_;
};

} // namespace net
