#include "helperd/command_line.hh"

#include "base/failure.hh"

#include <boost/program_options.hpp>

#include <sstream>

namespace helperd {

namespace options = boost::program_options;

namespace {

constexpr char introduction[] = "Usage: booth-helperd [OPTION...]\n"
                                "\n"
                                "Watches the addresses and booth daemons that the resource agents of\n"
                                "booth-agents have started on this node, and tells Pacemaker at once when one\n"
                                "fails. systemd runs it as booth-helperd.service; see booth-helperd(8).\n"
                                "\n";

options::options_description visible_options()
{
    options::options_description visible("Options");
    visible.add_options()("help,h", "print this help and exit")("version,V", "print the version and exit")(
        "foreground,f", "stay in the foreground")(
        "config", options::value<std::string>()->value_name("FILE")->default_value(CONFIG_FILE), "the settings")(
        "log-level", options::value<std::string>()->value_name("LEVEL"),
        "log what is at least this severe: error, warning, notice, info or debug");
    return visible;
}

options::variables_map parse(int argc, const char *const argv[], const options::options_description &visible)
{
    options::variables_map values;
    try {
        // Without positional arguments any word is one too many.
        options::store(options::command_line_parser(argc, argv)
                           .options(visible)
                           .positional(options::positional_options_description())
                           .run(),
                       values);
    } catch (const options::error &error) {
        throw base::Failure(base::ExitCode::bad_argument, std::string(error.what()) + "; see booth-helperd --help");
    }
    return values;
}

std::optional<base::LogLevel> take_level(const options::variables_map &values)
{
    if (values.count("log-level") == 0) {
        return std::nullopt;
    }
    auto name = values["log-level"].as<std::string>();
    if (auto level = base::parse_log_level(name)) {
        return level;
    }
    throw base::Failure(base::ExitCode::bad_argument, "--log-level \"" + base::printable(name) +
                                                          "\": expected error, warning, notice, info or debug");
}

} // namespace

CommandLine parse_command_line(int argc, const char *const argv[])
{
    auto visible = visible_options();
    auto values = parse(argc, argv, visible);
    CommandLine line;
    line.foreground = values.count("foreground") != 0;
    line.config = values["config"].as<std::string>();
    line.log_level = take_level(values);
    if (values.count("help") != 0) {
        std::ostringstream help;
        help << introduction << visible;
        line.output = help.str();
    } else if (values.count("version") != 0) {
        line.output = "booth-helperd " PACKAGE_VERSION "\n";
    }
    return line;
}

} // namespace helperd
