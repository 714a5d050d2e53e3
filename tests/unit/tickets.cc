// booth's tickets in the CIB: which are told and how, which changes concern them, what may be in a search.
#include "cluster/tickets.hh"

#include <boost/test/unit_test.hpp>
#include <libxml/xpath.h>

#include <memory>

namespace {

std::string snapshot(const std::string &states)
{
    auto tickets = cluster::parse_xml("<tickets>" + states + "</tickets>");
    BOOST_REQUIRE(tickets);
    return cluster::snapshot(tickets.get());
}

std::string state(const std::string &attributes)
{
    return "<ticket_state " + attributes + "/>";
}

const std::string booths = "id='a' owner='-1363154693' expires='1795000030' term='3' granted='true' ";

// A notification as Pacemaker 2.1.5 and 3.0.0 send it, with these changes.
bool concerns(const std::string &changes)
{
    auto message = cluster::parse_xml("<notify t='cib_notify' subt='cib_diff_notify' cib_op='cib_modify' cib_rc='0'>"
                                      "<cib_update_result><diff format='2'><version>"
                                      "<source admin_epoch='0' epoch='9' num_updates='7'/>"
                                      "<target admin_epoch='0' epoch='9' num_updates='8'/></version>" +
                                      changes + "</diff></cib_update_result></notify>");
    BOOST_REQUIRE(message);
    return cluster::concerns_tickets(message.get());
}

std::string change(const std::string &operation, const std::string &path, const std::string &content = "")
{
    return "<change operation=\"" + operation + "\" path=\"" + path + "\">" + content + "</change>";
}

// How many elements the search finds.
int found(const std::string &document, const std::string &path)
{
    auto cib = cluster::parse_xml(document);
    BOOST_REQUIRE(cib);
    std::unique_ptr<xmlXPathContext, decltype(&xmlXPathFreeContext)> context(xmlXPathNewContext(cib->doc),
                                                                             xmlXPathFreeContext);
    std::unique_ptr<xmlXPathObject, decltype(&xmlXPathFreeObject)> result(
        xmlXPathEvalExpression(reinterpret_cast<const xmlChar *>(path.c_str()), context.get()), xmlXPathFreeObject);
    BOOST_REQUIRE(result);
    return result->nodesetval != nullptr ? result->nodesetval->nodeNr : 0;
}

int granted(const std::string &states)
{
    return found("<cib><status><tickets>" + states + "</tickets></status></cib>",
                 cluster::path_of_granted("a", "1795000030"));
}

} // namespace

BOOST_AUTO_TEST_CASE(tickets_of_booth_are_told)
{
    BOOST_TEST(snapshot(state(booths + "last-granted='1795000000' booth-cfg-name='booth'")) ==
               "ticket a true 1795000030 1795000000 -1363154693 3 booth\nend\n");
    BOOST_TEST(snapshot(state("id='a' owner='-1' expires='1795000030' granted='false'")) ==
               "ticket a false 1795000030 - -1 - -\nend\n");
    BOOST_TEST(snapshot(state("id='b/2' owner='1' expires='2'") + state(booths)) ==
               "ticket b/2 false 2 - 1 - -\nticket a true 1795000030 - -1363154693 3 -\nend\n");
}

BOOST_AUTO_TEST_CASE(tickets_of_others_are_not_told)
{
    BOOST_TEST(cluster::snapshot(nullptr) == "end\n");
    BOOST_TEST(snapshot("") == "end\n");
    BOOST_TEST(snapshot(state("id='a' granted='true' last-granted='1795000000'")) == "end\n");
    BOOST_TEST(snapshot(state("id='a' granted='true' owner='1'")) == "end\n");
    BOOST_TEST(snapshot(state("id='a' granted='true' expires='2'")) == "end\n");
    BOOST_TEST(snapshot("<other id='a' owner='1' expires='2'/>") == "end\n");
}

BOOST_AUTO_TEST_CASE(a_ticket_that_may_be_granted_is_told_as_granted)
{
    for (const char *value : {"true", "TRUE", "yes", "1", "on", "nonsense"}) {
        auto one = state("id='a' owner='1' expires='1795000030' granted='" + std::string(value) + "'");
        BOOST_TEST(snapshot(one) == "ticket a true 1795000030 - 1 - -\nend\n", value);
        BOOST_TEST(granted(one) == 1, value);
    }
    for (const char *attribute : {"", "granted=''", "granted='false'"}) {
        auto one = state("id='a' owner='1' expires='1795000030' " + std::string(attribute));
        BOOST_TEST(snapshot(one) == "ticket a false 1795000030 - 1 - -\nend\n", attribute);
    }
}

BOOST_AUTO_TEST_CASE(a_value_is_one_word_or_a_dash)
{
    BOOST_TEST(snapshot(state("id='a' owner='1 2' expires='3' term='&#10;' booth-cfg-name='b&#9;c'")) ==
               "ticket a false 3 - - - -\nend\n");
    BOOST_TEST(snapshot(state("id='a' owner='b\xc3\xa9' expires='3.5' last-granted='-4'")) ==
               "ticket a false - - - - -\nend\n");
    BOOST_TEST(snapshot(state("id='a' owner='" + std::string(129, 'x') + "' expires='1'")) ==
               "ticket a false 1 - - - -\nend\n");
    BOOST_TEST(snapshot(state("id='a b' owner='1' expires='2'")) == "end\n");
    BOOST_TEST(snapshot(state("id='a&quot;' owner='1' expires='2'")) == "end\n");
}

