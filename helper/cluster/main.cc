// booth-cluster-advice ADDRESS RESOURCE: says what the cluster's configuration lacks for a site's address.
// A program of its own, because it links Pacemaker's libraries and may wait for the CIB: booth-helper
// stays fast, and ends it at a deadline.
#include "base/failure.hh"
#include "cluster/address_advice.hh"
#include "cluster/cib.hh"

#include <cstdio>
#include <exception>

int main(int argc, char *argv[])
{
    if (argc != 3) {
        std::fputs("Usage: booth-cluster-advice ADDRESS RESOURCE (booth-helper runs it)\n", stderr);
        return 2;
    }
    try {
        auto configuration = cluster::query_configuration();
        std::puts(cluster::address_advice(configuration.get(), argv[1], argv[2]).c_str());
        return 0;
    } catch (const std::exception &error) {
        std::fprintf(stderr, "booth-cluster-advice: %s\n", error.what());
        return 1;
    }
}
