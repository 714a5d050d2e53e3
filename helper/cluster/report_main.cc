// booth-cluster-report report|look RESOURCE GENERATION MILLISECONDS: tells the cluster that a resource has failed.
// A program of its own, because it links Pacemaker's libraries and may wait for the cluster: booth-helperd
// goes on watching, and ends it at a deadline. Its exit code is a core::ReportEnd; its last line says why.
#include "cluster/report.hh"

#include "base/number.hh"

#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <optional>

namespace {

using base::Milliseconds;
using core::ReportEnd;

constexpr char usage[] = "usage: booth-cluster-report report|look RESOURCE GENERATION MILLISECONDS "
                         "(booth-helperd runs it)\n";

struct Request {
    core::Ask ask;
    std::string resource;
    std::string generation;
    Milliseconds limit;
};

std::optional<Request> parse(int argc, char *argv[])
{
    static constexpr unsigned most = 600 * 1000;
    if (argc != 5) {
        return std::nullopt;
    }
    auto ask = core::parse_ask(argv[1]);
    auto limit = base::parse_number<unsigned>(argv[4]);
    if (!ask || !limit || *limit == 0 || *limit > most) {
        return std::nullopt;
    }
    return Request{*ask, argv[2], argv[3], Milliseconds(*limit)};
}

// Pacemaker's library has waits of its own that no deadline of ours reaches.
void end_at(Milliseconds limit)
{
    std::signal(SIGALRM, [](int) {
        static constexpr char line[] = "the cluster on this node does not answer in time\n";
        [[maybe_unused]] auto written = ::write(STDOUT_FILENO, line, sizeof line - 1);
        ::_exit(static_cast<int>(ReportEnd::unreachable));
    });
    ::alarm(static_cast<unsigned>(std::chrono::ceil<std::chrono::seconds>(limit).count()));
}

} // namespace

int main(int argc, char *argv[])
{
    auto request = parse(argc, argv);
    if (!request) {
        std::fputs(usage, stderr);
        return 2;
    }
    end_at(request->limit);
    try {
        // A tenth is kept for ending by ourselves, with a reason.
        auto deadline = base::Deadline::after(request->limit * 9 / 10);
        auto outcome = cluster::report(request->ask, request->resource, request->generation, deadline);
        std::puts(outcome.text.c_str());
        return static_cast<int>(outcome.end);
    } catch (const std::exception &error) {
        std::puts(error.what());
        return static_cast<int>(ReportEnd::unreachable);
    }
}
