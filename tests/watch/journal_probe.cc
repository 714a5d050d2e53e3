// Logs one incident, and prints what came into the journal's socket and into syslog's:
// journal_probe journal|syslog LEVEL. The second word says which of the two is there.
#include "base/fd.hh"
#include "watch/journal.hh"

#include <sys/socket.h>
#include <sys/un.h>

#include <cstdio>
#include <cstring>
#include <string>

namespace {

base::Fd bound_to(const char *path)
{
    base::Fd socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path, sizeof address.sun_path - 1);
    if (::bind(socket.get(), reinterpret_cast<sockaddr *>(&address), sizeof address) < 0) {
        std::perror(path);
    }
    return socket;
}

void print_all(const char *name, const base::Fd &socket)
{
    char buffer[4096];
    for (;;) {
        auto got = ::recv(socket.get(), buffer, sizeof buffer, MSG_DONTWAIT);
        if (got < 0) {
            return;
        }
        std::printf("%s:\n%.*s\n", name, static_cast<int>(got), buffer);
    }
}

} // namespace

int main(int argc, char *argv[])
{
    auto level = base::parse_log_level(argc == 3 ? argv[2] : "");
    if (!level) {
        std::fprintf(stderr, "usage: journal_probe journal|syslog LEVEL\n");
        return 2;
    }
    base::Fd journal = std::string(argv[1]) == "journal" ? bound_to("/run/systemd/journal/socket") : base::Fd();
    base::Fd syslog = bound_to("/dev/log");
    base::open_log("booth-helperd", base::LogLevel::notice);
    base::copy_log_to_stderr();
    watch::log_incident(*level, "booth-ip: the address is gone",
                        {"booth-ip", {"ticketA", "ticketB"}, "", "address-gone"});
    print_all("journal", journal);
    print_all("syslog", syslog);
    return 0;
}
