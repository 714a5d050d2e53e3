#include "ip/announce.hh"

#include "base/failure.hh"
#include "base/log.hh"
#include "net/announcer.hh"
#include "net/rtnetlink.hh"
#include "ocf/state_file.hh"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace ip {

using base::Deadline;
using base::Milliseconds;

namespace {

// RFC 4861 7.2.6: MAX_NEIGHBOR_ADVERTISEMENT, and RetransTimer between them.
constexpr int most_advertisements = 3;
constexpr Milliseconds least_advertisement_interval{1000};

// How long the background process may live beyond its announcements, and wait for one lock.
constexpr Milliseconds overtime{10000};
constexpr Milliseconds longest_life{600000};
constexpr Milliseconds lock_time{2000};

// So long it keeps the socket, so that closing it costs this process its 16 ms and not its parent.
constexpr Milliseconds linger{20};

bool still_here(const IpRecord &record, const Deadline &deadline)
{
    net::Rtnetlink kernel;
    auto addresses = kernel.addresses(record.address.family(), deadline);
    return std::any_of(addresses.begin(), addresses.end(), [&](const net::InterfaceAddress &copy) {
        return copy.address == record.address && copy.index == record.place.index && !copy.tentative() &&
               !copy.dad_failed();
    });
}

// Under the lock, so that nothing is announced once stop has removed the file. False: it is over.
bool announce_if_started(const IpRecord &record, net::Announcer &announcer, const Deadline &deadline)
{
    auto turn = deadline.within(lock_time);
    auto state = ocf::StateFile::acquire_existing(record.resource, turn);
    auto started = to_ip_record(state ? state->read() : std::nullopt);
    if (!started || started->address != record.address || started->place.index != record.place.index ||
        !still_here(record, turn)) {
        return false;
    }
    announcer.announce();
    return true;
}

void announce_rest(const IpRecord &record, net::Announcer &announcer, int count, Milliseconds interval)
{
    auto deadline = Deadline::after(std::min(longest_life, interval * count + overtime));
    for (int i = 0; i < count && !deadline.passed(); ++i) {
        base::pause(interval, deadline);
        if (!announce_if_started(record, announcer, deadline)) {
            return;
        }
    }
    base::pause(linger, deadline);
}

// Lets go of everything that Pacemaker, or a test, waits for to be closed, and of our own locks.
void drop_descriptors(int keep)
{
    ::close_range(3, static_cast<unsigned>(keep) - 1, 0);
    ::close_range(static_cast<unsigned>(keep) + 1, ~0U, 0);
    int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int standard : {0, 1, 2}) {
        if (nothing >= 0) {
            ::dup2(nothing, standard);
        } else {
            ::close(standard);
        }
    }
    if (nothing > 2) {
        ::close(nothing);
    }
}

// The executor kills an action's process group and waits for its children; a session of its own, and the
// detour by a process that ends at once, leave it alone.
[[noreturn]] void detach(const IpRecord &record, net::Announcer &announcer, int count, Milliseconds interval)
{
    ::setsid();
    drop_descriptors(announcer.fd());
    if (::fork() == 0) {
        try {
            announce_rest(record, announcer, count, interval);
        } catch (const std::exception &) {
            // The log is closed with the other descriptors; the next monitor finds what is wrong.
        }
    }
    ::_exit(0);
}

void announce_in_background(const IpRecord &record, net::Announcer announcer, int count, Milliseconds interval)
{
    auto child = ::fork();
    if (child < 0) {
        throw base::system_failure("cannot fork for the further announcements");
    }
    if (child == 0) {
        detach(record, announcer, count, interval);
    }
    while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
    }
}

} // namespace

void announce(const IpRecord &record, const net::Link &link, int count, std::chrono::milliseconds interval)
{
    if (count == 0 || link.loopback || !link.resolves) {
        return;
    }
    if (record.address.family() == net::Family::ipv6) {
        count = std::min(count, most_advertisements);
        interval = std::max(interval, least_advertisement_interval);
    }
    try {
        net::Announcer announcer(link, record.address);
        announcer.announce();
        announce_in_background(record, std::move(announcer), count - 1, interval);
    } catch (const base::Failure &failure) {
        base::log(base::LogLevel::warning,
                  record.resource + ": " + record.address.text() + " is not announced: " + failure.what());
    }
}

} // namespace ip
