#include "base/failure.hh"
#include "base/fd.hh"
#include "helperd/service_manager.hh"
#include "helperd/settings.hh"

#include <boost/test/unit_test.hpp>

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

using base::LogLevel;
using base::Milliseconds;
using helperd::parse_settings;
using helperd::Settings;

namespace {

// What a text that must be refused is refused with.
std::string refusal(const std::string &text)
{
    try {
        parse_settings(text, "/etc/x.conf");
    } catch (const base::Failure &failure) {
        BOOST_TEST((failure.code() == base::ExitCode::not_configured));
        return failure.what();
    }
    return "accepted";
}

// Every setting, so that a key that is forgotten in a comparison is seen.
std::string written(const Settings &settings)
{
    const auto &[level, watcher, guard] = settings;
    const auto &[interval, timeout, missed, grace] = watcher.answers;
    std::ostringstream text;
    text << static_cast<int>(level) << ' ' << interval.count() << ' ' << timeout.count() << ' ' << missed << ' '
         << grace.count() << ' ' << watcher.report_timeout.count() << ' ' << guard::word(guard.mode) << ' '
         << guard.margin.count();
    return text.str();
}

std::string example_file()
{
    const char *source = std::getenv("top_srcdir");
    BOOST_REQUIRE_MESSAGE(source != nullptr, "top_srcdir is not set: run by make check");
    std::ifstream file(std::string(source) + "/packaging/helper.conf");
    std::ostringstream text;
    text << file.rdbuf();
    BOOST_REQUIRE(!text.str().empty());
    return text.str();
}

} // namespace

BOOST_AUTO_TEST_CASE(settings_every_key_is_taken)
{
    auto settings = parse_settings("# a comment\n"
                                   "\n"
                                   "log-level = debug\n"
                                   "answer-timeout=500ms # of boothd\n"
                                   "  missed-answers = 5\n"
                                   "busy-grace = 1s\r\n"
                                   "link-debounce = 0s\n"
                                   "report-timeout = 7",
                                   "x");
    BOOST_TEST((settings.log_level == LogLevel::debug));
    BOOST_TEST(settings.watcher.answers.timeout.count() == 500);
    BOOST_TEST(settings.watcher.answers.missed == 5);
    BOOST_TEST(settings.watcher.answers.grace.count() == 1000);
    BOOST_TEST(settings.watcher.link_debounce.count() == 0);
    BOOST_TEST(settings.watcher.report_timeout.count() == 7000);
}

BOOST_AUTO_TEST_CASE(settings_without_a_line_are_the_defaults)
{
    BOOST_TEST(written(parse_settings("", "x")) == written(Settings{}));
    BOOST_TEST(written(parse_settings("\n# missed-answers = 9\n", "x")) == written(Settings{}));
    BOOST_TEST(written(helperd::load_settings("/nonexistent/helper.conf")) == written(Settings{}));
    BOOST_TEST(written(parse_settings("missed-answers = 9", "x")) != written(Settings{}));
}

BOOST_AUTO_TEST_CASE(settings_refusals_name_file_line_and_what_is_expected)
{
    BOOST_TEST(refusal("\nlog-levle = debug") ==
               "/etc/x.conf line 2: unknown key \"log-levle\": expected one of log-level, answer-timeout, "
               "missed-answers, busy-grace, link-debounce, report-timeout, lease-guard, lease-margin");
    BOOST_TEST(refusal("missed-answers = 3\n\nmissed-answers = 3") ==
               "/etc/x.conf line 3: missed-answers is set a second time: expected each key once");
    BOOST_TEST(refusal("log-level = loud") ==
               "/etc/x.conf line 1: log-level = \"loud\": expected error, warning, notice, info or debug");
    BOOST_TEST(refusal("answer-timeout = 2m") ==
               "/etc/x.conf line 1: answer-timeout = \"2m\": expected a duration from 100ms to 60s, as 2s or 500ms");
    BOOST_TEST(refusal("missed-answers =") ==
               "/etc/x.conf line 1: missed-answers = \"\": expected a whole number from 1 to 100");
    BOOST_TEST(refusal("missed-answers 3") ==
               "/etc/x.conf line 1: \"missed-answers 3\": expected KEY = VALUE or a # comment");
}

