#include "base/failure.hh"
#include "core/verdict.hh"
#include "ipc/action.hh"
#include "ipc/peer.hh"
#include "ipc/protocol.hh"
#include "program/status.hh"

#include <boost/test/unit_test.hpp>
#include <qb/qbipc_common.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <limits>

using base::ExitCode;
using ipc::Access;
using ipc::Command;
using ipc::Request;
using ipc::Response;

namespace {

std::optional<Request> decode(const std::string &bytes)
{
    return ipc::decode_request(bytes.data(), bytes.size());
}

std::optional<Response> decode(Command command, const std::string &bytes)
{
    return ipc::decode_response(command, bytes.data(), bytes.size());
}

// Overwrites one number of a header.
std::string with(std::string bytes, std::size_t offset, std::int32_t value)
{
    std::memcpy(bytes.data() + offset, &value, sizeof value);
    return bytes;
}

// A message with a good header and this content.
template <typename Header> std::string raw(std::int32_t id, const std::string &content)
{
    Header header{};
    header.id = id;
    header.size = static_cast<std::int32_t>(sizeof header + content.size());
    std::string bytes(sizeof header, '\0');
    std::memcpy(bytes.data(), &header, sizeof header);
    return bytes + content;
}

std::string raw_request(std::int32_t id, const std::string &content)
{
    return raw<qb_ipc_request_header>(id, content);
}

constexpr std::size_t id_offset = offsetof(qb_ipc_request_header, id);
constexpr std::size_t size_offset = offsetof(qb_ipc_request_header, size);
constexpr std::size_t error_offset = offsetof(qb_ipc_response_header, error);

const std::string good_request = ipc::encode_request({Command::verdict, "vip"});
const std::string good_response = ipc::encode_response(Command::verdict, {0, {{"resource", "vip"}}});

} // namespace

BOOST_AUTO_TEST_CASE(only_watch_and_unwatch_change)
{
    BOOST_TEST(ipc::changes(Command::watch));
    BOOST_TEST(ipc::changes(Command::unwatch));
    BOOST_TEST(!ipc::changes(Command::verdict));
    BOOST_TEST(!ipc::changes(Command::status));
}

BOOST_AUTO_TEST_CASE(a_request_arrives_as_it_was_sent)
{
    for (auto command : {Command::watch, Command::unwatch, Command::verdict, Command::status}) {
        for (const std::string name : {"vip", "a=b", "two words", "clone:1", "\xc3\xa9\x01"}) {
            auto request = decode(ipc::encode_request({command, name}));
            BOOST_REQUIRE(request);
            BOOST_TEST((request->command == command));
            BOOST_TEST(request->resource == name);
        }
    }
    BOOST_TEST(decode(ipc::encode_request({Command::status, ""}))->resource.empty());
}

BOOST_AUTO_TEST_CASE(a_request_that_no_daemon_takes_is_not_sent)
{
    BOOST_CHECK_THROW(ipc::encode_request({Command::watch, ""}), base::Failure);
    BOOST_CHECK_THROW(ipc::encode_request({Command::watch, "a\nb"}), base::Failure);
    BOOST_CHECK_THROW(ipc::encode_request({Command::watch, std::string(256, 'a')}), base::Failure);
    BOOST_TEST(decode(ipc::encode_request({Command::watch, std::string(255, 'a')})).has_value());
}

BOOST_AUTO_TEST_CASE(every_truncation_of_a_request_is_refused)
{
    for (std::size_t size = 0; size < good_request.size(); ++size) {
        BOOST_TEST(!decode(good_request.substr(0, size)));
        // Also where the header agrees with what is left of it.
        if (size >= sizeof(qb_ipc_request_header)) {
            auto shorter = with(good_request.substr(0, size), size_offset, static_cast<std::int32_t>(size));
            BOOST_TEST(!decode(shorter));
        }
    }
    BOOST_TEST(decode(good_request).has_value());
}

BOOST_AUTO_TEST_CASE(a_request_of_another_size_than_it_says_is_refused)
{
    auto size = static_cast<std::int32_t>(good_request.size());
    for (auto wrong : {0, 1, -1, -size, size - 1, size + 1, std::numeric_limits<std::int32_t>::max(),
                       std::numeric_limits<std::int32_t>::min()}) {
        BOOST_TEST(!decode(with(good_request, size_offset, wrong)));
    }
    BOOST_TEST(!decode(good_request + "x=y\n"));
}

