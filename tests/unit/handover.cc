#include "cluster/handover_advice.hh"

#include "cluster/stop_order.hh"

#include <boost/test/unit_test.hpp>

#include <algorithm>

namespace {

using base::Milliseconds;

// A CIB's configuration with these resources and constraints; more are elements beside them.
struct Cluster {
    std::string resources;
    std::string constraints = "<rsc_ticket id='t' rsc='app' ticket='T' loss-policy='stop'/>";
    std::string more = "";

    cluster::Xml parse() const
    {
        auto xml = cluster::parse_xml("<configuration>" + more + "<resources>" + resources +
                                      "</resources><constraints>" + constraints + "</constraints></configuration>");
        BOOST_REQUIRE(xml);
        return xml;
    }
    cluster::StopTime time(const std::string &ticket = "T") const { return cluster::stop_time(parse().get(), ticket); }
    // The chain, as one line.
    std::string chain() const
    {
        std::string line;
        for (const auto &step : time().steps) {
            line += (line.empty() ? "" : " ") + step;
        }
        return line;
    }
};

std::string operation(const std::string &name, const std::string &timeout)
{
    return "<op id='o' name='" + name + "' interval='0s' timeout='" + timeout + "'/>";
}

std::string primitive(const std::string &id, const std::string &stop = "", const std::string &inside = "")
{
    return "<primitive id='" + id + "' class='ocf' provider='p' type='Dummy'>" + inside + "<operations id='" + id +
           "-o'>" + (stop.empty() ? "" : operation("stop", stop)) + "</operations></primitive>";
}

std::string meta(const std::string &name, const std::string &value, const std::string &inside = "")
{
    return "<meta_attributes id='m'>" + inside + "<nvpair id='n' name='" + name + "' value='" + value +
           "'/></meta_attributes>";
}

std::string order(const std::string &first, const std::string &then, const std::string &how = "")
{
    return "<rsc_order id='o' first='" + first + "' then='" + then + "' " + how + "/>";
}

std::string colocation(const std::string &resource, const std::string &with, const std::string &how = "score='INFINITY'")
{
    return "<rsc_colocation id='c' rsc='" + resource + "' with-rsc='" + with + "' " + how + "/>";
}

std::string set(const std::vector<std::string> &members, const std::string &how = "")
{
    std::string text = "<resource_set id='s' " + how + ">";
    for (const auto &member : members) {
        text += "<resource_ref id='" + member + "'/>";
    }
    return text + "</resource_set>";
}

const std::string stop_ticket = "<rsc_ticket id='t' rsc='app' ticket='T' loss-policy='stop'/>";
const std::string promoted_ticket = "<rsc_ticket id='t' rsc='app' rsc-role='Promoted' ticket='T' ";

std::string promotable(const std::string &stop = "7s")
{
    return "<clone id='app'>" + meta("promotable", "true") + "<primitive id='db'><operations id='o'>" +
           operation("stop", stop) + operation("demote", "40s") + "</operations></primitive></clone>";
}

} // namespace

BOOST_AUTO_TEST_CASE(timeouts_are_read_as_pacemaker_reads_them)
{
    auto read = [](const char *text) { return cluster::parse_timeout(text).value_or(Milliseconds(-1)).count(); };
    BOOST_TEST(read("20") == 20000);
    BOOST_TEST(read("20s") == 20000);
    BOOST_TEST(read(" 20 sec") == 20000);
    BOOST_TEST(read("1500ms") == 1500);
    BOOST_TEST(read("1500msec") == 1500);
    BOOST_TEST(read("2500us") == 2);
    BOOST_TEST(read("2m") == 120000);
    BOOST_TEST(read("2min") == 120000);
    BOOST_TEST(read("1H") == 3600000);
    BOOST_TEST(read("1hr") == 3600000);
    BOOST_TEST(read("3.9s") == 3000);
    BOOST_TEST(read("99999999999999999999s") == 365LL * 24 * 3600 * 1000);
    for (const char *text : {"", "PT20S", "-1", "s", "20 parsecs", "20d"}) {
        BOOST_TEST(read(text) == -1, text);
    }
}

