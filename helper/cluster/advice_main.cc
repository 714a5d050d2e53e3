// booth-cluster-advice: says what the cluster's configuration lacks for a site's address, and how long the cluster may
// need to let go of tickets. A program of its own, because it links Pacemaker's libraries and may wait for the CIB:
// booth-helper stays fast, and ends it at a deadline.
#include "base/failure.hh"
#include "cluster/address_advice.hh"
#include "cluster/cib.hh"
#include "cluster/handover_advice.hh"

#include <cstdio>
#include <exception>
#include <string>
#include <vector>

namespace {

constexpr char usage[] = "usage: booth-cluster-advice address RESOURCE ADDRESS...\n"
                         "       booth-cluster-advice stop-time TICKET...\n"
                         "booth-helper runs it\n";

std::string advise(const std::vector<std::string> &words)
{
    auto configuration = cluster::query_configuration();
    if (words[0] == "address") {
        return cluster::address_advice(configuration.get(), {words.begin() + 2, words.end()}, words[1]) + "\n";
    }
    std::string lines;
    for (auto ticket = words.begin() + 1; ticket != words.end(); ++ticket) {
        lines += cluster::format_stop_time(*ticket, cluster::stop_time(configuration.get(), *ticket));
    }
    return lines;
}

} // namespace

int main(int argc, char *argv[])
{
    std::vector<std::string> words(argv + 1, argv + argc);
    bool good = (words.size() >= 3 && words[0] == "address") || (words.size() >= 2 && words[0] == "stop-time");
    if (!good) {
        std::fputs(usage, stderr);
        return 2;
    }
    try {
        std::fputs(advise(words).c_str(), stdout);
        return std::fflush(stdout) == 0 ? 0 : 1;
    } catch (const std::exception &error) {
        std::fprintf(stderr, "booth-cluster-advice: %s\n", error.what());
        return 1;
    }
}
