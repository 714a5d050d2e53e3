#include "cluster/standing.hh"

#include <boost/test/unit_test.hpp>

using cluster::Standing;
using Kind = Standing::Kind;

namespace {

std::string resource(const std::string &id, const std::string &attributes, const std::string &nodes = "s1n1")
{
    auto node = nodes.empty() ? "" : "<node name='" + nodes + "' id='1' cached='true'/>";
    return "<resource id='" + id + "' resource_agent='ocf:booth-agents:booth-ip' role='Started' active='true' " +
           attributes + ">" + node + "</resource>";
}

const std::string healthy = "blocked='false' maintenance='false' managed='true' failed='false'";

Standing judge(const std::string &resources, const std::string &options = "maintenance-mode='false'",
               const std::string &node_maintenance = "false")
{
    auto report = cluster::parse_xml("<pacemaker-result><summary><cluster_options " + options +
                                     "/></summary><nodes><node name='s1n1' maintenance='" + node_maintenance +
                                     "'/><node name='s1n2' maintenance='true'/></nodes><resources>" + resources +
                                     "</resources></pacemaker-result>");
    BOOST_REQUIRE(report);
    return cluster::judge_standing(report.get(), "booth-ip", "s1n1");
}

std::string unmanaged(const std::string &attributes, const std::string &options = "maintenance-mode='false'",
                      const std::string &node_maintenance = "false")
{
    auto standing = judge(resource("booth-ip", "managed='false' " + attributes), options, node_maintenance);
    BOOST_TEST((standing.kind == Kind::unmanaged));
    return standing.why;
}

} // namespace

BOOST_AUTO_TEST_CASE(active_and_managed_on_this_node)
{
    for (const auto &resources :
         {resource("booth-ip", healthy), "<group id='booth'>" + resource("booth-ip", healthy) + "</group>",
          "<clone id='c'><group id='g:0'>" + resource("booth-ip", healthy) + "</group></clone>"}) {
        auto standing = judge(resources);
        BOOST_TEST((standing.kind == Kind::active), resources);
        BOOST_TEST(standing.why == "");
        BOOST_TEST(standing.standard == "ocf");
        BOOST_TEST(standing.provider == "booth-agents");
        BOOST_TEST(standing.type == "booth-ip");
    }
}

BOOST_AUTO_TEST_CASE(an_agent_without_a_provider)
{
    auto text = "<pacemaker-result><resources><resource id='booth-ip' resource_agent='systemd:booth' managed='true' "
                "failed='false'><node name='s1n1'/></resource></resources></pacemaker-result>";
    auto standing = cluster::judge_standing(cluster::parse_xml(text).get(), "booth-ip", "s1n1");
    BOOST_TEST(standing.standard == "systemd");
    BOOST_TEST(standing.provider == "");
    BOOST_TEST(standing.type == "booth");
}

BOOST_AUTO_TEST_CASE(already_known_as_failed)
{
    auto failed = "blocked='false' managed='true' failed='true'";
    BOOST_TEST((judge(resource("booth-ip", failed)).kind == Kind::failed));
    BOOST_TEST((judge(resource("booth-ip", healthy) + resource("other", failed)).kind == Kind::active));
}

BOOST_AUTO_TEST_CASE(why_it_is_left_alone)
{
    BOOST_TEST(unmanaged("maintenance='true'", "maintenance-mode='true'", "true") ==
               "the cluster is in maintenance mode");
    BOOST_TEST(unmanaged("maintenance='true'", "maintenance-mode='false'", "true") ==
               "this node is in maintenance mode");
    BOOST_TEST(unmanaged("maintenance='true'") == "the resource is in maintenance mode");
    BOOST_TEST(unmanaged("maintenance='false' blocked='true' failed='true'").find("administrator") !=
               std::string::npos);
    BOOST_TEST(unmanaged("maintenance='false' blocked='false'") == "the cluster does not manage it");
}

// What does not say that the cluster sees to the resource does not mean it.
BOOST_AUTO_TEST_CASE(managed_must_be_said)
{
    BOOST_TEST((judge(resource("booth-ip", "failed='false'")).kind == Kind::unmanaged));
}

BOOST_AUTO_TEST_CASE(known_but_not_running_here)
{
    BOOST_TEST((judge(resource("booth-ip", healthy, "s1n2")).kind == Kind::inactive));
    BOOST_TEST((judge(resource("booth-ip", healthy, "")).kind == Kind::inactive));
}

BOOST_AUTO_TEST_CASE(unknown_to_the_cluster)
{
    BOOST_TEST((judge("").kind == Kind::unknown));
    BOOST_TEST((judge(resource("booth-ip-2", healthy)).kind == Kind::unknown));
    BOOST_TEST((judge("<bundle id='b'><replica id='0'>" + resource("booth-ip", healthy) + "</replica></bundle>").kind ==
                Kind::unknown));
}

BOOST_AUTO_TEST_CASE(instances_of_a_clone)
{
    // Anonymous instances share a name; the one on this node counts.
    auto clone = "<clone id='c'>" + resource("booth-ip", "managed='true' failed='true'", "s1n2") +
                 resource("booth-ip", healthy) + "</clone>";
    BOOST_TEST((judge(clone).kind == Kind::active));
    // Others have their own.
    BOOST_TEST((judge("<clone id='c'>" + resource("booth-ip:0", healthy) + "</clone>").kind == Kind::unknown));
    auto text = "<pacemaker-result><resources><clone id='c'>" +
                resource("booth-ip:0", "managed='true' failed='true'") + resource("booth-ip:1", healthy) +
                "</clone></resources></pacemaker-result>";
    auto report = cluster::parse_xml(text);
    BOOST_TEST((cluster::judge_standing(report.get(), "booth-ip:0", "s1n1").kind == Kind::failed));
    BOOST_TEST((cluster::judge_standing(report.get(), "booth-ip:1", "s1n1").kind == Kind::active));
}

BOOST_AUTO_TEST_CASE(a_report_without_resources_says_nothing)
{
    auto report = cluster::parse_xml("<pacemaker-result><pacemakerd state='starting_daemons'/></pacemaker-result>");
    BOOST_TEST((cluster::judge_standing(report.get(), "booth-ip", "s1n1").kind == Kind::silent));
    BOOST_TEST(!cluster::parse_xml("no XML"));
    BOOST_TEST(!cluster::parse_xml(""));
}

BOOST_AUTO_TEST_CASE(why_crm_mon_has_no_report)
{
    auto why = [](const std::string &status) {
        auto report = cluster::parse_xml("<pacemaker-result>" + status + "</pacemaker-result>");
        return cluster::why_no_report(report.get(), "x");
    };
    BOOST_TEST(why("<status code='0' message='OK'><errors><error>Could not connect</error><error>b</error></errors>"
                   "</status>") == "Could not connect");
    BOOST_TEST(why("<status code='102' message='Not connected'/>") == "Not connected");
    BOOST_TEST(why("") == "it gives no reason");
    BOOST_TEST(cluster::why_no_report(nullptr, "one\ncannot run crm_mon\n") == "cannot run crm_mon");
    BOOST_TEST(cluster::why_no_report(nullptr, "") == "");
}
