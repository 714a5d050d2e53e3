#include "booth/site_id.hh"
#include "guard/guard.hh"
#include "guard/memory.hh"
#include "guard/snapshot.hh"
#include "guard/terms.hh"

#include "folder.hh"

#include <boost/test/unit_test.hpp>

#include <sys/wait.h>

#include <ctime>
#include <filesystem>
#include <sstream>

using namespace std::chrono_literals;
using base::Milliseconds;
using core::Epoch;
using guard::Told;

namespace {

// A program in place of booth-cluster-tickets: no cluster is here that could say odd things.
class Script : public Folder {
public:
    // follow and revoke are shell code; what revoke was asked is noted before.
    Script(const std::string &follow, const std::string &revoke)
    {
        rewrite(follow, revoke);
        std::filesystem::create_directory(path + "/conf");
        write("sockets", "0000: 00000002 00000000 00010000 0001 01 42 @pacemakerd@@@\n");
    }

    void rewrite(const std::string &follow, const std::string &revoke)
    {
        program = write_program("tickets", "case $1 in\nfollow) echo started >>follows\n" + follow +
                                               "\n;;\nrevoke) echo \"$2 $3\" >>revokes\n" + revoke + "\n;;\nesac");
    }

    guard::Paths paths() const { return {program, path + "/run/leases", path + "/conf", path + "/sockets"}; }

    std::string program;
};

// Answers every question, for ever.
constexpr char answering[] = "while read -r line; do echo alive; done";

std::string ticket_line(long from_now, const char *granted = "true")
{
    return std::string("ticket t ") + granted + ' ' + std::to_string(std::time(nullptr) + from_now) + " - 7 0 -";
}

std::string tell(const std::string &line)
{
    return "printf '" + line + "\\nend\\n'\n";
}

// Runs a guard until there is a line in file, or limit.
bool run_until(const Script &script, const std::string &file, guard::Settings settings = {},
               Milliseconds limit = Milliseconds(10000))
{
    loop::Loop loop;
    guard::Guard guard(loop, settings, script.paths());
    auto deadline = base::Deadline::after(limit);
    loop::Timer look(loop, loop::Priority::low, [&] {
        if (deadline.passed() || !script.lines(file).empty()) {
            loop.stop();
        } else {
            look.start(Milliseconds(20));
        }
    });
    look.start(Milliseconds(20));
    loop.run();
    return !script.lines(file).empty();
}

} // namespace

BOOST_AUTO_TEST_CASE(a_site_is_known_by_the_crc_of_its_address)
{
    // zlib.crc32 of Python, of the packed addresses; the first was seen in a CIB, too.
    BOOST_TEST(booth::site_id("192.168.11.100").value() == 692666696);
    BOOST_TEST(booth::site_id("2001:db8::1").value() == 2140319832);
    // One whose highest bit is set.
    BOOST_TEST(booth::site_id("192.0.2.2").value() == 187773620);
    BOOST_TEST(!booth::site_id("site-a").has_value());
}

BOOST_AUTO_TEST_CASE(a_snapshot_is_believed_when_it_is_whole)
{
    guard::SnapshotReader reader;
    BOOST_TEST(reader.add("ticket a true 1700000030 1700").empty());
    auto told = reader.add("000000 -5 2 booth\nticket b false - - - - -\nend\nalive\nwords\n");
    BOOST_REQUIRE(told.size() == 3);
    BOOST_TEST((told[0].kind == Told::Kind::tickets));
    BOOST_REQUIRE(told[0].tickets.size() == 2);
    core::CibTicket a{"a", true, Epoch(1700000030), Epoch(1700000000), "-5", "2", "booth"};
    BOOST_TEST((told[0].tickets[0] == a));
    BOOST_TEST((told[0].tickets[1] == core::CibTicket{"b", false, {}, {}, "", "", ""}));
    BOOST_TEST((told[1].kind == Told::Kind::alive));
    BOOST_TEST((told[2].kind == Told::Kind::remark));
    BOOST_TEST(told[2].remark == "words");
}

BOOST_AUTO_TEST_CASE(a_damaged_snapshot_is_not_believed_and_the_next_one_is)
{
    for (std::string bad : {"ticket a maybe 1 1 1 1 -", "ticket a true 1", "ticket a true x 1 1 1 -",
                            "ticket a true -1 1 1 1 -", "ticket a true 1 1 1 1 - more",
                            "ticket a true 99999999999999999999 1 1 1 -"}) {
        guard::SnapshotReader reader;
        auto told = reader.add("ticket b true 1 1 1 1 -\n" + bad + "\nend\n");
        BOOST_REQUIRE_MESSAGE(told.size() == 1, bad);
        BOOST_TEST((told[0].kind == Told::Kind::remark));
        told = reader.add("end\n");
        BOOST_REQUIRE(told.size() == 1);
        BOOST_TEST((told[0].kind == Told::Kind::tickets));
        BOOST_TEST(told[0].tickets.empty());
    }
    guard::SnapshotReader reader;
    auto told = reader.add(std::string(5000, 'x'));
    BOOST_REQUIRE(told.size() == 1);
    BOOST_TEST((told[0].kind == Told::Kind::remark));
    BOOST_TEST(reader.add("\nend\n").size() == 1); // the rest of the line; the snapshot is dropped
}

