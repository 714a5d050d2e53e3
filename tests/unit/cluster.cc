#include "cluster/address_advice.hh"
#include "cluster/cib.hh"

#include <boost/test/unit_test.hpp>
#include <libxml/parser.h>

namespace {

std::string advice(const std::string &resources, const std::string &constraints = "",
                   const std::vector<std::string> &addresses = {"192.168.11.100"})
{
    auto text = "<configuration><resources>" + resources + "</resources><constraints>" + constraints +
                "</constraints></configuration>";
    xmlDoc *document = xmlReadMemory(text.data(), static_cast<int>(text.size()), nullptr, nullptr, XML_PARSE_NONET);
    BOOST_REQUIRE(document != nullptr);
    cluster::Xml configuration(xmlDocGetRootElement(document));
    return cluster::address_advice(configuration.get(), addresses, "booth-service");
}

std::string address(const std::string &ip, const std::string &type = "booth-ip")
{
    return "<primitive id='booth-ip' class='ocf' type='" + type + "'><instance_attributes id='a'>" +
           "<nvpair id='n' name='ip' value='" + ip + "'/></instance_attributes></primitive>";
}

const std::string service = "<primitive id='booth-service' class='ocf' type='booth-service'/>";

std::string group(const std::string &members)
{
    return "<group id='booth'>" + members + "</group>";
}

bool contains(const std::string &text, const std::string &part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_CASE(no_resource_has_the_address)
{
    auto text = advice(group(address("192.168.11.101") + service));
    BOOST_TEST(contains(text, "pcs resource create booth-ip ocf:booth-agents:booth-ip ip=192.168.11.100 "
                              "--group booth --before booth-service"),
               text);
    BOOST_TEST(!contains(advice(service), "--group"));
    BOOST_TEST(contains(advice(address("192.168.11.100", "Dummy")), "no resource"));
}

BOOST_AUTO_TEST_CASE(address_first_in_the_group)
{
    BOOST_TEST(contains(advice(group(address("192.168.11.100") + service)), "crm_resource --resource booth-ip --why"));
    BOOST_TEST(contains(advice(group(address("192.168.11.100", "IPaddr2") + service)), "--why"));
}

BOOST_AUTO_TEST_CASE(address_behind_the_service)
{
    BOOST_TEST(contains(advice(group(service + address("192.168.11.100"))),
                        "pcs resource group add booth booth-ip --before booth-service"));
}

BOOST_AUTO_TEST_CASE(address_outside_the_group)
{
    BOOST_TEST(contains(advice(address("192.168.11.100") + group(service)),
                        "pcs resource group add booth booth-ip --before booth-service"));
    BOOST_TEST(contains(advice(address("192.168.11.100") + service),
                        "pcs resource group add booth booth-ip booth-service"));
}

BOOST_AUTO_TEST_CASE(an_order_constraint_does_as_well_as_a_group)
{
    auto order = "<rsc_order id='o' first='booth-ip' then='booth-service'/>";
    BOOST_TEST(contains(advice(address("192.168.11.100") + service, order), "--why"));
    auto reverse = "<rsc_order id='o' first='booth-service' then='booth-ip'/>";
    BOOST_TEST(contains(advice(address("192.168.11.100") + service, reverse), "group add"));
}

BOOST_AUTO_TEST_CASE(of_all_sites_addresses_the_one_that_is_configured_counts)
{
    std::vector<std::string> both{"192.168.22.100", "192.168.11.100"};
    BOOST_TEST(contains(advice(group(address("192.168.11.100") + service), "", both), "resource booth-ip should"));
    BOOST_TEST(contains(advice(group(service), "", both), "ip=ADDRESS --group booth"));
    BOOST_TEST(contains(advice(group(address("2001:db8:0::64") + service), "", {"2001:db8::64"}), "--why"));
}
