// booth-service: start.
#include "service/actions.hh"

#include "base/failure.hh"
#include "base/log.hh"
#include "booth/lock_file.hh"
#include "core/service.hh"
#include "net/address.hh"
#include "ocf/state_file.hh"
#include "service/advice.hh"
#include "service/launch.hh"
#include "service/observe.hh"
#include "service/settings.hh"

#include <sys/utsname.h>

#include <algorithm>

namespace service {

using base::Deadline;
using base::ExitCode;
using base::Failure;
using base::Milliseconds;
using core::Holder;

namespace {

constexpr Milliseconds step{20};

// Kept back from the deadline, to end a boothd that does not become ready.
constexpr Milliseconds cleanup{500};

// After this long without daemonizing it is worth asking whether it can hang.
constexpr Milliseconds suspicious{2000};
constexpr Milliseconds version_limit{1000};

struct Start {
    const ocf::Request &request;
    ServiceSettings settings;
    ServiceTarget target;
    ocf::StateFile &file;
    Deadline ready_by;
};

void record(Start &start, const process::Process &process, const booth::LockLine *line)
{
    start.file.write(make_record(start.target, process, line, start.settings.probe_interval));
}

// One that runs already: ok if it works, and never a second one beside it.
bool is_running(Start &start)
{
    auto view = observe(start.target);
    while (view.holder == Holder::boothd && core::is_starting(view) && !start.ready_by.passed()) {
        base::pause(step, start.ready_by);
        view = observe(start.target);
    }
    view.probe = Question(view, start.target).finish(start.ready_by);
    auto verdict = core::judge(view);
    if (verdict.code == ExitCode::not_running) {
        return false;
    }
    if (verdict.code != ExitCode::ok) {
        throw Failure(ExitCode::error, "not started, because one is there: " + verdict.reason);
    }
    if (auto process = process::inspect_process(view.pid)) {
        record(start, *process, &*view.line);
    }
    return true;
}

std::string join(const std::vector<std::string> &words, const std::string &between)
{
    std::string text;
    for (const auto &word : words) {
        text += (text.empty() ? "" : between) + word;
    }
    return text;
}

std::vector<std::string> list_sites(const booth::Config &config)
{
    std::vector<std::string> addresses;
    for (const auto &member : config.members) {
        if (member.type == booth::Member::Type::site) {
            addresses.push_back(member.address);
        }
    }
    return addresses;
}

// boothd finds itself by its address, and ends when it has none (booth's transport.c: find_myself).
void check_address(const Start &start, const booth::Config &config)
{
    bool all_literal = std::all_of(config.members.begin(), config.members.end(),
                                   [](const auto &member) { return net::Address::parse(member.address).has_value(); });
    bool here = std::any_of(config.members.begin(), config.members.end(),
                            [](const auto &member) { return is_usable_address(member.address); });
    if (!here && all_literal) {
        auto sites = list_sites(config);
        throw Failure(ExitCode::error, "no site address of " + config.path + " is up on this node (" +
                                           join(sites, " or ") + "): " +
                                           advise_on_address(start.request.resource, sites, start.ready_by));
    }
}

std::string kernel_release()
{
    utsname name{};
    return ::uname(&name) == 0 ? name.release : "";
}

// A boothd that does not come out of its setup: is it the one that never does on this kernel?
void check_hang(const std::string &program, const Deadline &deadline)
{
    auto answer = process::run_program(program, {"--version"}, deadline.within(version_limit));
    auto version = answer ? answer->output : "";
    version.erase(std::min(version.find_last_not_of(" \n") + 1, version.size()));
    auto release = kernel_release();
    if (core::hangs_on_this_kernel(version, release)) {
        throw Failure(ExitCode::not_installed, "booth " + version.substr(version.rfind(' ') + 1) +
                                                   ", older than 1.2, hangs on Linux 6.9 and newer (here " + release +
                                                   ") when it looks for its address: upgrade booth to 1.2 or newer");
    }
}

// True when boothd is ready.
bool look(Start &start, const process::Process &process)
{
    auto view = observe(start.target);
    if (view.holder == Holder::nobody || (view.holder == Holder::boothd && core::is_starting(view))) {
        return false;
    }
    view.probe = Question(view, start.target).finish(start.ready_by);
    auto verdict = core::judge(view);
    if (verdict.code != ExitCode::ok) {
        throw Failure(verdict.code, verdict.reason);
    }
    if (view.pid != process.pid) {
        throw Failure(ExitCode::error, "another boothd (pid " + std::to_string(view.pid) + ") was started meanwhile");
    }
    record(start, process, &*view.line);
    return true;
}

void wait_until_ready(Start &start, Launch &launch, const std::string &program)
{
    auto suspicion = Deadline::after(suspicious);
    bool asked = false;
    std::optional<process::Process> recorded;
    while (!start.ready_by.passed()) {
        auto process = launch.process();
        if (!process) {
            throw Failure(ExitCode::error, launch.last_words(start.ready_by));
        }
        if (!recorded || recorded->pid != process->pid) {
            record(start, *process, nullptr);
            recorded = process;
        }
        if (launch.daemonized() && look(start, *process)) {
            return;
        }
        if (!launch.daemonized() && !asked && suspicion.passed()) {
            asked = true;
            check_hang(program, start.ready_by);
        }
        launch.wait(start.ready_by);
    }
    throw Failure(ExitCode::error, launch.daemonized()
                                       ? "boothd did not become ready in time: it does not say \"started\" in " +
                                             start.target.lock_file + "; see the system log"
                                       : "boothd did not come to reading its configuration and finding its address "
                                         "in time; does a host name in it not resolve?");
}

void launch_daemon(Start &start)
{
    auto config = check_config(start.settings.config, false);
    auto program = find_daemon(start.settings.daemon);
    check_user();
    check_address(start, config);
    std::vector<std::string> arguments{"daemon", "-c", start.settings.config};
    arguments.insert(arguments.end(), start.settings.arguments.begin(), start.settings.arguments.end());
    start.target = configured_target(start.settings);
    process::adopt_orphans();
    Launch launch(program, arguments);
    try {
        wait_until_ready(start, launch, program);
    } catch (const Failure &) {
        launch.end(start.request.deadline);
        throw;
    }
}

ServiceTarget find_target(const ServiceSettings &settings, const ocf::StateFile &file)
{
    auto record = file.read();
    auto target = record ? recorded_target(*record, settings.daemon) : std::nullopt;
    return target && target->config == settings.config ? *target : configured_target(settings);
}

} // namespace

void start(const ocf::Request &request)
{
    auto settings = read_settings(request.parameters);
    auto file = ocf::StateFile::acquire(request.resource, request.deadline);
    Start start{request, settings, find_target(settings, file), file, Deadline(request.deadline.when() - cleanup)};
    try {
        if (!is_running(start)) {
            launch_daemon(start);
        }
    } catch (const Failure &) {
        // A record is kept only of what is there.
        if (daemons(observe(start.target)).empty()) {
            file.remove();
        }
        throw;
    }
}

} // namespace service