BOOST_AUTO_TEST_CASE(a_request_with_an_unknown_id_is_refused)
{
    // libqb's own numbers (authenticate, disconnect) are no commands.
    for (auto id : {0, -1, -2, -3, 5, std::numeric_limits<std::int32_t>::max(),
                    std::numeric_limits<std::int32_t>::min()}) {
        BOOST_TEST(!decode(with(good_request, id_offset, id)));
    }
}

BOOST_AUTO_TEST_CASE(a_request_with_other_content_is_refused)
{
    BOOST_TEST(decode(raw_request(3, "resource=vip\n")).has_value());
    for (const std::string &content :
         {std::string(""), std::string("resource=\n"), std::string("resource=vip"), std::string("other=vip\n"),
          std::string("resource=vip\nother=1\n"), std::string("resource=vip\nresource=vip\n"), std::string("\n"),
          std::string("resource=v\0p\n", 13), std::string("\0", 1), std::string("\xff\xfe=\x80\n"),
          "resource=" + std::string(256, 'a') + "\n"}) {
        BOOST_TEST(!decode(raw_request(3, content)));
    }
    BOOST_TEST(!decode(raw_request(4, "resource=" + std::string(ipc::largest_message, 'a') + "\n")));
}

BOOST_AUTO_TEST_CASE(every_byte_may_be_wrong)
{
    // No assertion but that it ends: run under a sanitizer, this reads past nothing.
    for (std::size_t at = 0; at < good_request.size(); ++at) {
        for (int value = 0; value < 256; value += 15) {
            auto bytes = good_request;
            bytes[at] = static_cast<char>(value);
            auto request = decode(bytes);
            BOOST_TEST((!request || request->resource.size() == 3));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_response_arrives_as_it_was_sent)
{
    base::Record record{{"resource", "vip"}, {"reason", "10.0.0.1/24 is not on n0"}, {"report", ""}};
    auto response = decode(Command::verdict, ipc::encode_response(Command::verdict, {0, record}));
    BOOST_REQUIRE(response);
    BOOST_TEST(response->error == 0);
    BOOST_TEST((response->record == record));
    auto refusal = decode(Command::watch, ipc::encode_response(Command::watch, {EACCES, record}));
    BOOST_REQUIRE(refusal);
    BOOST_TEST(refusal->error == EACCES);
    BOOST_TEST(refusal->record.empty());
}

BOOST_AUTO_TEST_CASE(a_response_that_is_too_large_says_so)
{
    auto bytes = ipc::encode_response(Command::verdict, {0, {{"reason", std::string(ipc::largest_message, 'a')}}});
    BOOST_TEST(decode(Command::verdict, bytes)->error == EMSGSIZE);
    auto room = ipc::largest_message - sizeof(qb_ipc_response_header) - std::strlen("reason=\n");
    bytes = ipc::encode_response(Command::verdict, {0, {{"reason", std::string(room, 'a')}}});
    BOOST_TEST(bytes.size() == ipc::largest_message);
    BOOST_TEST(decode(Command::verdict, bytes)->error == 0);
}

BOOST_AUTO_TEST_CASE(a_response_that_is_damaged_is_refused)
{
    BOOST_TEST(decode(Command::verdict, good_response).has_value());
    BOOST_TEST(!decode(Command::status, good_response));
    for (std::size_t size = 0; size < good_response.size(); ++size) {
        BOOST_TEST(!decode(Command::verdict, good_response.substr(0, size)));
    }
    for (auto wrong : {-1, 4096, std::numeric_limits<std::int32_t>::min()}) {
        BOOST_TEST(!decode(Command::verdict, with(good_response, error_offset, wrong)));
    }
    // An error and a record exclude each other.
    BOOST_TEST(!decode(Command::verdict, with(good_response, error_offset, ENOENT)));
    auto size = static_cast<std::int32_t>(good_response.size());
    for (auto wrong : {0, -1, -size, size - 1, size + 1}) {
        BOOST_TEST(!decode(Command::verdict, with(good_response, size_offset, wrong)));
    }
    BOOST_TEST(!decode(Command::verdict, raw<qb_ipc_response_header>(3, std::string("a=\0\n", 4))));
    BOOST_TEST(!decode(Command::verdict, raw<qb_ipc_response_header>(3, "no record")));
}

BOOST_AUTO_TEST_CASE(root_and_hacluster_change_and_haclient_reads)
{
    ipc::Accounts accounts{90, 91};
    BOOST_TEST((ipc::access_of({0, 0, {}, 1}, accounts) == Access::change));
    BOOST_TEST((ipc::access_of({90, 5, {}, 1}, accounts) == Access::change));
    BOOST_TEST((ipc::access_of({1000, 91, {}, 1}, accounts) == Access::read));
    BOOST_TEST((ipc::access_of({1000, 1000, {4, 91}, 1}, accounts) == Access::read));
    BOOST_TEST((ipc::access_of({1000, 1000, {4, 90}, 1}, accounts) == Access::none));
    BOOST_TEST((ipc::access_of({91, 90, {}, 1}, accounts) == Access::none));
}

BOOST_AUTO_TEST_CASE(without_the_accounts_only_root_gets_in)
{
    BOOST_TEST((ipc::access_of({0, 0, {}, 1}, {}) == Access::change));
    BOOST_TEST((ipc::access_of({1000, 0, {0, 1}, 1}, {}) == Access::none));
    BOOST_TEST((ipc::access_of({static_cast<uid_t>(-1), static_cast<gid_t>(-1), {}, 0}, {}) == Access::none));
}

namespace {

const core::OpenIncident hung{"daemon-hung", "boothd (pid 42) does not answer", "12:00:01"};

void check_conclusion(const core::Conclusion &own, const core::WatcherWord &watcher, ExitCode code,
                      const std::string &reason)
{
    auto conclusion = core::conclude(own, watcher);
    BOOST_TEST((conclusion.code == code));
    BOOST_TEST(conclusion.reason == reason);
}

} // namespace

BOOST_AUTO_TEST_CASE(a_resource_that_works_and_is_watched_is_ok)
{
    check_conclusion({ExitCode::ok, ""}, {}, ExitCode::ok, "");
}

BOOST_AUTO_TEST_CASE(a_resource_that_nobody_watches_is_degraded)
{
    check_conclusion({ExitCode::ok, ""}, {"start it"}, ExitCode::degraded, "start it");
}

BOOST_AUTO_TEST_CASE(an_open_incident_makes_it_degraded)
{
    check_conclusion({ExitCode::ok, ""}, {"", hung}, ExitCode::degraded,
                     "booth-helperd: boothd (pid 42) does not answer since 12:00:01");
}

BOOST_AUTO_TEST_CASE(its_own_failure_stands_and_the_watcher_adds_to_it)
{
    check_conclusion({ExitCode::error, "gone"}, {}, ExitCode::error, "gone");
    check_conclusion({ExitCode::error, "gone"}, {"start it"}, ExitCode::error, "gone");
    check_conclusion({ExitCode::error, "gone"}, {"", hung}, ExitCode::error,
                     "gone; booth-helperd: boothd (pid 42) does not answer since 12:00:01");
    check_conclusion({ExitCode::degraded, "a second copy"}, {"", hung}, ExitCode::degraded,
                     "a second copy; booth-helperd: boothd (pid 42) does not answer since 12:00:01");
}

BOOST_AUTO_TEST_CASE(the_same_story_is_not_told_twice)
{
    check_conclusion({ExitCode::error, hung.reason + " within 3 s"}, {"", hung}, ExitCode::error,
                     "boothd (pid 42) does not answer within 3 s; booth-helperd: daemon-hung since 12:00:01");
}

BOOST_AUTO_TEST_CASE(what_is_certainly_stopped_stays_so)
{
    check_conclusion({ExitCode::not_running, ""}, {"", hung}, ExitCode::not_running, "");
    check_conclusion({ExitCode::not_running, ""}, {"start it"}, ExitCode::not_running, "");
}

BOOST_AUTO_TEST_CASE(a_verdict_is_read_as_the_daemon_writes_it)
{
    BOOST_TEST(ipc::read_verdict("vip", {{{"watched", "yes"}}}).trouble.empty());
    BOOST_TEST(ipc::read_verdict("vip", std::nullopt).trouble ==
               "booth-helperd does not watch vip; run: systemctl restart booth-helperd");
    auto word = ipc::read_verdict("vip", {{{"watched", "no"}, {"trouble", "torn"}}});
    BOOST_TEST(word.trouble == "booth-helperd cannot watch vip: torn; stop and start the resource");
    BOOST_TEST(!ipc::read_verdict("vip", base::Record{}).trouble.empty());
    word = ipc::read_verdict("vip", {{{"watched", "yes"}, {"cause", "link-down"}, {"reason", "n0"}, {"since", "x"}}});
    BOOST_REQUIRE(word.incident);
    BOOST_TEST(word.incident->cause == "link-down");
    BOOST_TEST(word.incident->reason == "n0");
    BOOST_TEST(word.incident->since == "?");
}

BOOST_AUTO_TEST_CASE(a_moment_is_told_as_local_time)
{
    BOOST_REQUIRE(::setenv("TZ", "UTC", 1) == 0);
    ::tzset();
    BOOST_TEST(ipc::time_of_day("0") == "00:00:00");
    BOOST_TEST(ipc::time_of_day("45296") == "12:34:56");
    for (const std::string wrong : {"", "x", "1x", " 1", "99999999999999999999999"}) {
        BOOST_TEST(ipc::time_of_day(wrong) == "?");
    }
}

BOOST_AUTO_TEST_CASE(the_status_fits_80_columns)
{
    base::Record daemon{{"version", "1.2"}, {"watches", "3"}, {"overruns", "1"}};
    std::vector<base::Record> resources{
        {{"resource", "site-ip"}, {"kind", "ip"}, {"address", "192.168.11.100"}, {"interface", "eth0"},
         {"watched", "yes"}},
        {{"resource", "site-booth"}, {"kind", "service"}, {"address", "192.168.11.100:9929"}, {"pid", "42"},
         {"watched", "yes"}, {"cause", "daemon-hung"}, {"reason", "boothd (pid 42) does not answer"}, {"since", "0"},
         {"incident", "reported"}, {"report", ""}},
        {{"resource", "torn"}, {"watched", "no"}, {"trouble", "its state file does not say what was started"}},
    };
    BOOST_REQUIRE(::setenv("TZ", "UTC", 1) == 0);
    ::tzset();
    auto text = program::format_status(daemon, resources, {}, 80);
    BOOST_TEST(text == "booth-helperd 1.2: 3 resources watched, kernel notices overrun 1 time\n"
                       "RESOURCE    KIND     WHAT                              STATE\n"
                       "site-ip     ip       192.168.11.100 on eth0            ok\n"
                       "site-booth  service  boothd 42 at 192.168.11.100:9929  daemon-hung\n"
                       "    since 00:00:00, reported: boothd (pid 42) does not answer\n"
                       "torn        -        -                                 not watched\n"
                       "    its state file does not say what was started\n");
}

BOOST_AUTO_TEST_CASE(a_narrow_terminal_breaks_reasons_and_keeps_names)
{
    std::vector<base::Record> resources{
        {{"resource", "a-name-of-thirty-characters-123"}, {"kind", "ip"}, {"address", "2001:db8:77::1234:5678:100"},
         {"interface", "enp0s31f6"}, {"watched", "yes"}, {"cause", "link-down"}, {"reason", "the link of it is down"},
         {"since", "0"}, {"incident", "pending"}, {"report", "asked later"}},
    };
    BOOST_REQUIRE(::setenv("TZ", "UTC", 1) == 0);
    ::tzset();
    BOOST_TEST(program::format_status({{"version", "1"}, {"watches", "1"}, {"overruns", "0"}}, resources, {}, 40) ==
               "booth-helperd 1: 1 resource watched, kernel notices overrun 0 times\n"
               "RESOURCE  KIND  WHAT  STATE\n"
               "a-name-of-thirty-characters-123  ip  2001:db8:77::1234:5678:100 on enp0s31f6  link-down\n"
               "    since 00:00:00, not reported: the\n"
               "    link of it is down\n"
               "    asked later\n");
}

BOOST_AUTO_TEST_CASE(an_escape_sequence_does_not_reach_the_terminal)
{
    auto text = program::format_status({}, {{{"resource", "a\x1b[2J"}, {"watched", "no"}, {"trouble", "\x07"}}}, {}, 80);
    BOOST_TEST(text.find('\x1b') == std::string::npos);
    BOOST_TEST(text.find('\x07') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_status_without_resources_is_one_line)
{
    BOOST_TEST(program::format_status({{"version", "1"}, {"watches", "0"}, {"overruns", "0"}}, {}, {}, 80) ==
               "booth-helperd 1: 0 resources watched, kernel notices overrun 0 times\n");
    BOOST_TEST(program::format_status({{"version", "1"}, {"watches", "0"}, {"overruns", "0"}, {"trouble", "no folder"}},
                                      {}, {}, 80) ==
               "booth-helperd 1: 0 resources watched, kernel notices overrun 0 times\n    no folder\n");
}