BOOST_AUTO_TEST_CASE(settings_out_of_bounds_and_malformed_lines_are_refused)
{
    for (const char *wrong :
         {"answer-timeout = 99ms", "answer-timeout = 60001ms", "missed-answers = 0", "missed-answers = 101",
          "missed-answers = 3x", "missed-answers = -1", "busy-grace = 3601s", "busy-grace = -1s",
          "report-timeout = 499ms", "report-timeout = 61s", "link-debounce = 10001ms", "log-level = DEBUG", "log-level =", "missed = 3",
          "missed-answers* = 3", "* = 3", "= 3", "[watcher]", "missed-answers = 3 4", "\x01"}) {
        BOOST_TEST(refusal(wrong) != "accepted", wrong);
    }
    for (const char *right : {"answer-timeout = 100ms", "answer-timeout = 60s", "missed-answers = 1",
                              "missed-answers = 100", "busy-grace = 0s", "busy-grace = 3600s",
                              "report-timeout = 500ms", "report-timeout = 60s", "link-debounce = 10s"}) {
        BOOST_TEST(refusal(right) == "accepted", right);
    }
}

BOOST_AUTO_TEST_CASE(settings_of_a_file_that_cannot_be_read_are_refused)
{
    BOOST_CHECK_THROW(helperd::load_settings("/"), base::Failure);
}

// The example shows every key once, commented out, with its default.
BOOST_AUTO_TEST_CASE(settings_the_example_shows_the_defaults)
{
    auto example = example_file();
    BOOST_TEST(written(parse_settings(example, "example")) == written(Settings{}));
    std::regex setting("^#([a-z-]+ = .*)$", std::regex::ECMAScript | std::regex::multiline);
    std::set<std::string> keys;
    std::string uncommented;
    for (std::sregex_iterator match(example.begin(), example.end(), setting), end; match != end; ++match) {
        auto line = (*match)[1].str();
        keys.insert(line.substr(0, line.find(' ')));
        uncommented += line + "\n";
    }
    BOOST_TEST(written(parse_settings(uncommented, "example")) == written(Settings{}));
    std::set<std::string> known;
    std::smatch names;
    auto refused = refusal("x = 1");
    BOOST_REQUIRE(std::regex_search(refused, names, std::regex("one of (.*)")));
    std::istringstream list(names[1].str());
    for (std::string name; std::getline(list >> std::ws, name, ',');) {
        known.insert(name);
    }
    BOOST_TEST(keys == known, boost::test_tools::per_element());
}

#ifdef HAVE_SYSTEMD

namespace {

// systemd's end of the notification socket.
class Manager {
public:
    Manager() : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0))
    {
        // An abstract name that the kernel chooses (unix(7), autobind).
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        BOOST_REQUIRE(::bind(socket_.get(), reinterpret_cast<sockaddr *>(&address), sizeof(sa_family_t)) == 0);
        socklen_t length = sizeof address;
        BOOST_REQUIRE(::getsockname(socket_.get(), reinterpret_cast<sockaddr *>(&address), &length) == 0);
        std::string name(address.sun_path + 1, length - sizeof(sa_family_t) - 1);
        ::setenv("NOTIFY_SOCKET", ("@" + name).c_str(), 1);
    }
    Manager(const Manager &) = delete;
    Manager &operator=(const Manager &) = delete;
    ~Manager()
    {
        for (const char *name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}) {
            ::unsetenv(name);
        }
    }

    static void want_watchdog(const std::string &microseconds, pid_t pid)
    {
        ::setenv("WATCHDOG_USEC", microseconds.c_str(), 1);
        ::setenv("WATCHDOG_PID", std::to_string(pid).c_str(), 1);
    }

    // The next message, without waiting; empty when there is none.
    std::string next() const
    {
        char buffer[256];
        auto got = ::recv(socket_.get(), buffer, sizeof buffer, MSG_DONTWAIT);
        return got < 0 ? std::string() : std::string(buffer, static_cast<std::size_t>(got));
    }

    int fd() const { return socket_.get(); }

