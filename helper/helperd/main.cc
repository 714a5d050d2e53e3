// booth-helperd: watches what booth-helper has started, and tells the cluster at once when it fails.
#include "base/failure.hh"
#include "base/log.hh"
#include "guard/guard.hh"
#include "helperd/command_line.hh"
#include "helperd/service_manager.hh"
#include "helperd/settings.hh"
#include "ipc/server.hh"
#include "loop/loop.hh"
#include "watch/watcher.hh"

#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <exception>

namespace {

using base::ExitCode;

// How often `systemctl status` is brought up to date.
constexpr base::Milliseconds status_interval{5000};

// What the daemon is asked: of tickets the guard tells, of everything else the watcher.
ipc::Response answer(const ipc::Request &request, watch::Watcher &watcher, const guard::Guard &guard)
{
    if (request.command == ipc::Command::status && request.resource.starts_with(ipc::ticket_prefix)) {
        return guard.status(request.resource.substr(sizeof ipc::ticket_prefix - 1));
    }
    auto response = watcher.handle(request);
    if (request.command == ipc::Command::status && request.resource.empty()) {
        response.record.merge(guard.facts());
    }
    return response;
}

// What can go wrong at the start is said before the daemon goes to the background.
void serve(const helperd::Settings &settings, bool foreground)
{
    loop::Loop loop;
    helperd::ServiceManager manager(loop);
    watch::Watcher watcher(loop, settings.watcher);
    guard::Guard guard(loop, settings.guard);
    ipc::Server server(loop, [&](const ipc::Request &request) { return answer(request, watcher, guard); });
    loop::SignalSource terminate(loop, SIGTERM, [&loop] { loop.stop(); });
    loop::SignalSource interrupt(loop, SIGINT, [&loop] { loop.stop(); });
    if (!foreground && ::daemon(0, 0) < 0) {
        throw base::system_failure("cannot go to the background");
    }
    loop::Timer status(loop, loop::Priority::low, [&] {
        manager.status(watcher.summary());
        status.start(status_interval);
    });
    status.start(base::Milliseconds::zero());
    manager.ready();
    loop.run();
    manager.stopping();
}

ExitCode run(int argc, char *argv[])
{
    base::open_log("booth-helperd", base::LogLevel::notice);
    base::copy_log_to_stderr();
    auto line = helperd::parse_command_line(argc, argv);
    if (!line.output.empty()) {
        std::fputs(line.output.c_str(), stdout);
        return ExitCode::ok;
    }
    auto settings = helperd::load_settings(line.config);
    base::open_log("booth-helperd", line.log_level.value_or(settings.log_level));
    base::prepare_log();
    serve(settings, line.foreground);
    return ExitCode::ok;
}

} // namespace

int main(int argc, char *argv[])
{
    try {
        return static_cast<int>(run(argc, argv));
    } catch (const base::Failure &failure) {
        base::log(base::LogLevel::error, failure.what());
        return static_cast<int>(failure.code());
    } catch (const std::exception &error) {
        base::log(base::LogLevel::error, std::string("internal error: ") + error.what());
        return static_cast<int>(ExitCode::error);
    }
}
