#include "base/failure.hh"
#include "ocf/metadata.gen.hh"
#include "ocf/request.hh"
#include "ocf/state_file.hh"
#include "process/spawn.hh"
#include "program/command_line.hh"

#include <boost/test/unit_test.hpp>

#include <map>
#include <vector>

using base::ExitCode;
using base::Failure;
using base::Milliseconds;

namespace {

using Variables = std::map<std::string, std::string>;

ocf::Environment environment(Variables variables)
{
    return [variables = std::move(variables)](const std::string &name) -> std::optional<std::string> {
        auto found = variables.find(name);
        return found == variables.end() ? std::nullopt : std::optional<std::string>(found->second);
    };
}

ocf::Parameters ip_parameters(Variables variables)
{
    return {ocf::ip_parameters, environment(std::move(variables))};
}

ocf::Request request(std::string_view action, Variables variables)
{
    return ocf::read_request(action, ocf::ip_parameters, ocf::ip_actions, environment(std::move(variables)));
}

auto fails_with(ExitCode code, const std::string &text)
{
    return [code, text](const Failure &failure) {
        BOOST_TEST_MESSAGE(failure.what());
        return failure.code() == code && std::string(failure.what()).find(text) != std::string::npos;
    };
}

} // namespace

BOOST_AUTO_TEST_CASE(defaults_come_from_the_metadata)
{
    auto parameters = ip_parameters({{"OCF_RESKEY_arp_count", ""}});
    BOOST_TEST(parameters.integer("arp_count", 1, 100) == 5);
    BOOST_TEST(parameters.boolean("check_link_status"));
    BOOST_TEST(!parameters.is_set("nic"));
    BOOST_TEST(parameters.is_set("preferred_lft"));
}

BOOST_AUTO_TEST_CASE(booleans_are_pacemakers)
{
    for (const char *word : {"true", "ON", "Yes", "y", "1"}) {
        BOOST_TEST(ip_parameters({{"OCF_RESKEY_nodad", word}}).boolean("nodad"));
    }
    for (const char *word : {"false", "Off", "NO", "n", "0"}) {
        BOOST_TEST(!ip_parameters({{"OCF_RESKEY_nodad", word}}).boolean("nodad"));
    }
    for (const char *word : {"maybe", "2", "tru", "truee", " true", "$(true)"}) {
        BOOST_CHECK_EXCEPTION(ip_parameters({{"OCF_RESKEY_nodad", word}}).boolean("nodad"), Failure,
                              fails_with(ExitCode::not_configured, "parameter nodad=\"" + std::string(word)));
    }
}

BOOST_AUTO_TEST_CASE(integers_are_whole_and_in_range)
{
    for (const char *word : {"-1", "101", "5x", " 5", "5.0", "0x5", "99999999999999999999", "five", "5;id"}) {
        BOOST_CHECK_EXCEPTION(ip_parameters({{"OCF_RESKEY_arp_count", word}}).integer("arp_count", 0, 100), Failure,
                              fails_with(ExitCode::not_configured, "expected a whole number from 0 to 100"));
    }
    BOOST_TEST(ip_parameters({{"OCF_RESKEY_arp_count", "0"}}).integer("arp_count", 0, 100) == 0);
    BOOST_TEST(ip_parameters({{"OCF_RESKEY_arp_count", "100"}}).integer("arp_count", 0, 100) == 100);
}

BOOST_AUTO_TEST_CASE(durations_have_a_unit_and_bounds)
{
    auto read = [](const std::string &value) {
        ocf::Parameters parameters(ocf::service_parameters, environment({{"OCF_RESKEY_probe_interval", value}}));
        return parameters.duration("probe_interval", Milliseconds(500), Milliseconds(60000)).count();
    };
    BOOST_TEST(read("") == 2000); // the default
    BOOST_TEST(read("2") == 2000);
    BOOST_TEST(read("60s") == 60000);
    BOOST_TEST(read("1500ms") == 1500);
    BOOST_TEST(read("500ms") == 500);
    for (const char *word : {"0", "499ms", "60001ms", "61", "-2s", "2m", "2 s", " 2", "1.5s", "s", "2sx", "99999999999",
                             "4294967295s", "2;id"}) {
        BOOST_CHECK_EXCEPTION(read(word), Failure,
                              fails_with(ExitCode::not_configured, "expected a time from 500ms to 60s"));
    }
}

BOOST_AUTO_TEST_CASE(every_parameter_holds_to_the_common_rules)
{
    BOOST_CHECK_EXCEPTION(ip_parameters({}).check_all(), Failure,
                          fails_with(ExitCode::not_configured, "parameter ip is required"));
    BOOST_CHECK_EXCEPTION(ip_parameters({{"OCF_RESKEY_ip", "a\nb"}}).check_all(), Failure,
                          fails_with(ExitCode::not_configured, "ip=\"a\\x0ab\""));
    BOOST_CHECK_EXCEPTION(
        ip_parameters({{"OCF_RESKEY_ip", "192.0.2.1"}, {"OCF_RESKEY_nic", std::string(5000, 'x')}}).check_all(),
        Failure, fails_with(ExitCode::not_configured, "at most 4096 bytes"));
    ip_parameters({{"OCF_RESKEY_ip", "192.0.2.1"}}).check_all();
}