BOOST_AUTO_TEST_CASE(a_memory_reads_as_it_was_written)
{
    guard::Memory memory{"boot", 12345ms, {}};
    core::Sighting sighting;
    sighting.granted = true;
    sighting.expires = Epoch(1700000030);
    sighting.seen = 12000ms;
    sighting.not_before = 11000ms;
    memory.sightings["a"] = sighting;
    sighting.last_granted = Epoch(1700000000);
    sighting.remaining = 30s;
    sighting.learned = 30s;
    sighting.interval = 15s;
    memory.sightings["b"] = sighting;
    auto text = guard::format_memory(memory);
    auto read = guard::parse_memory(text);
    BOOST_REQUIRE(read.has_value());
    BOOST_TEST(read->boot == "boot");
    BOOST_TEST((read->known == 12345ms));
    BOOST_TEST((read->sightings == memory.sightings));
    for (const auto &bad : {std::string(), text.substr(0, text.size() - 1),
                            "x" + text, text + "c granted 1\n", text + "a free - - 1 - - - -\n"}) {
        BOOST_TEST(!guard::parse_memory(bad).has_value(), bad);
    }
}

BOOST_AUTO_TEST_CASE(a_memory_of_another_boot_is_not_loaded)
{
    Folder folder;
    guard::MemoryFile file(folder.path + "/run/leases");
    BOOST_TEST(!file.load().has_value());
    guard::Memory memory;
    memory.known = 7ms;
    file.save(memory);
    BOOST_REQUIRE(file.load().has_value());
    BOOST_TEST((file.load()->known == 7ms));
    folder.write("run/leases", "booth-helperd-leases-1 another-boot 7\n");
    BOOST_TEST(!file.load().has_value());
}

BOOST_AUTO_TEST_CASE(the_terms_are_those_of_the_configuration_that_has_the_ticket)
{
    Folder folder;
    std::string sites = "site = 192.168.11.100\nsite = 192.168.22.100\narbitrator = 192.168.99.100\n";
    folder.write("booth.conf", sites + "ticket = a\n  expire = 120\n");
    folder.write("other.conf", sites + "ticket = a\n  expire = 180\nticket = b\n  expire = 140\n");
    std::filesystem::create_directory(folder.path + "/sub");
    folder.write("sub/other.conf", sites + "ticket = a\n  expire = 240\n");
    folder.write("broken.conf", sites + "ticket = c\n  expire = nonsense\n");
    std::string trouble;
    auto expire = [&](const std::string &name, const std::string &config) {
        auto terms = guard::find_terms({name, true, {}, {}, "692666696", "", config}, folder.path, trouble);
        return terms ? terms->lease.expire.count() : 0;
    };
    BOOST_TEST(expire("a", "") == 120000);
    BOOST_TEST(expire("a", "other") == 180000);
    BOOST_TEST(expire("a", "sub/other") == 120000);
    BOOST_TEST(expire("b", "") == 140000);
    BOOST_TEST(trouble == "");
    BOOST_TEST(expire("nowhere", "") == 0);
    BOOST_TEST(trouble == "");
    BOOST_TEST(expire("c", "") == 0);
    BOOST_TEST(trouble.find("broken.conf line 5") != std::string::npos, trouble);
    BOOST_TEST(guard::find_terms({"a", true, {}, {}, "692666696", "", ""}, folder.path, trouble)->site ==
               "192.168.11.100");
    BOOST_TEST(guard::find_terms({"a", true, {}, {}, "1", "", ""}, folder.path, trouble)->site == "");
}

BOOST_AUTO_TEST_CASE(a_ticket_is_revoked_when_its_lease_is_over)
{
    auto line = ticket_line(2);
    Script script(tell(line) + answering, "echo done");
    BOOST_TEST(run_until(script, "revokes"));
    std::istringstream words(line);
    std::string ticket, name, granted, expires;
    words >> ticket >> name >> granted >> expires;
    BOOST_TEST(script.lines("revokes").front() == "t " + expires);
    BOOST_TEST(std::time(nullptr) >= std::stol(expires) - 1);
}

