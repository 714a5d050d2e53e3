// booth-cluster-advice RESOURCE ADDRESS...: says what the cluster's configuration lacks for a site's address.
// A program of its own, because it links Pacemaker's libraries and may wait for the CIB: booth-helper
// stays fast, and ends it at a deadline.
#include "base/failure.hh"
#include "cluster/address_advice.hh"
#include "cluster/cib.hh"

#include <cstdio>
#include <exception>
#include <string>
#include <vector>

int main(int argc, char *argv[])
{
    if (argc < 3) {
        std::fputs("usage: booth-cluster-advice RESOURCE ADDRESS... (booth-helper runs it)\n", stderr);
        return 2;
    }
    try {
        auto configuration = cluster::query_configuration();
        std::vector<std::string> addresses(argv + 2, argv + argc);
        std::puts(cluster::address_advice(configuration.get(), addresses, argv[1]).c_str());
        return 0;
    } catch (const std::exception &error) {
        std::fprintf(stderr, "booth-cluster-advice: %s\n", error.what());
        return 1;
    }
}