BOOST_AUTO_TEST_CASE(a_primitive_takes_its_stop_timeout)
{
    BOOST_TEST(Cluster{primitive("app", "30s")}.chain() == "app=30000");
    BOOST_TEST(Cluster{primitive("app", "2min")}.time().total.count() == 120000);
    BOOST_TEST(Cluster{primitive("app")}.chain() == "app=20000");
    // An operation of another interval is another one.
    auto other = "<operations id='p'><op id='x' name='stop' interval='10s' timeout='90s'/></operations>";
    BOOST_TEST(Cluster{primitive("app", "", other)}.chain() == "app=20000");
}

BOOST_AUTO_TEST_CASE(timeouts_come_from_defaults_and_sets_too)
{
    auto defaults = "<op_defaults>" + meta("timeout", "45s") + "</op_defaults>";
    BOOST_TEST(Cluster({primitive("app"), stop_ticket, defaults}).chain() == "app=45000");
    BOOST_TEST(Cluster({primitive("app", "30s"), stop_ticket, defaults}).chain() == "app=30000");
    auto set_in_operation = "<primitive id='app'><operations id='o'><op id='x' name='stop' interval='0'>" +
                            meta("timeout", "33s") + "</op></operations></primitive>";
    BOOST_TEST(Cluster({set_in_operation, stop_ticket, defaults}).chain() == "app=33000");
    // Of two sets the one with the higher score counts.
    auto two = "<op_defaults>" + meta("timeout", "45s") +
               "<meta_attributes id='h' score='10'><nvpair id='n' name='timeout' value='50s'/></meta_attributes>"
               "</op_defaults>";
    BOOST_TEST(Cluster({primitive("app"), stop_ticket, two}).chain() == "app=50000");
}

BOOST_AUTO_TEST_CASE(of_timeouts_under_a_rule_the_longest_counts)
{
    auto ruled = [](const std::string &timeout, const std::string &expression) {
        return "<op_defaults>" + meta("timeout", timeout, "<rule id='r'>" + expression + "</rule>") + "</op_defaults>";
    };
    auto chain = [&](const std::string &defaults) {
        return Cluster({primitive("app"), stop_ticket, defaults}).chain();
    };
    BOOST_TEST(chain(ruled("45s", "<date_expression id='e'/>")) == "app=45000");
    BOOST_TEST(chain(ruled("5s", "<date_expression id='e'/>")) == "app=20000");
    BOOST_TEST(chain(ruled("45s", "<op_expression id='e' name='stop'/>")) == "app=45000");
    BOOST_TEST(chain(ruled("45s", "<op_expression id='e' name='monitor'/>")) == "app=20000");
    auto in_operation = "<primitive id='app'><operations id='o'><op id='x' name='stop' interval='0'>" +
                        meta("timeout", "33s", "<rule id='r'/>") + "</op></operations></primitive>";
    BOOST_TEST(Cluster{in_operation}.chain() == "app=33000");
}

BOOST_AUTO_TEST_CASE(a_timeout_that_is_none_counts_as_pacemakers_own_and_is_named)
{
    auto time = Cluster{primitive("app", "PT2M")}.time();
    BOOST_TEST(time.total.count() == 20000);
    BOOST_REQUIRE(time.notes.size() == 1U);
    BOOST_TEST(time.notes[0].find("app, \"PT2M\"") != std::string::npos, time.notes[0]);
}

BOOST_AUTO_TEST_CASE(a_template_gives_what_the_primitive_does_not_have)
{
    std::string pattern = "<template id='T1'><operations id='to'>" + operation("stop", "70s") + "</operations></template>";
    BOOST_TEST(Cluster{pattern + "<primitive id='app' template='T1'/>"}.chain() == "app=70000");
    auto own = pattern + "<primitive id='app' template='T1'><operations id='o'>" + operation("stop", "5s") +
               "</operations></primitive>";
    BOOST_TEST(Cluster{own}.chain() == "app=5000");
    // A constraint may name the template.
    auto by_template = "<rsc_ticket id='t' rsc='T1' ticket='T'/>";
    BOOST_TEST(Cluster({pattern + "<primitive id='a' template='T1'/>", by_template}).chain() == "a=70000");
}

