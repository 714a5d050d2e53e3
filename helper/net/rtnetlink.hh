// The kernel's view of the network, asked and changed by rtnetlink.
#pragma once

#include "base/deadline.hh"
#include "base/fd.hh"
#include "net/interface.hh"

#include <functional>
#include <string>
#include <vector>

struct nlmsghdr;

namespace net {

// What the kernel says to one request: 0 or a number of errno(3), and its own words, if any.
struct Answer {
    int error = 0;
    std::string text = {};

    std::string reason() const;
};

// A socket of its own. Every function ends by the deadline. Errors: Failure.
class Rtnetlink {
public:
    Rtnetlink();

    std::vector<Link> links(const base::Deadline &deadline);
    // Only those that are wanted, where that is said: a node may have very many.
    using Wanted = std::function<bool(const InterfaceAddress &)>;
    std::vector<InterfaceAddress> addresses(Family family, const base::Deadline &deadline, const Wanted &wanted = {});
    std::vector<Route> routes(Family family, const base::Deadline &deadline);

    // Hands requests (net/message.hh) to the kernel in one system call, so that it does all of them even
    // if this process is killed meanwhile. One answer for each.
    std::vector<Answer> perform(std::vector<Bytes> requests, const base::Deadline &deadline);

private:
    using Visit = std::function<void(const nlmsghdr *)>;

    void send(const Bytes &data);
    void dump(std::uint16_t type, std::uint8_t family, const Visit &visit, const std::function<void()> &restart,
              const base::Deadline &deadline);
    bool read_dump(std::uint32_t sequence, const Visit &visit, const base::Deadline &deadline);
    template <typename T, typename Parse>
    std::vector<T> collect(std::uint16_t type, std::uint8_t family, Parse parse,
                           const std::function<bool(const T &)> &wanted, const base::Deadline &deadline);

    base::Fd fd_;
    Bytes buffer_;
    std::uint32_t sequence_ = 0;
};

} // namespace net