private:
    base::Fd socket_;
};

// Runs the loop until the manager got count messages, or limit has passed; says what it got.
std::vector<std::string> messages(loop::Loop &loop, const Manager &manager, std::size_t count, Milliseconds limit)
{
    std::vector<std::string> got;
    loop::FdSource source(loop, loop::Priority::medium, manager.fd(), POLLIN, [&](short) {
        got.push_back(manager.next());
        if (got.size() == count) {
            loop.stop();
        }
    });
    loop::Timer timer(loop, loop::Priority::medium, [&loop] { loop.stop(); });
    timer.start(limit);
    loop.run();
    return got;
}

} // namespace

BOOST_AUTO_TEST_CASE(service_manager_hears_of_ready_status_and_stopping)
{
    Manager manager;
    loop::Loop loop;
    helperd::ServiceManager service(loop);
    BOOST_TEST(manager.next() == "");
    service.ready();
    service.status("2 resources");
    service.stopping();
    BOOST_TEST(manager.next() == "READY=1");
    BOOST_TEST(manager.next() == "STATUS=2 resources");
    BOOST_TEST(manager.next() == "STOPPING=1");
    BOOST_TEST(manager.next() == "");
}

BOOST_AUTO_TEST_CASE(service_manager_watchdog_is_fed_from_the_loop)
{
    Manager manager;
    Manager::want_watchdog("30000", ::getpid());
    loop::Loop loop;
    helperd::ServiceManager service(loop);
    service.ready();
    auto started = base::Clock::now();
    auto got = messages(loop, manager, 11, Milliseconds(20000));
    auto taken = base::Clock::now() - started;
    BOOST_REQUIRE(got.size() == 11U);
    BOOST_TEST(got[0] == "READY=1");
    for (std::size_t i = 1; i < got.size(); ++i) {
        BOOST_TEST(got[i] == "WATCHDOG=1");
    }
    // A third of 30 ms between two: nine of these have passed, and no fraction of that.
    BOOST_TEST((taken >= Milliseconds(80)));
}

// Fed at half of its span only, three words would be all that come in time.
BOOST_AUTO_TEST_CASE(service_manager_watchdog_is_fed_three_times_in_its_span)
{
    Manager manager;
    Manager::want_watchdog("3000000", ::getpid());
    loop::Loop loop;
    helperd::ServiceManager service(loop);
    service.ready();
    auto got = messages(loop, manager, 4, Milliseconds(2900));
    BOOST_TEST(got.size() == 4U);
}

BOOST_AUTO_TEST_CASE(service_manager_a_watchdog_for_another_process_is_not_fed)
{
    Manager manager;
    Manager::want_watchdog("3000", ::getpid() + 1);
    loop::Loop loop;
    helperd::ServiceManager service(loop);
    service.ready();
    auto got = messages(loop, manager, 2, Milliseconds(100));
    BOOST_REQUIRE(got.size() == 1U);
    BOOST_TEST(got[0] == "READY=1");
}

BOOST_AUTO_TEST_CASE(service_manager_that_is_absent_is_no_trouble)
{
    loop::Loop loop;
    helperd::ServiceManager service(loop);
    service.ready();
    service.stopping();
    ::setenv("NOTIFY_SOCKET", "/nonexistent/notify", 1);
    service.ready();
    ::unsetenv("NOTIFY_SOCKET");
}

#endif
