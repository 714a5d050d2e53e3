// booth-cluster-tickets follow | revoke TICKET EXPIRES: booth's tickets in the CIB, as they are and when one changes;
// and taking away one whose lease is over. A program of its own, because it links Pacemaker's libraries and waits
// for the CIB manager: booth-helperd never does, and ends it at a deadline. Ends as core/ticket_end.hh says.
#include "cluster/cib.hh"
#include "cluster/follower.hh"
#include "cluster/tickets.hh"
#include "core/ticket_end.hh"

#include <crm/common/results.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>
#include <string_view>

namespace {

using core::FollowEnd;
using core::RevokeEnd;

constexpr char usage[] = "usage: booth-cluster-tickets follow | revoke TICKET EXPIRES (booth-helperd runs it)\n";

// Seconds that the CIB manager has for one answer: less than who runs us waits. Pacemaker's library has limits of
// its own, on the wall clock, and none for connecting.
constexpr unsigned longest_wait = 4;

volatile std::sig_atomic_t exit_when_late = 1;

void end_late(int)
{
    static constexpr char line[] = "booth-cluster-tickets: the CIB manager of this node does not answer within 4 s: "
                                   "it hangs, is busy, or waits for corosync\n";
    [[maybe_unused]] auto written = ::write(STDERR_FILENO, line, sizeof line - 1);
    ::_exit(exit_when_late);
}

void prepare_deadline(int exit_code)
{
    exit_when_late = exit_code;
    std::signal(SIGALRM, end_late);
}

void say(const std::string &line)
{
    std::fprintf(stderr, "booth-cluster-tickets: %s\n", line.c_str());
}

int bad_input(const std::string &what)
{
    say(what + "; nothing was changed");
    return 2;
}

int follow()
{
    // Whoever runs us is not to wait for our end: systemd starts booth-helperd again only when all of it is gone.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    prepare_deadline(static_cast<int>(FollowEnd::unreachable));
    // A reader that is gone is an error like any other.
    std::signal(SIGPIPE, SIG_IGN);
    try {
        cluster::Follower follower([] { ::alarm(longest_wait); }, [] { ::alarm(0); });
        follower.run(STDIN_FILENO, STDOUT_FILENO);
        say("the end of standard input");
        return static_cast<int>(FollowEnd::input_ended);
    } catch (const cluster::CibFailure &failure) {
        say(failure.what());
        return failure.unreachable() ? static_cast<int>(FollowEnd::unreachable) : 1;
    }
}

RevokeEnd revoke_granted(const std::string &ticket, const std::string &expires)
{
    cluster::Cib cib(cluster::Cib::Access::write);
    auto path = cluster::path_of_granted(ticket, expires);
    // A look before, because every CIB manager of the cluster warns in its log of a change that finds nothing.
    if (cib.query(path) && cib.modify(path, cluster::revocation(ticket).get())) {
        std::printf("ticket %s, granted until %s, is revoked\n", ticket.c_str(), expires.c_str());
        return RevokeEnd::revoked;
    }
    std::printf("ticket %s is not granted until %s any more: another node was first, or it was renewed\n",
                ticket.c_str(), expires.c_str());
    return RevokeEnd::no_longer;
}

int revoke(const std::string &ticket, const std::string &expires)
{
    if (!cluster::is_ticket_name(ticket)) {
        return bad_input("'" + base::printable(ticket) +
                         "' is no name of a ticket of booth: letters, digits and - / _ . :, at most 63");
    }
    if (!cluster::is_time(expires)) {
        return bad_input("'" + base::printable(expires) +
                         "' is no time: seconds since 1970, as the CIB has it in expires");
    }
    prepare_deadline(static_cast<int>(RevokeEnd::unreachable));
    ::alarm(longest_wait);
    try {
        return static_cast<int>(revoke_granted(ticket, expires));
    } catch (const cluster::CibFailure &failure) {
        say("ticket " + ticket + ": " + failure.what());
        if (failure.number() == -pcmk_err_no_quorum) {
            return static_cast<int>(RevokeEnd::no_quorum);
        }
        return failure.unreachable() ? static_cast<int>(RevokeEnd::unreachable) : 1;
    }
}

} // namespace

int main(int argc, char *argv[])
{
    try {
        std::string_view word = argc > 1 ? argv[1] : "";
        if (word == "follow" && argc == 2) {
            return follow();
        }
        if (word == "revoke" && argc == 4) {
            return revoke(argv[2], argv[3]);
        }
    } catch (const std::exception &error) {
        say(error.what());
        return 1;
    }
    std::fputs(usage, stderr);
    return 2;
}
