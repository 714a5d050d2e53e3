// Tells the neighbours of a link that an address is here now.
#pragma once

#include "net/arp.hh"
#include "net/neighbour.hh"

#include <variant>

namespace net {

class Announcer {
public:
    // Errors: Failure. IPv6: the address must be on the link and not tentative.
    Announcer(const Link &link, const Address &address)
        : address_(address), socket_(address.family() == Family::ipv4
                                         ? Socket(std::in_place_type<ArpSocket>, link, false)
                                         : Socket(std::in_place_type<AdvertisementSocket>, link, address))
    {
    }

    // Sends one announcement. Errors: Failure.
    void announce()
    {
        if (auto *arp = std::get_if<ArpSocket>(&socket_)) {
            arp->announce(address_);
        } else {
            std::get<AdvertisementSocket>(socket_).announce();
        }
    }

    int fd() const
    {
        return std::visit([](const auto &socket) { return socket.fd(); }, socket_);
    }

private:
    using Socket = std::variant<ArpSocket, AdvertisementSocket>;

    Address address_;
    Socket socket_;
};

} // namespace net