BOOST_AUTO_TEST_CASE(the_members_of_a_group_stop_one_after_the_other)
{
    auto group = "<group id='app'>" + primitive("a", "10s") + primitive("b", "20s") + primitive("c", "3s") + "</group>";
    BOOST_TEST(Cluster{group}.chain() == "c=3000 b=20000 a=10000");
    // Only what follows a member depends on it.
    BOOST_TEST(Cluster({group, "<rsc_ticket id='t' rsc='b' ticket='T'/>"}).chain() == "c=3000 b=20000");
}

BOOST_AUTO_TEST_CASE(the_instances_of_a_clone_stop_at_once_if_they_are_not_ordered)
{
    auto clone = [](const std::string &options) {
        return "<clone id='app'>" + options + primitive("a", "10s") + "</clone>";
    };
    auto nodes = "<nodes><node id='1'/><node id='2'/><node id='3'/></nodes>";
    BOOST_TEST(Cluster({clone(""), stop_ticket, nodes}).chain() == "a=10000");
    BOOST_TEST(Cluster({clone(meta("ordered", "true")), stop_ticket, nodes}).chain() == "a=30000");
    BOOST_TEST(Cluster({clone(meta("ordered", "true") + meta("clone-max", "2")), stop_ticket, nodes}).chain() ==
               "a=20000");
    // By the name of what is inside, the clone is meant.
    auto grouped = "<clone id='app'><group id='g'>" + primitive("a", "10s") + primitive("b", "5s") + "</group></clone>";
    BOOST_TEST(Cluster({grouped, "<rsc_ticket id='t' rsc='b' ticket='T'/>"}).chain() == "b=5000 a=10000");
}

BOOST_AUTO_TEST_CASE(a_bundle_stops_what_is_inside_and_then_the_container)
{
    auto bundle = "<bundle id='app'><podman image='i'/><network ip-range-start='192.168.11.9'/>" +
                  primitive("a", "10s") + "</bundle>";
    BOOST_TEST(Cluster{bundle}.chain() == "a=10000 app=60000");
    BOOST_TEST(Cluster{"<bundle id='app'><podman image='i'/></bundle>"}.chain() == "app=20000");
}

BOOST_AUTO_TEST_CASE(what_starts_later_stops_first)
{
    auto resources = primitive("app", "10s") + primitive("web", "20s") + primitive("other", "90s");
    BOOST_TEST(Cluster({resources, stop_ticket + order("app", "web")}).chain() == "web=20000 app=10000");
    BOOST_TEST(Cluster({resources, stop_ticket + order("web", "app")}).chain() == "app=10000");
    // What merely prefers an order does not stop because of it, but waits if it stops anyway.
    BOOST_TEST(Cluster({resources, stop_ticket + order("app", "web", "kind='Optional'")}).chain() == "app=10000");
    BOOST_TEST(Cluster({resources, stop_ticket + order("app", "web", "score='0'")}).chain() == "app=10000");
    auto both = colocation("web", "app");
    BOOST_TEST(Cluster({resources, stop_ticket + both + order("app", "web", "kind='Optional'")}).chain() ==
               "web=20000 app=10000");
    BOOST_TEST(Cluster({resources, stop_ticket + order("app", "web", "symmetrical='false'")}).chain() == "app=10000");
    BOOST_TEST(Cluster({resources, stop_ticket + both + order("app", "web", "symmetrical='false'")}).chain() ==
               "web=20000");
    // The order of two stops can be said outright.
    auto stops = order("web", "app", "first-action='stop' then-action='stop' symmetrical='false'");
    BOOST_TEST(Cluster({resources, stop_ticket + both + stops}).chain() == "web=20000 app=10000");
}