BOOST_AUTO_TEST_CASE(what_is_not_held_not_over_only_reported_or_not_looked_at_is_not_revoked)
{
    guard::Settings report{guard::Mode::report, 0s};
    guard::Settings off{guard::Mode::off, 0s};
    for (const auto &[line, settings] : {std::pair(ticket_line(-5, "false"), guard::Settings{}),
                                         std::pair(ticket_line(60), guard::Settings{}), std::pair(ticket_line(-5), report),
                                         std::pair(ticket_line(-5), off)}) {
        Script script(tell(line) + "touch told\necho x >told\n" + answering, "");
        run_until(script, "revokes", settings, 1500ms);
        BOOST_TEST(script.lines("revokes").empty(), line);
        BOOST_TEST(script.lines("follows").empty() == (settings.mode == guard::Mode::off));
    }
}

BOOST_AUTO_TEST_CASE(a_revoke_that_fails_is_tried_again)
{
    Script script(tell(ticket_line(-5)) + answering, "[ $(wc -l <revokes) -lt 2 ] || echo x >again; exit 31");
    BOOST_TEST(run_until(script, "again"));
    // Not faster than once a second.
    Script fails(tell(ticket_line(-5)) + answering, "exit 31");
    run_until(fails, "nothing", {}, 1500ms);
    BOOST_TEST(fails.lines("revokes").size() <= 2U);
}

BOOST_AUTO_TEST_CASE(where_pacemaker_does_not_run_nothing_is_followed_or_revoked)
{
    Script script(tell(ticket_line(-5)) + answering, "echo done");
    script.write("sockets", "0000: 00000002 00000000 00010000 0001 01 42 @cib_ro\n");
    BOOST_TEST(!run_until(script, "revokes", {}, 1500ms));
    BOOST_TEST(script.lines("follows").empty());
    // Stopped while the ticket was held here.
    Script stopped(tell(ticket_line(2)) + ": >sockets\nexit 21", "echo done");
    BOOST_TEST(!run_until(stopped, "revokes", {}, 4s));
    BOOST_TEST(stopped.lines("follows").size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_follower_that_ends_or_is_silent_is_started_again)
{
    Script ends("[ $(wc -l <follows) -lt 2 ] || echo x >again; echo no cluster here; exit 21", "");
    BOOST_TEST(run_until(ends, "again"));
    Script silent("[ $(wc -l <follows) -lt 2 ] || echo x >again\nexec sleep 60", "");
    BOOST_TEST(run_until(silent, "again", {}, 20s));
}

BOOST_AUTO_TEST_CASE(a_lease_that_ends_while_nobody_can_be_followed_is_over_all_the_same)
{
    Script script("[ -e told ] || { touch told; " + tell(ticket_line(2)) + "}\nexit 21", "echo done");
    BOOST_TEST(run_until(script, "revokes"));
}

BOOST_AUTO_TEST_CASE(a_ticket_that_vanishes_while_it_is_revoked_leaves_no_process)
{
    Script script(tell(ticket_line(-5)) + "until [ -e revokes ]; do sleep 0.05; done\necho end\n" + answering,
                  "sleep 1; echo $$ >ended");
    loop::Loop loop;
    guard::Guard guard(loop, {}, script.paths());
    auto deadline = base::Deadline::after(10s);
    loop::Timer look(loop, loop::Priority::low, [&] {
        bool ended = !script.lines("ended").empty() && guard.status("").error == ENOENT;
        if (deadline.passed() || ended) {
            loop.stop();
        } else {
            look.start(20ms);
        }
    });
    look.start(20ms);
    loop.run();
    BOOST_TEST(guard.status("").error == ENOENT);
    BOOST_REQUIRE(script.lines("ended").size() == 1);
    BOOST_TEST(::waitpid(std::stoi(script.lines("ended").front()), nullptr, WNOHANG) == -1);
}

BOOST_AUTO_TEST_CASE(what_was_remembered_is_revoked_by_the_next_daemon)
{
    Script script(tell(ticket_line(3)) + "echo x >told\n" + answering, "echo done");
    BOOST_TEST(run_until(script, "told"));
    // Told once more for the file to be there.
    auto wait = base::Deadline::after(5s);
    while (script.lines("run/leases").size() < 2 && !wait.passed()) {
        run_until(script, "nothing", {}, 100ms);
    }
    BOOST_REQUIRE(script.lines("run/leases").size() == 2);
    std::filesystem::remove(script.path + "/follows");
    script.rewrite("sleep 4; echo x >connected; " + std::string(answering), "echo done");
    BOOST_TEST(run_until(script, "connected"));
    BOOST_TEST(!script.lines("revokes").empty());
    // The follower is left alone while it connects to the cluster.
    BOOST_TEST(script.lines("follows").size() == 1U);
}
