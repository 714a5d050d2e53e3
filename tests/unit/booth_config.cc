#include "base/failure.hh"
#include "booth/config.hh"

#include <boost/test/unit_test.hpp>

using booth::Milliseconds;
using booth::Problem;

namespace {

const std::string path = "/etc/booth/booth.conf";
const std::string members = "site = \"192.168.11.100\"\nsite = 192.168.22.100\narbitrator = '192.168.99.100'\n";

// The problems as lines, without the path in front of each.
std::vector<std::string> problems(const std::string &text)
{
    std::vector<std::string> lines;
    for (const auto &problem : booth::parse_config(text, path).problems) {
        auto mark = problem.severity == Problem::Severity::error ? "error" : "warning";
        lines.push_back(std::to_string(problem.line) + " " + mark + " " + problem.text);
    }
    return lines;
}

// The one problem that text has in front of good members.
std::string problem(const std::string &text)
{
    auto lines = problems(text + "\n" + members);
    BOOST_REQUIRE_MESSAGE(lines.size() == 1, "expected one problem, got " << lines.size() << " for: " << text);
    return lines.front();
}

std::string ticket_problem(const std::string &settings)
{
    auto lines = problems(members + "ticket = T\n" + settings + "\n");
    BOOST_REQUIRE_MESSAGE(lines.size() == 1, "expected one problem, got " << lines.size() << " for: " << settings);
    return lines.front();
}

bool contains(const std::string &text, const std::string &part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_whole_configuration)
{
    auto parsed = booth::parse_config("# made by pcs\n\nauthfile = /etc/booth/booth.key\nport=9930 \n"
                                      "maxtimeskew = 30\n" +
                                          members +
                                          "ticket = \"__defaults__\" # for all\n  expire = 300\n retries = 0x5\n"
                                          "ticket = \"db/one-1\"\n  mode = \"MANUAL\" # by hand\n"
                                          "  acquire-after = 1500ms\n  attr-prereq = auto repl eq ACTIVE\n"
                                          "ticket = web\n expire = 60\n timeout = 2\n retries = 4\n"
                                          " renewal-freq = 20\n weights = 1,2 ; 3\n"
                                          " before-acquire-handler = /usr/share/booth/service-runnable web\n",
                                      path);
    BOOST_TEST(parsed.problems.size() == 0);
    const auto &config = parsed.config;
    BOOST_TEST(config.name == "booth");
    BOOST_TEST(config.authfile == "/etc/booth/booth.key");
    BOOST_TEST(config.max_time_skew == 30);
    BOOST_REQUIRE(config.members.size() == 3);
    BOOST_TEST(config.members[2].address == "192.168.99.100");
    BOOST_TEST((config.members[2].type == booth::Member::Type::arbitrator));
    BOOST_TEST(config.members[0].port == 9930);
    BOOST_REQUIRE(config.tickets.size() == 2);
    const auto &first = config.tickets[0];
    BOOST_TEST(first.name == "db/one-1");
    BOOST_TEST((first.expire == Milliseconds(300000)));
    BOOST_TEST((first.renewal == Milliseconds(150000)));
    BOOST_TEST((first.acquire_after == Milliseconds(1500)));
    BOOST_TEST(first.retries == 5);
    BOOST_TEST(first.manual);
    const auto &second = config.tickets[1];
    BOOST_TEST((second.timeout == Milliseconds(2000)));
    BOOST_TEST((second.renewal == Milliseconds(20000)));
    BOOST_TEST((second.weights == std::vector<int>{1, 2, 3}));
    BOOST_TEST(second.handler == "/usr/share/booth/service-runnable web");
}

BOOST_AUTO_TEST_CASE(the_timing_rule_says_what_would_fit)
{
    BOOST_TEST(ticket_problem("expire = 100") ==
               "4 error ticket \"T\": timeout*(retries+1) must be less than renewal-freq, but 5*(10+1) = 55 >= 50; "
               "with these retries, a timeout of at most 4 fits");
    BOOST_TEST(ticket_problem("expire = 10\nretries = 9\ntimeout = 500ms") ==
               "4 error ticket \"T\": timeout*(retries+1) must be less than renewal-freq, but 500ms*(9+1) = 5 >= 5; "
               "with these retries, a timeout of at most 499ms fits");
    // What the message says must hold.
    BOOST_TEST(problems(members + "ticket = T\nexpire = 100\ntimeout = 4\n").size() == 0);
    BOOST_TEST(problems(members + "ticket = T\nexpire = 10\nretries = 9\ntimeout = 499ms\n").size() == 0);
}

BOOST_AUTO_TEST_CASE(the_timing_rule_holds_for_defaults_and_for_every_ticket)
{
    BOOST_TEST(problems(members + "ticket = __defaults__\nexpire = 100\nticket = T\nexpire = 600\n").size() == 1);
    BOOST_TEST(problems(members + "ticket = A\nexpire = 100\nticket = B\nexpire = 100\n").size() == 2);
    // 55 s would be refused, and the renewal that defaults got from its own expire is not copied.
    BOOST_TEST(problems(members + "ticket = __defaults__\nexpire = 120\nticket = T\nexpire = 112\n").size() == 0);
}

BOOST_AUTO_TEST_CASE(lost_before_it_is_renewed)
{
    BOOST_TEST(contains(ticket_problem("expire = 100\nrenewal-freq = 100"), "4 warning "));
}

BOOST_AUTO_TEST_CASE(what_defaults_do_not_pass_on)
{
    for (std::string setting : {"acquire-after = 10", "renewal-freq = 100", "before-acquire-handler = /bin/true",
                                "attr-prereq = auto a eq b"}) {
        auto lines = problems(members + "ticket = __defaults__\n" + setting + "\nticket = T\n");
        BOOST_REQUIRE(lines.size() == 1);
        BOOST_TEST(contains(lines[0], "5 error " + setting.substr(0, setting.find(' ')) + " in __defaults__"));
        auto own = problems(members + "ticket = __defaults__\n" + setting + "\nticket = T\n" + setting + "\n");
        BOOST_TEST(own.size() == 0);
    }
    BOOST_TEST(problems(members + "ticket = __defaults__\nacquire-after = 10\n").size() == 0);
}

BOOST_AUTO_TEST_CASE(port_counts_only_above_the_members)
{
    auto lines = problems(members + "port = 9930\n");
    BOOST_REQUIRE(lines.size() == 1);
    BOOST_TEST(lines[0] == "4 error port = 9930 stands after 192.168.11.100 in line 1, for which boothd uses port "
                           "9929; move it above all sites and arbitrators");
    BOOST_TEST(problems(members + "port = 9929\n").size() == 0);
    for (std::string bad : {"0", "65536", "-1", "99999999999999999999", "http", "1.5"}) {
        BOOST_TEST(contains(problem("port = " + bad), "1 error port = \"" + bad + "\": expected a number"));
    }
}

BOOST_AUTO_TEST_CASE(an_unquoted_value_takes_the_comment_with_it)
{
    BOOST_TEST(contains(problem("name = booth # main"), "1 error name = booth # main: boothd takes the comment"));
    BOOST_TEST(contains(ticket_problem("mode = manual # by hand"), "5 error mode"));
    // boothd's atoi stops at the blank, so a number is what it looks like.
    BOOST_TEST(contains(problem("port = 9930 # ours"), "1 warning port"));
    BOOST_TEST(booth::parse_config("port = 9930 # ours\n" + members, path).config.members[0].port == 9930);
    BOOST_TEST(problems("name = 'booth' # main\n" + members).size() == 0);
}

BOOST_AUTO_TEST_CASE(lines_that_are_no_settings)
{
    BOOST_TEST(contains(problem("= 3"), "1 error no key"));
    BOOST_TEST(contains(problem("port 9929"), "1 error no \"=\""));
    BOOST_TEST(contains(problem("port"), "1 error no \"=\""));
    BOOST_TEST(contains(problem("port = "), "1 error no value"));
    BOOST_TEST(contains(problem("name = \"booth"), "1 error the quote"));
    BOOST_TEST(contains(problem("name = \"booth\" x"), "1 error something follows"));
    BOOST_TEST(contains(problem("name = " + std::string(65, 'a')), "1 error key or value is longer"));
    BOOST_TEST(contains(problem("# " + std::string(1022, 'a')), "1 error the line is longer"));
    BOOST_TEST(contains(problem(std::string("# a\0b", 5)), "1 error a NUL byte"));
    BOOST_TEST(problems("# " + std::string(1020, 'a') + "\n" + members).size() == 0);
}

BOOST_AUTO_TEST_CASE(keys)
{
    BOOST_TEST(contains(problem("prot = 9929"), "1 error unknown key \"prot\""));
    BOOST_TEST(contains(problem("expire = 60"), "1 error \"expire\" belongs to a ticket"));
    BOOST_TEST(contains(problem("transport = UDP\ntransport = UDP"), "2 error transport is already set in line 1"));
    BOOST_TEST(contains(problem("transport = SCTP"), "1 error transport"));
    BOOST_TEST(contains(problem("site-user = hacluster"), "1 error boothd reads site-user wrongly"));
    BOOST_TEST(contains(problem("arbitrator-group = nobody"), "1 warning arbitrator-group"));
    BOOST_TEST(contains(problem("authfile = booth.key"), "expected an absolute path"));
    BOOST_TEST(contains(problem("maxtimeskew = ten"), "expected a number of seconds"));
}

BOOST_AUTO_TEST_CASE(rhel_switches_authentication_by_a_key_of_its_own)
{
    auto on = booth::parse_config("authfile = /k\nenable-authfile = yes\n" + members, path);
    BOOST_TEST(on.problems.size() == 0);
    BOOST_TEST(on.config.authfile == "/k");
    auto off = booth::parse_config("authfile = /k\nenable-authfile = no\n" + members, path);
    BOOST_TEST(off.config.authfile == "");
}

// boothd pastes the name into a shell command.
BOOST_AUTO_TEST_CASE(names_that_a_shell_would_read)
{
    for (std::string bad : {"a;b", "$(id)", "a b", "-a", ".a", "a'b"}) {
        BOOST_TEST(contains(problem("name = \"" + bad + "\""), "1 error name = \"" + bad + "\": expected at most 62"));
    }
    auto parsed = booth::parse_config(members, "/etc/booth/a;b.conf");
    BOOST_REQUIRE(parsed.problems.size() == 1);
    BOOST_TEST(contains(parsed.problems[0].text, "the file's name gives booth the name \"a;b\""));
    BOOST_TEST(problems("name = " + std::string(62, 'a') + "\n" + members).size() == 0);
    BOOST_TEST(problems("name = " + std::string(63, 'a') + "\n" + members).size() == 1);
}

BOOST_AUTO_TEST_CASE(members_of_a_configuration)
{
    BOOST_TEST(contains(problems("arbitrator = 192.0.2.1\n").at(0), "0 error no site"));
    BOOST_TEST(contains(problems("site = 192.0.2.1\nsite = 192.0.2.2\n").at(0), "0 warning 2 sites and arbitrators"));
    BOOST_TEST(contains(problem("site = 192.168.22.100"), "3 error 192.168.22.100 is already in line 1"));
    BOOST_TEST(contains(problem("site = $(id)"), "expected an IPv4 or IPv6 address"));
    std::string many;
    for (int i = 1; i <= 17; ++i) {
        many += "site = 192.0.2." + std::to_string(i) + "\n";
    }
    BOOST_TEST(contains(problems(many).at(1), "17 error more than the 16"));
    BOOST_TEST(problems("site = 2001:db8::1\nsite = site-2.example\nsite = ::1\n").size() == 0);
}

BOOST_AUTO_TEST_CASE(ticket_names_and_values)
{
    BOOST_TEST(contains(problem("ticket = 'a b'"), "1 error ticket = \"a b\": expected 1 to 63"));
    BOOST_TEST(contains(problem("ticket = " + std::string(64, 'a')), "expected 1 to 63"));
    BOOST_TEST(contains(problem("ticket = a\nticket = a"), "2 error ticket \"a\" is there twice"));
    for (std::string bad : {"expire = 0", "expire = -5", "expire = 5s", "expire = 2147484", "timeout = x",
                            "timeout = 0ms", "renewal-freq = 0", "acquire-after = -1", "retries = 2", "retries = 101",
                            "retries = 5x", "mode = automatic", "weights = 1,a", "weights = x",
                            "before-acquire-handler = runnable", "attr-prereq = auto a is b", "attr-prereq = auto a"}) {
        BOOST_TEST(contains(ticket_problem(bad), "5 error " + bad.substr(0, bad.find(' '))));
    }
}

BOOST_AUTO_TEST_CASE(garbage_ends_soon_and_in_one_line_each)
{
    std::string garbage;
    for (int i = 0; i < 100000; ++i) {
        garbage += static_cast<char>(i * 7 + i / 256);
    }
    auto lines = problems(garbage);
    BOOST_TEST(lines.size() > 1);
    BOOST_TEST(lines.size() < 30);
    for (const auto &line : lines) {
        BOOST_TEST(line.size() < 400);
        BOOST_TEST(line.find('\n') == std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(what_c_means)
{
    BOOST_TEST(booth::config_path("booth") == BOOTH_CONF_DIR "/booth.conf");
    BOOST_TEST(booth::config_path("booth.cfg") == BOOTH_CONF_DIR "/booth.cfg");
    BOOST_TEST(booth::config_path("/srv/booth") == "/srv/booth");
    for (std::string bad : {std::string(""), std::string("etc/booth.conf"), std::string("./x"),
                            std::string(300, 'a'), "/" + std::string(300, 'a'), "/" + std::string(5000, '/')}) {
        BOOST_CHECK_EXCEPTION(booth::config_path(bad), base::Failure, [](const base::Failure &failure) {
            return failure.code() == base::ExitCode::not_configured &&
                   contains(failure.what(), "parameter config=\"");
        });
    }
    BOOST_CHECK_EXCEPTION(booth::config_path("./x", "--config "), base::Failure, [](const base::Failure &failure) {
        return std::string(failure.what()).starts_with("--config \"./x\"");
    });
    BOOST_TEST(booth::default_name("/etc/booth/booth.conf") == "booth");
    BOOST_TEST(booth::default_name("/etc/booth/my.site.conf") == "my.site");
    BOOST_TEST(booth::default_name("/etc/booth/plain") == "plain");
}

BOOST_AUTO_TEST_CASE(a_problem_names_file_and_line)
{
    BOOST_TEST(booth::describe({3, "why", Problem::Severity::error}, path) == path + " line 3: why");
    BOOST_TEST(booth::describe({0, "why", Problem::Severity::error}, path) == path + ": why");
}