BOOST_AUTO_TEST_CASE(chains_add_up_and_branches_do_not)
{
    auto resources = primitive("app", "10s") + primitive("a", "20s") + primitive("b", "30s") + primitive("c", "5s");
    BOOST_TEST(Cluster({resources, stop_ticket + order("app", "a") + order("app", "b")}).chain() == "b=30000 app=10000");
    BOOST_TEST(Cluster({resources, stop_ticket + order("app", "a") + order("app", "c")}).chain() == "a=20000 app=10000");
    BOOST_TEST(Cluster({resources, stop_ticket + order("app", "a") + order("a", "c") + order("app", "b")}).chain() ==
               "b=30000 app=10000");
    BOOST_TEST(Cluster({resources, stop_ticket + order("app", "a") + order("a", "b") + order("b", "c")}).chain() ==
               "c=5000 b=30000 a=20000 app=10000");
}

BOOST_AUTO_TEST_CASE(two_resources_of_one_ticket_stop_at_once)
{
    auto resources = primitive("app", "10s") + primitive("b", "30s") + primitive("c", "5s");
    auto tickets = "<rsc_ticket id='t' ticket='T'>" + set({"app", "b", "c"}) + "</rsc_ticket>";
    BOOST_TEST(Cluster({resources, tickets}).chain() == "b=30000");
    BOOST_TEST(Cluster({resources, tickets}).time("U").steps.empty());
    BOOST_TEST(Cluster({resources, stop_ticket + "<rsc_ticket id='u' rsc='c' ticket='T'/>"}).chain() == "app=10000");
    // A tag stands for its resources.
    auto tag = "<tags><tag id='both'><obj_ref id='c'/><obj_ref id='app'/></tag></tags>";
    BOOST_TEST(Cluster({resources, "<rsc_ticket id='t' rsc='both' ticket='T'/>", tag}).chain() == "app=10000");
}

BOOST_AUTO_TEST_CASE(what_must_be_with_it_stops_too_at_the_same_time)
{
    auto resources = primitive("app", "10s") + primitive("a", "20s") + primitive("b", "30s");
    BOOST_TEST(Cluster({resources, stop_ticket + colocation("a", "app")}).chain() == "a=20000");
    BOOST_TEST(Cluster({resources, stop_ticket + colocation("app", "a")}).chain() == "app=10000");
    BOOST_TEST(Cluster({resources, stop_ticket + colocation("a", "app") + colocation("b", "a")}).chain() == "b=30000");
    for (const char *how : {"score='500'", "score='-INFINITY'", ""}) {
        BOOST_TEST(Cluster({resources, stop_ticket + colocation("a", "app", how)}).chain() == "app=10000", how);
    }
}

BOOST_AUTO_TEST_CASE(sets_of_orders_and_colocations_are_followed)
{
    auto resources = primitive("app", "10s") + primitive("a", "20s") + primitive("b", "30s") + primitive("c", "5s");
    auto orders = [](const std::string &sets, const std::string &how = "") {
        return stop_ticket + "<rsc_order id='o' " + how + ">" + sets + "</rsc_order>";
    };
    BOOST_TEST(Cluster({resources, orders(set({"app", "a", "c"}))}).chain() == "c=5000 a=20000 app=10000");
    BOOST_TEST(Cluster({resources, orders(set({"app", "a", "c"}, "sequential='false'"))}).chain() == "app=10000");
    BOOST_TEST(Cluster({resources, orders(set({"app"}) + set({"a", "b"}, "sequential='false'") + set({"c"}))}).chain() ==
               "c=5000 b=30000 app=10000");
    BOOST_TEST(Cluster({resources, orders(set({"app", "a"}), "kind='Optional'")}).chain() == "app=10000");
    auto colocated = [](const std::string &sets) {
        return stop_ticket + "<rsc_colocation id='c' score='INFINITY'>" + sets + "</rsc_colocation>";
    };
    BOOST_TEST(Cluster({resources, colocated(set({"app", "a"}))}).chain() == "a=20000");
    BOOST_TEST(Cluster({resources, colocated(set({"a", "app"}))}).chain() == "app=10000");
    BOOST_TEST(Cluster({resources, colocated(set({"b"}) + set({"app"}))}).chain() == "b=30000");
    BOOST_TEST(Cluster({resources, colocated(set({"app"}) + set({"b"}))}).chain() == "app=10000");
}

