// The kernel's notices of changed links and addresses, from construction on.
#pragma once

#include "base/deadline.hh"
#include "base/fd.hh"
#include "net/interface.hh"

#include <functional>
#include <variant>

struct nlmsghdr;

namespace net {

struct LinkEvent {
    Link link;
    bool removed = false;
};

struct AddressEvent {
    InterfaceAddress address;
    bool removed = false;
};

// Nothing for a message about anything else, such as what a bridge tells of a port that leaves it.
using Event = std::variant<std::monostate, LinkEvent, AddressEvent>;
Event parse_event(const nlmsghdr *message);

class Events {
public:
    // groups: RTMGRP_LINK, RTMGRP_IPV4_IFADDR, RTMGRP_IPV6_IFADDR. Errors: Failure.
    explicit Events(std::uint32_t groups);
    // The addresses of one family.
    explicit Events(Family family);

    // What one reading came to.
    struct Batch {
        bool drained = false; // nothing was left at the end
        bool lost = false;    // notices were lost (ENOBUFS): what was known before may be wrong
    };
    // Hands out what is there, at most limit datagrams, and does not wait. Those that other programs
    // sent are dropped. Errors: Failure.
    using Visit = std::function<void(const Event &)>;
    Batch take(std::size_t limit, const Visit &visit);

    // Waits for the next notices and drops them; returns at the deadline too. They say only that it is
    // time to look again: they can get lost. Errors: Failure.
    void wait(const base::Deadline &deadline);

    int fd() const { return fd_.get(); }

private:
    base::Fd fd_;
    Bytes buffer_;
};

} // namespace net