BOOST_AUTO_TEST_CASE(only_interval_zero_is_a_probe)
{
    BOOST_TEST(request("monitor", {{"OCF_RESKEY_CRM_meta_interval", "0"}}).probe);
    BOOST_TEST(!request("monitor", {{"OCF_RESKEY_CRM_meta_interval", "10000"}}).probe);
    BOOST_TEST(!request("monitor", {}).probe); // crm_resource --force-check
    BOOST_TEST(!request("start", {{"OCF_RESKEY_CRM_meta_interval", "0"}}).probe);
}

BOOST_AUTO_TEST_CASE(the_deadline_lies_below_the_operations_timeout)
{
    auto before = base::Clock::now();
    auto short_one = request("start", {{"OCF_RESKEY_CRM_meta_timeout", "5000"}}).deadline;
    auto after = base::Clock::now();
    BOOST_TEST((short_one.when() < after + Milliseconds(5000)));
    BOOST_TEST((short_one.when() > before + Milliseconds(4000)));
    auto from_metadata = request("start", {}).deadline;
    BOOST_TEST((from_metadata.when() > after + Milliseconds(17000)));
    BOOST_TEST(ocf::usable_time(Milliseconds(20000)).count() == 18000);
    BOOST_TEST(ocf::usable_time(Milliseconds(100)).count() == 50);
    BOOST_TEST(ocf::usable_time(Milliseconds(3600000)).count() == 3598000);
}

BOOST_AUTO_TEST_CASE(what_pacemaker_would_never_pass_is_refused)
{
    BOOST_CHECK_EXCEPTION(request("promote", {}), Failure, fails_with(ExitCode::unimplemented, "promote"));
    BOOST_CHECK_EXCEPTION(request("", {}), Failure, fails_with(ExitCode::unimplemented, "unknown action"));
    BOOST_CHECK_EXCEPTION(request("start", {{"OCF_RESKEY_CRM_meta_timeout", "20s"}}), Failure,
                          fails_with(ExitCode::not_configured, "CRM_meta_timeout=\"20s\""));
    request("start", {{"OCF_RESKEY_CRM_meta_timeout", "9223372036854775807"}});
    BOOST_CHECK_EXCEPTION(
        ocf::read_request("reload-agent", ocf::service_parameters, ocf::service_actions, environment({})), Failure,
        fails_with(ExitCode::unimplemented, "reload-agent"));
}

BOOST_AUTO_TEST_CASE(a_state_files_name_holds_any_resource_name)
{
    BOOST_TEST(ocf::state_path("booth-ip") == STATE_DIR "/booth-ip.state");
    BOOST_TEST(ocf::state_path("clone:0") == STATE_DIR "/clone%3A0.state");
    BOOST_TEST(ocf::state_path("../etc") == STATE_DIR "/%2E.%2Fetc.state");
    BOOST_CHECK_EXCEPTION(ocf::state_path(std::string(300, 'x')), Failure,
                          fails_with(ExitCode::not_configured, "too long"));
}

BOOST_AUTO_TEST_CASE(the_command_line_is_words_and_few_options)
{
    std::vector<const char *> action{"booth-helper", "--log-level=debug", "ocf", "ip", "start"};
    auto line = program::parse_command_line(static_cast<int>(action.size()), action.data());
    BOOST_TEST((line.words == std::vector<std::string>{"ocf", "ip", "start"}));
    BOOST_TEST((line.log_level == base::LogLevel::debug));
    std::vector<const char *> wrong{"booth-helper", "--loud"};
    BOOST_CHECK_EXCEPTION(program::parse_command_line(2, wrong.data()), Failure,
                          fails_with(ExitCode::bad_argument, "--help"));
    std::vector<const char *> level{"booth-helper", "--log-level=loud"};
    BOOST_CHECK_EXCEPTION(program::parse_command_line(2, level.data()), Failure,
                          fails_with(ExitCode::bad_argument, "\"loud\""));
    std::vector<const char *> check{"booth-helper", "check", "--config", "other"};
    BOOST_TEST(program::parse_command_line(4, check.data()).config == "other");
    BOOST_TEST(program::parse_command_line(2, check.data()).config == "booth");
    std::vector<const char *> misplaced{"booth-helper", "status", "--config", "other"};
    BOOST_CHECK_EXCEPTION(program::parse_command_line(4, misplaced.data()), Failure,
                          fails_with(ExitCode::bad_argument, "--config is for check only"));
}

BOOST_AUTO_TEST_CASE(a_programs_output_and_status_come_back)
{
    auto end = process::run_program("/bin/sh", {"-c", "echo out; echo err >&2; exit 3"},
                                    base::Deadline::after(Milliseconds(20000)));
    BOOST_REQUIRE(end.has_value());
    BOOST_TEST(end->status == 3);
    BOOST_TEST(end->output == "out\nerr\n");
}

BOOST_AUTO_TEST_CASE(a_program_never_outlives_its_deadline)
{
    auto began = base::Clock::now();
    auto soon = [] { return base::Deadline::after(Milliseconds(50)); };
    BOOST_TEST(!process::run_program("/bin/sleep", {"60"}, soon()).has_value());
    // One that has closed its output, too, and one that writes without end.
    BOOST_TEST(!process::run_program("/bin/sh", {"-c", "exec >&- 2>&-; sleep 60"}, soon()).has_value());
    BOOST_TEST(!process::run_program("/bin/sh", {"-c", "while :; do echo y; done"}, soon()).has_value());
    BOOST_TEST((base::Clock::now() - began < std::chrono::seconds(30)));
}
