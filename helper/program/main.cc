// booth-helper: does one action, reports it as a resource agent must, and exits with its OCF code.
#include "base/failure.hh"
#include "base/log.hh"
#include "ip/actions.hh"
#include "ocf/metadata.gen.hh"
#include "program/check.hh"
#include "program/command_line.hh"
#include "program/status.hh"
#include "service/actions.hh"

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <functional>

namespace {

using base::ExitCode;

std::optional<std::string> process_environment(const std::string &name)
{
    const char *value = std::getenv(name.c_str());
    return value ? std::optional<std::string>(value) : std::nullopt;
}

ExitCode run_action(const std::string &agent, const std::string &action)
{
    if (agent == "ip") {
        return ip::run(ocf::read_request(action, ocf::ip_parameters, ocf::ip_actions, process_environment));
    }
    if (agent == "service") {
        return service::run(
            ocf::read_request(action, ocf::service_parameters, ocf::service_actions, process_environment));
    }
    throw base::Failure(ExitCode::bad_argument,
                        "unknown agent " + base::printable(agent) + ": expected ip or service");
}

// Pacemaker takes the last such line of standard error as the reason and shows it in its status.
ExitCode report(const std::string &context, ExitCode code, const std::string &reason)
{
    std::fprintf(stderr, "ocf-exit-reason:%s\n", reason.c_str());
    base::log(base::LogLevel::error, context + ": " + reason);
    return code;
}

ExitCode run_ocf(const std::vector<std::string> &words)
{
    auto resource = process_environment("OCF_RESOURCE_INSTANCE").value_or("default");
    auto context = base::printable(resource + " " + words[1] + " " + words[2]);
    try {
        return run_action(words[1], words[2]);
    } catch (const base::Failure &failure) {
        return report(context, failure.code(), failure.what());
    } catch (const std::exception &error) {
        return report(context, ExitCode::error, std::string("internal error: ") + error.what());
    }
}

// By hand, so that codes of resource agents would mean nothing: 0 or 1.
ExitCode run_by_hand(const std::function<ExitCode()> &command)
{
    try {
        return command();
    } catch (const base::Failure &failure) {
        throw base::Failure(ExitCode::error, failure.what());
    }
}

ExitCode run(int argc, char *argv[])
{
    auto line = program::parse_command_line(argc, argv);
    if (!line.output.empty()) {
        std::fputs(line.output.c_str(), stdout);
        return ExitCode::ok;
    }
    base::open_log("booth-helper", line.log_level);
    if (line.words == std::vector<std::string>{"status"}) {
        return run_by_hand(program::print_status);
    }
    if (line.words == std::vector<std::string>{"check"}) {
        return run_by_hand([&] { return program::print_check(line.config); });
    }
    if (line.words.size() != 3 || line.words[0] != "ocf") {
        throw base::Failure(ExitCode::bad_argument,
                            "expected: ocf ip|service ACTION, status, or check; see booth-helper --help");
    }
    return run_ocf(line.words);
}

} // namespace

int main(int argc, char *argv[])
{
    try {
        return static_cast<int>(run(argc, argv));
    } catch (const base::Failure &failure) {
        std::fprintf(stderr, "booth-helper: %s\n", failure.what());
        return static_cast<int>(failure.code());
    } catch (const std::exception &error) {
        std::fprintf(stderr, "booth-helper: internal error: %s\n", error.what());
        return static_cast<int>(ExitCode::error);
    }
}
