#include "core/service.hh"

#include <boost/test/unit_test.hpp>

using base::ExitCode;
using booth::Outcome;
using core::Holder;
using std::chrono::milliseconds;

namespace {

core::Probe probe(Outcome outcome, const std::string &detail = "")
{
    core::Probe probe;
    probe.answer = booth::Answer{outcome, detail, "", {}};
    probe.waited = milliseconds(3000);
    return probe;
}

core::ServiceView running()
{
    core::ServiceView view;
    view.config = "/etc/booth/booth.conf";
    view.lock_file = "/var/run/booth/booth.pid";
    view.holder = Holder::boothd;
    view.pid = 42;
    view.holder_program = "/usr/sbin/boothd";
    view.line = booth::LockLine{42, true, "site", "booth", "192.0.2.1", 9929};
    view.address = "192.0.2.1:9929";
    view.probe = probe(Outcome::answered);
    return view;
}

std::string reason(const core::ServiceView &view)
{
    auto verdict = core::judge(view);
    BOOST_TEST((verdict.code == ExitCode::error));
    return verdict.reason;
}

std::string reason(Outcome outcome, const std::string &detail = "")
{
    auto view = running();
    view.probe = probe(outcome, detail);
    return reason(view);
}

} // namespace

BOOST_AUTO_TEST_CASE(only_an_answer_makes_it_ok)
{
    BOOST_TEST((core::judge(running()).code == ExitCode::ok));
    auto view = running();
    view.probe.reset();
    BOOST_TEST(reason(view) == "boothd (pid 42) was not asked");
}

BOOST_AUTO_TEST_CASE(not_running_only_when_nothing_is_left)
{
    core::ServiceView view;
    view.config = "/etc/booth/booth.conf";
    view.lock_file = "/var/run/booth/booth.pid";
    auto verdict = core::judge(view);
    BOOST_TEST((verdict.code == ExitCode::not_running));
    BOOST_TEST(verdict.reason == "");
    view.loose = {{42, true}};
    BOOST_TEST(reason(view) == "boothd (pid 42) of /etc/booth/booth.conf runs, but its lock file "
                               "/var/run/booth/booth.pid was removed; stop and start the resource");
    view.loose = {{42, false}};
    BOOST_TEST(reason(view) ==
               "boothd (pid 42) of /etc/booth/booth.conf runs, but has not taken its lock /var/run/booth/booth.pid");
}

BOOST_AUTO_TEST_CASE(foreign_holders_are_named)
{
    auto view = running();
    view.holder = Holder::stranger;
    view.holder_program = "/usr/bin/vim";
    BOOST_TEST(reason(view) == "lock file /var/run/booth/booth.pid is held by process 42 (/usr/bin/vim), which is "
                               "not the boothd of /etc/booth/booth.conf");
    view.holder = Holder::invisible;
    BOOST_TEST(reason(view) == "lock file /var/run/booth/booth.pid is held by a process that is not visible here "
                               "(it runs in another pid namespace)");
}

BOOST_AUTO_TEST_CASE(states_of_the_process)
{
    for (char state : {'T', 't'}) {
        auto view = running();
        view.state = state;
        BOOST_TEST(reason(view) ==
                   "boothd (pid 42) was stopped by a signal (state " + std::string(1, state) + ")");
    }
    auto view = running();
    view.state = view.probe->state = 'D';
    BOOST_TEST((core::judge(view).code == ExitCode::ok)); // it answered all the same
    view.probe->answer.outcome = Outcome::no_answer;
    view.probe->waited = milliseconds(3049);
    BOOST_TEST(reason(view) == "boothd (pid 42) does not answer at 192.0.2.1:9929 within 3.0 s: it waits for a device "
                               "(state D)");
}

BOOST_AUTO_TEST_CASE(the_lock_file_and_the_address)
{
    auto view = running();
    view.line->started = false;
    BOOST_TEST(reason(view) == "boothd (pid 42) is still starting");
    view.line.reset();
    BOOST_TEST(reason(view) ==
               "boothd (pid 42) holds the lock, but /var/run/booth/booth.pid does not say what it does");
    view = running();
    view.address_here = false;
    BOOST_TEST(reason(view) == "address 192.0.2.1:9929 of boothd (pid 42) is gone from this node; see the booth-ip "
                               "resource that holds it");
}