BOOST_AUTO_TEST_CASE(names_and_times)
{
    for (const char *name : {"a", "ticket-A", "superticket", "a/b", "x_1", "a.b:c", "-"}) {
        BOOST_TEST(cluster::is_ticket_name(name), name);
    }
    for (const char *name : {"", "a b", "a'", "a\"", "a]", "a[1]", "a@b", "a|b", "a\n", "\xc3\xa9", "a*", "a("}) {
        BOOST_TEST(!cluster::is_ticket_name(name), name);
    }
    BOOST_TEST(cluster::is_ticket_name(std::string(63, 'x')));
    BOOST_TEST(!cluster::is_ticket_name(std::string(64, 'x')));
    for (const char *time : {"0", "1795000030", "0001", "9223372036854775807"}) {
        BOOST_TEST(cluster::is_time(time), time);
    }
    for (const char *time : {"", "-1", "+1", "1.5", " 1", "1 ", "0x1", "' or '1'='1", "99999999999999999999"}) {
        BOOST_TEST(!cluster::is_time(time), time);
    }
}

BOOST_AUTO_TEST_CASE(changes_of_tickets_concern)
{
    BOOST_TEST(concerns(change("modify", "/cib/status/tickets/ticket_state[@id='a']")));
    BOOST_TEST(concerns(change("delete", "/cib/status/tickets/ticket_state[@id='a']")));
    BOOST_TEST(concerns(change("create", "/cib/status/tickets", state("id='a'"))));
    BOOST_TEST(concerns(change("delete", "/cib/status/tickets")));
    BOOST_TEST(concerns(change("delete", "/cib/status/tickets[1]")));
    BOOST_TEST(concerns(change("create", "/cib/status", "<tickets>" + state("id='a'") + "</tickets>")));
    BOOST_TEST(concerns(change("create", "/cib", "<status><tickets/></status>")));
    BOOST_TEST(concerns(change("delete", "/cib/status")));
    BOOST_TEST(concerns(change("modify", "/cib/status/node_state[@id='1']") +
                        change("modify", "/cib/status/tickets/ticket_state[@id='a']")));
}

BOOST_AUTO_TEST_CASE(other_changes_do_not_concern)
{
    BOOST_TEST(!concerns(""));
    BOOST_TEST(!concerns(change("modify", "/cib")));
    BOOST_TEST(!concerns(change("modify", "/cib/status")));
    BOOST_TEST(!concerns(change("modify", "/cib/status/node_state[@id='1']/transient_attributes[@id='1']")));
    BOOST_TEST(!concerns(change("create", "/cib/status", "<node_state id='1'/>")));
    BOOST_TEST(!concerns(change("delete", "/cib/status/node_state[@id='1']")));
    BOOST_TEST(!concerns(change("create", "/cib/configuration/constraints", "<rsc_ticket id='t' ticket='a'/>")));
    BOOST_TEST(!concerns(change("move", "/cib/status")));
    BOOST_TEST(!concerns(change("modify", "/cib/status/ticketsx")));
}

BOOST_AUTO_TEST_CASE(what_is_not_understood_concerns)
{
    for (const char *text : {"<notify/>", "<notify><diff/></notify>", "<notify><diff format='1'/></notify>",
                             "<notify><diff format='3'/></notify>"}) {
        auto message = cluster::parse_xml(text);
        BOOST_TEST(cluster::concerns_tickets(message.get()), text);
    }
    BOOST_TEST(concerns(change("replace", "/cib/status")));
    BOOST_TEST(concerns(change("delete", "")));
}

BOOST_AUTO_TEST_CASE(only_what_is_granted_until_then_is_found)
{
    BOOST_TEST(granted(state(booths)) == 1);
    BOOST_TEST(granted(state("id='a' owner='1' expires='1795000030' granted='false'")) == 0);
    BOOST_TEST(granted(state("id='a' owner='1' expires='1795000030'")) == 0);
    BOOST_TEST(granted(state("id='a' owner='1' expires='1795000045' granted='true'")) == 0);
    BOOST_TEST(granted(state("id='b' owner='1' expires='1795000030' granted='true'")) == 0);
    BOOST_TEST(found("<cib><configuration>" + state(booths) + "</configuration></cib>",
                     cluster::path_of_granted("a", "1795000030")) == 0);
}

BOOST_AUTO_TEST_CASE(a_revocation_says_nothing_else)
{
    auto change = cluster::revocation("a/b");
    BOOST_TEST(cluster::is_element(change.get(), "ticket_state"));
    BOOST_TEST(cluster::attribute(change.get(), "id") == "a/b");
    BOOST_TEST(cluster::attribute(change.get(), "granted") == "false");
    int attributes = 0;
    for (auto *one = change->properties; one != nullptr; one = one->next) {
        ++attributes;
    }
    BOOST_TEST(attributes == 2);
    BOOST_TEST(change->children == nullptr);
}
