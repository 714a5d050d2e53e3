#include "base/deadline.hh"
#include "base/duration.hh"
#include "base/failure.hh"
#include "base/number.hh"
#include "base/record.hh"

#include <boost/test/unit_test.hpp>

using base::Milliseconds;

BOOST_AUTO_TEST_CASE(deadline_left_rounds_up_and_never_goes_negative)
{
    base::Clock::time_point start{};
    base::Deadline deadline(start + std::chrono::microseconds(1500));
    BOOST_TEST(deadline.left(start).count() == 2);
    BOOST_TEST(deadline.left(start + Milliseconds(5)).count() == 0);
    BOOST_TEST(!deadline.passed(start));
    BOOST_TEST(deadline.passed(start + std::chrono::microseconds(1500)));
}

BOOST_AUTO_TEST_CASE(durations_are_read)
{
    BOOST_TEST((base::parse_duration("2s") == Milliseconds(2000)));
    BOOST_TEST((base::parse_duration("500ms") == Milliseconds(500)));
    BOOST_TEST((base::parse_duration("30") == Milliseconds(30000)));
    BOOST_TEST((base::parse_duration("0s") == Milliseconds(0)));
    BOOST_TEST((base::parse_duration("2073600s") == Milliseconds(2073600000L)));
    for (const char *wrong : {"", "s", "ms", "-1s", "+1s", " 1s", "1 s", "1s ", "1.5s", "1m", "1sec", "0x1s",
                              "4000000000s", "99999999999999999999s"}) {
        BOOST_TEST(!base::parse_duration(wrong), wrong);
    }
}

BOOST_AUTO_TEST_CASE(durations_are_written)
{
    BOOST_TEST(base::format_duration(Milliseconds(2000)) == "2s");
    BOOST_TEST(base::format_duration(Milliseconds(1500)) == "1500ms");
    BOOST_TEST(base::format_duration(Milliseconds(0)) == "0s");
}

BOOST_AUTO_TEST_CASE(numbers_are_whole)
{
    BOOST_TEST(base::parse_number<int>("-5").value() == -5);
    BOOST_TEST(base::parse_number<unsigned>("4294967295").value() == 4294967295U);
    for (const char *wrong : {"", " 5", "5 ", "5s", "0x5", "+5", "-5", "4294967296"}) {
        BOOST_TEST(!base::parse_number<unsigned>(wrong).has_value(), wrong);
    }
}

BOOST_AUTO_TEST_CASE(printable_escapes_and_cuts)
{
    BOOST_TEST(base::printable("a\nb\xff") == "a\\x0ab\\xff");
    BOOST_TEST(base::printable("abcdef", 3) == "abc...");
    BOOST_TEST(base::printable("abc", 3) == "abc");
}

BOOST_AUTO_TEST_CASE(record_survives_the_round_trip)
{
    base::Record record{{"address", "192.168.11.100"}, {"empty", ""}, {"text", "a=b c"}};
    auto parsed = base::parse_record(base::format_record(record));
    BOOST_REQUIRE(parsed.has_value());
    BOOST_TEST((*parsed == record));
}

BOOST_AUTO_TEST_CASE(record_refuses_what_it_could_not_read_back)
{
    BOOST_CHECK_THROW(base::format_record({{"key", "two\nlines"}}), base::Failure);
    BOOST_CHECK_THROW(base::format_record({{"Key", "x"}}), base::Failure);
}

BOOST_AUTO_TEST_CASE(torn_records_are_no_records)
{
    BOOST_TEST(!base::parse_record("key=value").has_value());   // cut before the line break
    BOOST_TEST(!base::parse_record("value\n").has_value());     // no key
    BOOST_TEST(!base::parse_record("a=1\na=2\n").has_value());  // twice
    BOOST_TEST(base::parse_record("").has_value());
}
