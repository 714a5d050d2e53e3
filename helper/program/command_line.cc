#include "program/command_line.hh"

#include "base/failure.hh"

#include <boost/program_options.hpp>

#include <algorithm>
#include <sstream>

namespace program {

namespace options = boost::program_options;

namespace {

constexpr char introduction[] = "Usage: booth-helper [OPTION...] ocf ip|service ACTION\n"
                                "       booth-helper [OPTION...] status\n"
                                "       booth-helper [OPTION...] check [--config FILE|NAME]\n"
                                "\n"
                                "Does one action of the resource agents ocf:booth-agents:booth-ip (ip) and\n"
                                "ocf:booth-agents:booth-service (service). Pacemaker runs the agents, and these\n"
                                "run booth-helper; see booth-helper(8) for running it by hand.\n"
                                "\n"
                                "ACTION is start, stop, monitor, validate-all or, for ip, reload-agent.\n"
                                "Parameters are read from the environment as OCF_RESKEY_NAME.\n"
                                "\n"
                                "status shows what booth-helperd watches on this node.\n"
                                "\n"
                                "check looks for faults in a booth configuration and its key, and for tickets\n"
                                "that another site may take before this cluster has stopped what depends on\n"
                                "them. It exits with 0 when all is well, and with 1 when there is an error or a\n"
                                "warning.\n"
                                "\n";

base::LogLevel parse_level(const std::string &name)
{
    if (auto level = base::parse_log_level(name)) {
        return *level;
    }
    throw base::Failure(base::ExitCode::bad_argument, "--log-level \"" + base::printable(name) +
                                                          "\": expected error, warning, notice, info or debug");
}

bool is_option(const std::string &word)
{
    return word.starts_with('-');
}

options::options_description visible_options()
{
    options::options_description visible("Options");
    visible.add_options()("help,h", "print this help and exit")("version,V", "print the version and exit")(
        "log-level", options::value<std::string>()->value_name("LEVEL")->default_value("notice"),
        "log what is at least this severe: error, warning, notice, info or debug")(
        "config,c", options::value<std::string>()->value_name("FILE|NAME")->default_value("booth"),
        "for check: a path, or the NAME of " BOOTH_CONF_DIR "/NAME.conf");
    return visible;
}

options::variables_map parse(int argc, const char *const argv[], const options::options_description &visible)
{
    options::options_description all;
    all.add(visible).add_options()("word", options::value<std::vector<std::string>>());
    options::positional_options_description words;
    words.add("word", -1);
    options::variables_map values;
    try {
        options::store(options::command_line_parser(argc, argv).options(all).positional(words).run(), values);
    } catch (const options::error &error) {
        throw base::Failure(base::ExitCode::bad_argument, std::string(error.what()) + "; see booth-helper --help");
    }
    return values;
}

} // namespace

CommandLine parse_command_line(int argc, const char *const argv[])
{
    std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
    // The agents' way to call it, and every few seconds: there is nothing to parse.
    if (!words.empty() && std::none_of(words.begin(), words.end(), is_option)) {
        CommandLine line;
        line.words = words;
        return line;
    }
    auto visible = visible_options();
    auto values = parse(argc, argv, visible);
    CommandLine line;
    if (values.count("help") != 0) {
        std::ostringstream help;
        help << introduction << visible;
        line.output = help.str();
    } else if (values.count("version") != 0) {
        line.output = "booth-helper " PACKAGE_VERSION "\n";
    } else if (values.count("word") != 0) {
        line.words = values["word"].as<std::vector<std::string>>();
    }
    line.config = values["config"].as<std::string>();
    if (!values["config"].defaulted() && line.words != std::vector<std::string>{"check"}) {
        throw base::Failure(base::ExitCode::bad_argument, "--config is for check only; see booth-helper --help");
    }
    line.log_level = parse_level(values["log-level"].as<std::string>());
    return line;
}

} // namespace program
