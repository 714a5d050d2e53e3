#include "ipc/action.hh"

#include "base/duration.hh"
#include "base/failure.hh"
#include "base/log.hh"
#include "base/number.hh"
#include "ipc/client.hh"

#include <exception>

namespace ipc {

using base::ExitCode;
using base::Failure;

namespace {

core::WatcherWord ask_verdict(const std::string &resource, const base::Deadline &deadline)
{
    try {
        return read_verdict(resource, ask(Command::verdict, resource, deadline));
    } catch (const Failure &failure) {
        return {failure.what()};
    }
}

core::Conclusion run_check(const Check &check, const std::function<void()> &meanwhile)
{
    try {
        return {check(meanwhile), ""};
    } catch (const Failure &failure) {
        return {failure.code(), failure.what()};
    }
}

} // namespace

std::string field(const base::Record &record, const std::string &key)
{
    auto found = record.find(key);
    return found == record.end() ? std::string() : found->second;
}

std::string time_of_day(const std::string &epoch)
{
    auto count = base::parse_number<std::int64_t>(epoch);
    return count ? base::time_of_day(std::chrono::seconds(*count)) : "?";
}

core::WatcherWord read_verdict(const std::string &resource, const std::optional<base::Record> &record)
{
    if (!record) {
        return {"booth-helperd does not watch " + resource + "; run: systemctl restart booth-helperd"};
    }
    if (auto cause = field(*record, "cause"); !cause.empty()) {
        return {"", core::OpenIncident{cause, field(*record, "reason"), time_of_day(field(*record, "since"))}};
    }
    if (field(*record, "watched") != "yes") {
        auto trouble = field(*record, "trouble");
        return {"booth-helperd cannot watch " + resource + ": " + (trouble.empty() ? "an action runs on it" : trouble) +
                "; stop and start the resource"};
    }
    return {};
}

void tell_started(const std::string &resource, const base::Deadline &deadline)
{
    std::string trouble;
    try {
        trouble = read_verdict(resource, ask(Command::watch, resource, deadline)).trouble;
    } catch (const std::exception &error) {
        trouble = error.what();
    }
    if (!trouble.empty()) {
        base::log(base::LogLevel::warning, resource + " start: " + trouble);
    }
}

void tell_stopped(const std::string &resource, const base::Deadline &deadline)
{
    try {
        ask(Command::unwatch, resource, deadline);
    } catch (const std::exception &) {
        // The daemon finds the state file gone by itself.
    }
}

ExitCode confirm(const std::string &resource, const base::Deadline &deadline, const Check &check)
{
    std::optional<core::WatcherWord> word;
    auto ask_watcher = [&] { word = word ? word : ask_verdict(resource, deadline); };
    auto own = run_check(check, ask_watcher);
    if (own.code == ExitCode::not_running) {
        return own.code;
    }
    ask_watcher();
    auto conclusion = core::conclude(own, *word);
    if (conclusion.code != ExitCode::ok && conclusion.code != ExitCode::not_running) {
        throw Failure(conclusion.code, conclusion.reason);
    }
    return conclusion.code;
}

} // namespace ipc