BOOST_AUTO_TEST_CASE(where_the_order_is_not_certain_all_is_added_up)
{
    auto resources = primitive("app", "10s") + primitive("a", "20s") + primitive("b", "30s");
    auto tickets = "<rsc_ticket id='t' ticket='T'>" + set({"app", "a", "b"}) + "</rsc_ticket>";
    BOOST_TEST(Cluster({resources, tickets + order("a", "app", "kind='Serialize'")}).time().total.count() == 60000);
    BOOST_TEST(Cluster({resources, tickets + order("a", "absent", "kind='Serialize'")}).time().total.count() == 30000);
    auto circle = order("app", "a") + order("a", "app") + colocation("b", "app");
    BOOST_TEST(Cluster({resources, stop_ticket + circle}).time().total.count() == 60000);
}

BOOST_AUTO_TEST_CASE(a_lost_ticket_may_merely_demote)
{
    BOOST_TEST(Cluster({promotable(), promoted_ticket + "/>"}).chain() == "db:demote=40000");
    BOOST_TEST(Cluster({promotable(), promoted_ticket + "loss-policy='demote'/>"}).chain() == "db:demote=40000");
    BOOST_TEST(Cluster({promotable(), promoted_ticket + "loss-policy='stop'/>"}).chain() == "db:demote=40000 db=7000");
    BOOST_TEST(Cluster({promotable(), stop_ticket}).chain() == "db:demote=40000 db=7000");
    // Without a role everything stops.
    BOOST_TEST(Cluster({promotable(), "<rsc_ticket id='t' rsc='app' ticket='T' loss-policy='demote'/>"}).chain() ==
               "db:demote=40000 db=7000");
}

BOOST_AUTO_TEST_CASE(what_needs_the_promoted_one_stops_before_it_is_demoted)
{
    auto resources = promotable() + primitive("web", "15s");
    auto ticket = promoted_ticket + "/>";
    auto after = order("app", "web", "first-action='promote' then-action='start'");
    BOOST_TEST(Cluster({resources, ticket + after}).chain() == "web=15000 db:demote=40000");
    BOOST_TEST(Cluster({resources, ticket + order("app", "web")}).chain() == "db:demote=40000");
    auto with = colocation("web", "app", "score='INFINITY' with-rsc-role='Promoted'");
    auto ended = Cluster({primitive("web", "50s") + promotable(), ticket + with});
    BOOST_TEST(ended.chain() == "web=50000");
    BOOST_TEST(Cluster({primitive("web", "50s") + promotable(), ticket + colocation("web", "app")}).chain() ==
               "db:demote=40000");
}

BOOST_AUTO_TEST_CASE(a_lost_ticket_may_freeze_or_fence)
{
    auto with_policy = [](const std::string &policy, const std::string &name = "x", const std::string &value = "") {
        auto property = "<crm_config><cluster_property_set id='p'><nvpair id='n' name='" + name + "' value='" + value +
                        "'/></cluster_property_set></crm_config>";
        return Cluster{primitive("app"), "<rsc_ticket id='t' rsc='app' ticket='T' loss-policy='" + policy + "'/>",
                       property}.time();
    };
    auto frozen = with_policy("freeze");
    BOOST_TEST(frozen.steps.empty());
    BOOST_REQUIRE(frozen.notes.size() == 1U);
    BOOST_TEST(frozen.notes[0].find("loss-policy=freeze") != std::string::npos);
    for (const auto &fenced : {with_policy("fence"), with_policy("fence", "stonith-enabled", "true")}) {
        BOOST_TEST(fenced.total.count() == 60000);
        BOOST_TEST((fenced.steps == std::vector<std::string>{"app:fencing=60000"}));
        BOOST_TEST(fenced.notes.empty());
    }
    BOOST_TEST(with_policy("fence", "stonith-timeout", "5min").total.count() == 300000);
    // Beside what takes longer to stop.
    auto both = "<rsc_ticket id='t' rsc='app' ticket='T' loss-policy='fence'/><rsc_ticket id='u' rsc='b' ticket='T'/>";
    BOOST_TEST(Cluster({primitive("app") + primitive("b", "90s"), both}).chain() == "b=90000");
    // Pacemaker takes it for stop where it may not fence.
    auto stopped = with_policy("fence", "stonith-enabled", "false");
    BOOST_TEST(stopped.total.count() == 20000);
    BOOST_TEST(stopped.notes.empty());
}