BOOST_AUTO_TEST_CASE(outcomes_of_the_query)
{
    BOOST_TEST(reason(Outcome::no_answer) == "boothd (pid 42) does not answer at 192.0.2.1:9929 within 3.0 s");
    BOOST_TEST(reason(Outcome::refused) == "boothd (pid 42) does not listen at 192.0.2.1:9929");
    BOOST_TEST(reason(Outcome::unreachable, "connect: No route to host") ==
               "boothd (pid 42) at 192.0.2.1:9929 cannot be asked: connect: No route to host");
    BOOST_TEST(reason(Outcome::closed_early) ==
               "boothd (pid 42) at 192.0.2.1:9929 ended the connection before its answer was complete");
    BOOST_TEST(reason(Outcome::garbage, "x") ==
               "boothd (pid 42) at 192.0.2.1:9929 does not answer in booth's protocol: x");
    BOOST_TEST(reason(Outcome::wrong_key, "why") ==
               "boothd (pid 42) at 192.0.2.1:9929 holds another key: why; stop and start the resource if the key was "
               "changed");
    BOOST_TEST(reason(Outcome::rejected, "result Busy") ==
               "boothd (pid 42) at 192.0.2.1:9929 refuses to list its tickets: result Busy");
    BOOST_TEST(reason(Outcome::unauthenticated).find("without authentication although") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_lost_key_degrades_a_boothd_that_still_has_it)
{
    auto view = running();
    view.probe->key_problem = "authfile /k does not exist";
    view.probe->answer.outcome = Outcome::wrong_key;
    auto verdict = core::judge(view);
    BOOST_TEST((verdict.code == ExitCode::degraded));
    BOOST_TEST(verdict.reason == "authfile /k does not exist; boothd (pid 42) goes on with the key that it read at its "
                                 "start, and cannot be started again");
    view.probe->answer.outcome = Outcome::no_answer;
    BOOST_TEST((core::judge(view).code == ExitCode::error));
}

BOOST_AUTO_TEST_CASE(what_is_still_on_its_way)
{
    core::ServiceView view;
    BOOST_TEST(core::is_starting(view));
    view = running();
    BOOST_TEST(!core::is_starting(view));
    view.line->started = false;
    BOOST_TEST(core::is_starting(view));
    view.state = 'T';
    BOOST_TEST(!core::is_starting(view));
    view = running();
    view.holder = Holder::stranger;
    view.line.reset();
    BOOST_TEST(!core::is_starting(view));
}

BOOST_AUTO_TEST_CASE(a_stopped_process_gets_no_grace)
{
    BOOST_TEST((core::grace_period(milliseconds(18000), 'S') == milliseconds(9000)));
    BOOST_TEST((core::grace_period(milliseconds(18000), 'T') == milliseconds(0)));
    BOOST_TEST((core::grace_period(milliseconds(0), 'S') == milliseconds(0)));
}

BOOST_AUTO_TEST_CASE(which_booth_hangs_on_which_kernel)
{
    BOOST_TEST(core::hangs_on_this_kernel("boothd 1.0", "6.9.0"));
    BOOST_TEST(core::hangs_on_this_kernel("/usr/sbin/boothd 1.1-5-gabc", "7.0-rc1"));
    BOOST_TEST(!core::hangs_on_this_kernel("boothd 1.2", "6.18.1-x"));
    BOOST_TEST(!core::hangs_on_this_kernel("boothd 1.0", "6.8.12"));
    BOOST_TEST(!core::hangs_on_this_kernel("boothd 2.0", "6.18"));
    BOOST_TEST(!core::hangs_on_this_kernel("", "6.18"));
    BOOST_TEST(!core::hangs_on_this_kernel("boothd 1.0", ""));
}

BOOST_AUTO_TEST_CASE(the_reason_in_boothds_words)
{
    BOOST_TEST(core::boothd_reason("Nov 22 17:22:08 vm booth: [7]: ERROR: Unknown keyword \"foo\" in config file line 7\n") ==
               "Unknown keyword \"foo\" in config file line 7");
    BOOST_TEST(core::boothd_reason("Nov 22 17:22:08 vm boothd-site: [7]: info: BOOTH site 1.0 daemon is starting\n"
                                   "Nov 22 17:22:08 vm boothd-site: [7]: ERROR: setrlimit failed\n"
                                   "Nov 22 17:22:08 vm boothd-site: [7]: WARN: Core dumps could be lost\n"
                                   "Nov 22 17:22:08 vm boothd-site: [7]: ERROR: failed to bind socket Address already in use\n"
                                   "Nov 22 17:22:08 vm boothd-site: [7]: ERROR: failed to init booth_transport[TCP]\n"
                                   "Nov 22 17:22:08 vm boothd-site: [7]: info: exiting\n") ==
               "failed to bind socket Address already in use; failed to init booth_transport[TCP]");
    BOOST_TEST(core::boothd_reason("cannot run /usr/sbin/boothd: Exec format error\n") ==
               "cannot run /usr/sbin/boothd: Exec format error");
    BOOST_TEST(core::boothd_reason("x: [7]: ERROR: Cannot chdir to [/x]: No such file\nx: [7]: CRIT: the cause\n") ==
               "the cause");
    BOOST_TEST(core::boothd_reason("") == "");
    BOOST_TEST(core::boothd_reason("a\x1b[31m\n") == "a\\x1b[31m");
}
