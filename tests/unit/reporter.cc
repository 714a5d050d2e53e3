#include "watch/reporter.hh"

#include "folder.hh"

#include <boost/test/unit_test.hpp>

#include <sys/wait.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <vector>

using base::Milliseconds;
using core::Ask;
using core::ReportEnd;

namespace {

// A program in place of booth-cluster-report, for which there is no cluster here; its end is what matters.
class Script : public Folder {
public:
    explicit Script(const std::string &body) : program(write_program("program", body)) {}

    std::string program;
};

struct End {
    std::string resource;
    ReportEnd end;
    std::string text;
};

// The ends of one report for each of the resources, in their order; fewer when the deadline came first.
std::vector<End> run(const std::string &program, const std::vector<std::string> &resources,
                     Milliseconds limit = Milliseconds(20000), Ask ask = Ask::report)
{
    loop::Loop loop;
    watch::Reporter reporter(loop, limit, program);
    loop::Timer deadline(loop, loop::Priority::low, [&] { loop.stop(); });
    deadline.start(Milliseconds(30000));
    std::vector<End> ends;
    for (const auto &resource : resources) {
        reporter.report(ask, resource, "generation", [&, resource](ReportEnd end, const std::string &text) {
            ends.push_back({resource, end, text});
            if (ends.size() == resources.size()) {
                loop.stop();
            }
        });
    }
    BOOST_TEST(ends.empty());
    loop.run();
    return ends;
}

bool contains(const std::string &text, const std::string &part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_CASE(the_exit_code_and_the_last_line_come_back)
{
    Script script("echo first; echo 'the last one'; exit 21");
    auto ends = run(script.program, {"booth-ip"});
    BOOST_REQUIRE(ends.size() == 1U);
    BOOST_TEST((ends[0].end == ReportEnd::known));
    BOOST_TEST(ends[0].text == "the last one");
}

BOOST_AUTO_TEST_CASE(the_program_is_told_what_to_do)
{
    Script script("printf '%s\\n' \"$@\" >arguments; exit 23");
    BOOST_TEST((run(script.program, {"booth ip"}, Milliseconds(7000), Ask::look).at(0).end == ReportEnd::managed));
    std::vector<std::string> expected{"look", "booth ip", "generation", "7000"};
    BOOST_TEST(script.lines("arguments") == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_program_that_fails_is_an_unreachable_cluster)
{
    Script silent("exit 1");
    auto end = run(silent.program, {"booth-ip"}).at(0);
    BOOST_TEST((end.end == ReportEnd::unreachable));
    BOOST_TEST(contains(end.text, "exit code 1"), end.text);
    Script killed("echo dying; kill -SEGV $$");
    end = run(killed.program, {"booth-ip"}).at(0);
    BOOST_TEST((end.end == ReportEnd::unreachable));
    BOOST_TEST(end.text == "dying");
}

BOOST_AUTO_TEST_CASE(a_missing_program_is_named)
{
    auto end = run("/nonexistent/booth-cluster-report", {"booth-ip"}).at(0);
    BOOST_TEST((end.end == ReportEnd::unreachable));
    BOOST_TEST(contains(end.text, "cannot run /nonexistent/booth-cluster-report"), end.text);
}

BOOST_AUTO_TEST_CASE(a_program_that_hangs_is_killed_with_what_it_started)
{
    Script script("sleep 1000 & echo $! >pids; echo $$ >>pids; wait");
    auto end = run(script.program, {"booth-ip"}, Milliseconds(1000)).at(0);
    BOOST_TEST((end.end == ReportEnd::unreachable));
    BOOST_TEST(contains(end.text, "within 1000 ms"), end.text);
    auto pids = script.lines("pids");
    BOOST_REQUIRE(pids.size() == 2U);
    // The child's zombie would be ours to collect; its own child's is init's.
    BOOST_TEST(::kill(std::stoi(pids[1]), 0) < 0);
    std::ifstream stat("/proc/" + pids[0] + "/stat");
    std::string line;
    std::getline(stat, line);
    BOOST_TEST((line.empty() || contains(line, ") Z ")), line);
    BOOST_TEST(::waitpid(-1, nullptr, WNOHANG) < 0);
    for (const auto &pid : pids) {
        ::kill(std::stoi(pid), SIGKILL); // what a defect left behind
    }
}

BOOST_AUTO_TEST_CASE(others_wait_while_four_run)
{
    // The first ones wait until four run; then each counts for a while how many do.
    Script script("mkdir running-$2; own=running-$2; most=0\n"
                  "until [ -e enough ]; do set -- running-*; [ $# -lt 4 ] || : >enough; done\n"
                  "for i in 1 2 3 4 5; do set -- running-*; [ $# -le $most ] || most=$#; sleep 0.02; done\n"
                  "echo $most >>counts; rmdir $own; exit 20");
    std::vector<std::string> resources;
    for (int i = 0; i < 12; ++i) {
        resources.push_back("r" + std::to_string(i));
    }
    auto ends = run(script.program, resources);
    BOOST_TEST(ends.size() == resources.size());
    BOOST_TEST(std::all_of(ends.begin(), ends.end(), [](const End &end) { return end.end == ReportEnd::reported; }));
    auto counts = script.lines("counts");
    BOOST_TEST(counts.size() == resources.size());
    for (const auto &count : counts) {
        BOOST_TEST(std::stoi(count) <= 4);
    }
}

BOOST_AUTO_TEST_CASE(a_reporter_that_goes_away_calls_nobody_and_lets_the_program_end)
{
    Script script(": >started; until [ -e go ]; do sleep 0.01; done; : >ended; exit 20");
    bool called = false;
    loop::Loop loop;
    auto run_until = [&](const std::string &file) {
        auto deadline = base::Deadline::after(Milliseconds(20000));
        loop::Timer poll(loop, loop::Priority::low, [&] {
            if (std::filesystem::exists(script.path + "/" + file) || deadline.passed()) {
                loop.stop();
            } else {
                poll.start(Milliseconds(5));
            }
        });
        poll.start(Milliseconds::zero());
        loop.run();
        return !deadline.passed();
    };
    {
        watch::Reporter reporter(loop, Milliseconds(20000), script.program);
        reporter.report(Ask::report, "booth-ip", "generation", [&](ReportEnd, const std::string &) { called = true; });
        BOOST_TEST(run_until("started"));
    }
    std::ofstream(script.path + "/go");
    BOOST_TEST(run_until("ended"));
    BOOST_TEST(::waitpid(-1, nullptr, 0) > 0);
    BOOST_TEST(!called);
}