BOOST_AUTO_TEST_CASE(what_the_cluster_does_not_manage_is_named)
{
    auto note = [](const Cluster &cluster) {
        auto notes = cluster.time().notes;
        return notes.empty() ? "" : notes.front();
    };
    BOOST_TEST(note({primitive("app", "5s", meta("is-managed", "false"))}).starts_with("resource app is unmanaged"));
    BOOST_TEST(note({primitive("app", "5s", meta("maintenance", "true"))}).starts_with("resource app is unmanaged"));
    auto group = "<group id='app'>" + meta("is-managed", "false") + primitive("a") + "</group>";
    BOOST_TEST(note({group}).starts_with("resource a is unmanaged"));
    auto defaults = "<rsc_defaults>" + meta("is-managed", "false") + "</rsc_defaults>";
    BOOST_TEST(note({primitive("app"), stop_ticket, defaults}).starts_with("resource app is unmanaged"));
    auto own = primitive("app", "5s", meta("is-managed", "true"));
    BOOST_TEST(note({own, stop_ticket, defaults}) == "");
    auto maintenance = "<crm_config><cluster_property_set id='p'><nvpair id='n' name='maintenance-mode' value='true'/>"
                       "</cluster_property_set></crm_config>";
    BOOST_TEST(note({primitive("app"), stop_ticket, maintenance}).find("maintenance mode") != std::string::npos);
    // Of no concern to the ticket.
    BOOST_TEST(note({primitive("app") + primitive("b", "5s", meta("is-managed", "false"))}) == "");
}

BOOST_AUTO_TEST_CASE(a_disabled_resource_counts_as_it_may_be_enabled_again)
{
    BOOST_TEST(Cluster{primitive("app", "30s", meta("target-role", "Stopped"))}.chain() == "app=30000");
}

BOOST_AUTO_TEST_CASE(broken_references_are_passed_over)
{
    BOOST_TEST(Cluster({primitive("b"), stop_ticket}).time().steps.empty());
    BOOST_TEST(Cluster({primitive("app", "5s"), stop_ticket + order("app", "absent") + colocation("absent", "app") +
                                                    "<rsc_order id='e'/>"}).chain() == "app=5000");
    auto reference = "<primitive id='app'><operations id-ref='shared'/></primitive>" +
                     std::string("<primitive id='b'><operations id='shared'>") + operation("stop", "66s") +
                     "</operations></primitive>";
    BOOST_TEST(Cluster{reference}.chain() == "app=66000");
    auto tags = "<tags><tag id='x'><obj_ref id='y'/></tag><tag id='y'><obj_ref id='x'/></tag></tags>";
    BOOST_TEST(Cluster({primitive("app"), "<rsc_ticket id='t' rsc='x' ticket='T'/>", tags}).time().steps.empty());
}

BOOST_AUTO_TEST_CASE(the_lines_for_booth_helper)
{
    cluster::StopTime time{Milliseconds(27000), {"app:demote=20000", "app=7000"}, {"a note\nof two lines"}};
    BOOST_TEST(cluster::format_stop_time("T", time) ==
               "stop T 27000 app:demote=20000 app=7000\nnote T a note\\x0aof two lines\n");
    BOOST_TEST(cluster::format_stop_time("T", {}) == "stop T 0\n");
}
