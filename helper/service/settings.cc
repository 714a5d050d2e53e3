#include "service/settings.hh"

#include "base/failure.hh"
#include "base/file.hh"
#include "base/number.hh"
#include "booth/key.hh"
#include "booth/lock_file.hh"

#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <sstream>

namespace service {

using base::ExitCode;
using base::Failure;

namespace {

constexpr std::size_t largest_config = 1024 * 1024;

// What a boothd and a node bear, and what still is watching.
constexpr base::Milliseconds shortest_probe{500};
constexpr base::Milliseconds longest_probe{60000};

std::vector<std::string> read_arguments_parameter(const ocf::Parameters &parameters)
{
    auto value = parameters.text("args");
    std::istringstream words(value);
    std::vector<std::string> arguments;
    for (std::string word; words >> word;) {
        bool debug = word.size() > 1 && word[0] == '-' && word.find_first_not_of('D', 1) == std::string::npos;
        if (!debug) {
            ocf::reject_parameter("args", value, "nothing but -D, for more lines in the log");
        }
        arguments.push_back(word);
    }
    return arguments;
}

bool is_program(const std::string &path)
{
    struct stat info {};
    return ::stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode) && ::access(path.c_str(), X_OK) == 0;
}

std::string take(const base::Record &record, const char *key)
{
    auto found = record.find(key);
    return found == record.end() ? std::string() : found->second;
}

std::uint64_t take_number(const base::Record &record, const char *key)
{
    auto text = take(record, key);
    return base::parse_number<std::uint64_t>(text).value_or(0);
}

} // namespace

ServiceSettings read_settings(const ocf::Parameters &parameters)
{
    parameters.check_all();
    ServiceSettings settings{
        .config = booth::config_path(parameters.text("config")),
        .daemon = parameters.text("daemon"),
        .arguments = read_arguments_parameter(parameters),
        .probe_interval = parameters.duration("probe_interval", shortest_probe, longest_probe),
    };
    if (settings.daemon.find('/') != std::string::npos && settings.daemon[0] != '/') {
        ocf::reject_parameter("daemon", settings.daemon, "an absolute path, or a name to look up in PATH");
    }
    return settings;
}

std::optional<ServiceTarget> recorded_target(const base::Record &record, const std::string &daemon)
{
    if (take(record, "kind") != "service" || take(record, "lock_file").empty()) {
        return std::nullopt;
    }
    ServiceTarget target{
        .config = take(record, "config"),
        .daemon = daemon,
        .name = take(record, "name"),
        .lock_file = take(record, "lock_file"),
        .authfile = take(record, "authfile"),
        .recorded = process::Process{},
    };
    target.recorded->pid = static_cast<pid_t>(take_number(record, "pid"));
    target.recorded->start_time = take_number(record, "start_time");
    target.recorded->program = take(record, "exe");
    return target;
}

std::optional<ProbePlace> recorded_place(const base::Record &record)
{
    auto port = take_number(record, "port");
    auto interval = base::Milliseconds(take_number(record, "probe_interval"));
    if (take(record, "address").empty() || port == 0 || port > 65535) {
        return std::nullopt;
    }
    bool sensible = interval >= shortest_probe && interval <= longest_probe;
    return ProbePlace{take(record, "address"), static_cast<std::uint16_t>(port),
                      sensible ? interval : base::Milliseconds::zero()};
}

ServiceTarget configured_target(const ServiceSettings &settings)
{
    ServiceTarget target;
    target.config = settings.config;
    target.daemon = settings.daemon;
    try {
        auto config = load_config(settings.config).config;
        target.name = config.name;
        target.authfile = config.authfile;
    } catch (const Failure &) {
        target.name = booth::default_name(settings.config);
    }
    target.lock_file = booth::lock_path(target.name);
    return target;
}

base::Record make_record(const ServiceTarget &target, const process::Process &process, const booth::LockLine *line,
                         base::Milliseconds probe_interval)
{
    return {
        {"kind", "service"},
        {"config", target.config},
        {"name", target.name},
        {"lock_file", target.lock_file},
        {"authfile", target.authfile},
        {"pid", std::to_string(process.pid)},
        {"start_time", std::to_string(process.start_time)},
        {"exe", process.program},
        {"address", line ? line->address : ""},
        {"port", line ? std::to_string(line->port) : ""},
        {"probe_interval", std::to_string(probe_interval.count())}, // in milliseconds
    };
}

booth::ParsedConfig load_config(const std::string &path)
{
    std::optional<std::string> text;
    try {
        text = base::read_file(path, largest_config);
    } catch (const Failure &failure) {
        throw Failure(ExitCode::not_installed, std::string("config: ") + failure.what());
    }
    if (!text) {
        throw Failure(ExitCode::not_installed, "config " + base::printable(path) +
                                                   " does not exist on this node: copy it from another one "
                                                   "(pcs booth sync or pull)");
    }
    return booth::parse_config(*text, path);
}

ConfigReport inspect_config(const std::string &path)
{
    auto parsed = load_config(path);
    ConfigReport report{std::move(parsed.config), {}, {}};
    for (const auto &problem : parsed.problems) {
        bool error = problem.severity == booth::Problem::Severity::error;
        (error ? report.errors : report.warnings).push_back(booth::describe(problem, path));
    }
    if (!report.config.authfile.empty()) {
        try {
            booth::read_key(report.config.authfile);
        } catch (const Failure &failure) {
            report.errors.push_back(failure.what());
        }
    }
    return report;
}

booth::Config check_config(const std::string &path, bool all)
{
    auto report = inspect_config(path);
    auto say = [](const auto &text) { std::fprintf(stderr, "%s\n", text.c_str()); };
    if (all) {
        std::for_each(report.warnings.begin(), report.warnings.end(), say);
    }
    if (all && !report.errors.empty()) {
        std::for_each(report.errors.begin() + 1, report.errors.end(), say);
    }
    if (!report.errors.empty()) {
        throw Failure(ExitCode::not_installed, report.errors.front());
    }
    return report.config;
}

std::string find_daemon(const std::string &daemon)
{
    if (daemon.find('/') != std::string::npos) {
        if (is_program(daemon)) {
            return daemon;
        }
        throw Failure(ExitCode::not_installed,
                      "daemon " + base::printable(daemon) + " is not an executable file on this node");
    }
    const char *path = std::getenv("PATH");
    // Pacemaker's PATH has it, a shell of an ordinary user may not.
    std::istringstream folders(std::string(path ? path : "/usr/bin:/bin") + ":/usr/sbin");
    for (std::string folder; std::getline(folders, folder, ':');) {
        auto candidate = folder + "/" + daemon;
        if (folder.starts_with('/') && is_program(candidate)) {
            return candidate;
        }
    }
    throw Failure(ExitCode::not_installed, "daemon " + base::printable(daemon) +
                                               " is neither in PATH nor in /usr/sbin on this node: install booth");
}

void check_user()
{
    if (::getpwnam("hacluster") == nullptr || ::getgrnam("haclient") == nullptr) {
        throw Failure(ExitCode::not_installed, "user hacluster and group haclient, which boothd runs as, do not exist "
                                               "on this node: install pacemaker");
    }
}

} // namespace service
