#include "core/handover.hh"
#include "program/check.hh"
#include "service/handover.hh"

#include <boost/test/unit_test.hpp>

namespace {

using base::Milliseconds;

booth::Ticket ticket(long acquire_after, bool manual = false)
{
    booth::Ticket ticket;
    ticket.name = "T";
    ticket.acquire_after = Milliseconds(acquire_after);
    ticket.manual = manual;
    return ticket;
}

service::StopTime twenty_seconds()
{
    return {"T", Milliseconds(20000), {{"web", Milliseconds(15000)}, {"app", Milliseconds(5000)}}, {}};
}

// What is said of the one ticket, the warnings marked.
std::string judge(const booth::Ticket &ticket, const service::StopTime &time)
{
    std::string lines;
    for (const auto &remark : service::judge_handover(ticket, time, "/etc/booth/b.conf")) {
        lines += (remark.warning ? "! " : "  ") + remark.text + "\n";
    }
    return lines;
}

bool contains(const std::string &text, const std::string &part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_CASE(the_safe_number_is_whole_seconds_with_the_reaction)
{
    BOOST_TEST(core::safe_acquire_after(Milliseconds(20000)).count() == 22);
    BOOST_TEST(core::safe_acquire_after(Milliseconds(20001)).count() == 23);
    BOOST_TEST(core::safe_acquire_after(Milliseconds(0)).count() == 2);
    BOOST_TEST(core::possible_overlap(Milliseconds(20000), Milliseconds(0)).count() == 22000);
    BOOST_TEST(core::possible_overlap(Milliseconds(20000), Milliseconds(21999)).count() == 1);
    BOOST_TEST(core::possible_overlap(Milliseconds(20000), Milliseconds(22000)).count() == 0);
    BOOST_TEST(core::possible_overlap(Milliseconds(20000), Milliseconds(60000)).count() == 0);
}

BOOST_AUTO_TEST_CASE(a_small_acquire_after_is_warned_of_with_the_number_to_set)
{
    auto text = judge(ticket(5000), twenty_seconds());
    BOOST_TEST(text.starts_with("! ticket T: "), text);
    BOOST_TEST(contains(text, "20 s to stop (web 15 s, app 5 s)"), text);
    BOOST_TEST(contains(text, "acquire-after is 5 s"), text);
    BOOST_TEST(contains(text, "for up to 17 s"), text);
    BOOST_TEST(text.ends_with("set acquire-after = 22 for it in /etc/booth/b.conf on all members, and restart booth "
                              "there\n"),
               text);
    BOOST_TEST(judge(ticket(21999), twenty_seconds()).starts_with("!"));
}

BOOST_AUTO_TEST_CASE(an_acquire_after_that_is_safe_is_no_warning)
{
    auto text = judge(ticket(22000), twenty_seconds());
    BOOST_TEST(text.starts_with("  ticket T: "), text);
    BOOST_TEST(contains(text, "acquire-after 22 s covers that"), text);
}

BOOST_AUTO_TEST_CASE(an_acquire_after_as_long_as_from_renewal_to_renewal_is_not_waited_for)
{
    auto quick = ticket(22000);
    quick.expire = Milliseconds(44000);
    auto text = judge(quick, twenty_seconds());
    BOOST_TEST(contains(text, "acquire-after 22 s covers that\n! ticket T: acquire-after = 22 s is no less than "
                              "renewal-freq, 22 s: "),
               text);
    BOOST_TEST(contains(text, "set expire = 46 or more for it in /etc/booth/b.conf"), text);
    // The number that has to be set counts, too.
    quick.acquire_after = Milliseconds(0);
    BOOST_TEST(contains(judge(quick, twenty_seconds()), "set expire = 46 or more"));
    quick.expire = Milliseconds(46000);
    BOOST_TEST(!contains(judge(quick, twenty_seconds()), "expire ="));
    quick.renewal = Milliseconds(10000);
    BOOST_TEST(contains(judge(quick, twenty_seconds()), "renewal-freq, 10 s"));
}

BOOST_AUTO_TEST_CASE(notes_are_warnings_and_a_ticket_for_nothing_is_none)
{
    service::StopTime frozen{"T", Milliseconds(0), {}, {"app is frozen"}};
    BOOST_TEST(judge(ticket(0), frozen) == "! ticket T: app is frozen\n");
    BOOST_TEST(judge(ticket(0), {"T", Milliseconds(0), {}, {}}) ==
               "  ticket T: no resource of this cluster depends on it\n");
    auto both = twenty_seconds();
    both.notes.push_back("b is unmanaged");
    BOOST_TEST(judge(ticket(22000), both).ends_with("! ticket T: b is unmanaged\n"));
}

BOOST_AUTO_TEST_CASE(a_manual_ticket_has_no_acquire_after_that_matters)
{
    auto time = twenty_seconds();
    time.notes.push_back("b is unmanaged");
    BOOST_TEST(judge(ticket(0, true), time) == "  ticket T: manual, so that no site takes it by itself\n");
}

BOOST_AUTO_TEST_CASE(a_long_chain_is_told_by_its_longest_links)
{
    service::StopTime time{"T", Milliseconds(21000), {}, {}};
    for (long index = 1; index <= 6; ++index) {
        time.steps.push_back({"r" + std::to_string(index), Milliseconds(index * 1000)});
    }
    BOOST_TEST(contains(judge(ticket(0), time), "(r6 6 s, r5 5 s, r4 4 s, r3 3 s and 2 more)"));
}

BOOST_AUTO_TEST_CASE(the_answer_of_booth_cluster_advice_is_read)
{
    auto times = service::parse_stop_times("stop A 27000 app:demote=20000 app=7000\nnote A one thing\n"
                                           "a library complains\nstop B 0\nnote B another thing\n");
    BOOST_REQUIRE(times);
    BOOST_REQUIRE(times->size() == 2U);
    BOOST_TEST(times->at(0).ticket == "A");
    BOOST_TEST(times->at(0).total.count() == 27000);
    BOOST_REQUIRE(times->at(0).steps.size() == 2U);
    BOOST_TEST(times->at(0).steps[0].what == "app:demote");
    BOOST_TEST(times->at(0).steps[1].span.count() == 7000);
    BOOST_REQUIRE(times->at(0).notes.size() == 1U);
    BOOST_TEST(times->at(0).notes[0] == "one thing");
    BOOST_TEST(times->at(1).steps.empty());
    BOOST_TEST(times->at(1).notes[0] == "another thing");
    for (const char *wrong : {"stop A", "stop A x", "stop A -1", "stop A 10s", "stop A 10 app", "stop A 10 20", "stop A 10 app=x"}) {
        BOOST_TEST(!service::parse_stop_times(wrong), wrong);
    }
}

BOOST_AUTO_TEST_CASE(findings_fit_a_terminal)
{
    auto text = program::format_findings({{"ok", "all is well"}, {"warning", std::string(30, 'a') + " bb cc"}}, 40);
    BOOST_TEST(text == "ok:      all is well\nwarning: " + std::string(30, 'a') + "\n         bb cc\n");
}
