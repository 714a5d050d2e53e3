#include "core/service.hh"

#include "base/failure.hh"

#include <algorithm>
#include <cctype>
#include <cstdio>

namespace core {

using base::ExitCode;
using std::chrono::milliseconds;

namespace {

Daemon daemon_of(const ServiceView &view)
{
    return {view.pid, view.address, view.config};
}

Verdict fail(const std::string &reason)
{
    return {ExitCode::error, reason};
}

Verdict judge_loose(const ServiceView &view)
{
    if (view.loose.empty()) {
        return {ExitCode::not_running, {}};
    }
    const auto &loose = view.loose.front();
    auto process = name({loose.pid, {}, {}}) + " of " + view.config + " runs, but ";
    if (loose.lock_removed) {
        return fail(process + "its lock file " + view.lock_file + " was removed; stop and start the resource");
    }
    return fail(process + "has not taken its lock " + view.lock_file);
}

// The answer came, or it is known why not.
Verdict judge_probe(const ServiceView &view)
{
    if (lacks_key(*view.probe)) {
        return {ExitCode::degraded, describe_lost_key(daemon_of(view), *view.probe)};
    }
    auto problem = describe(daemon_of(view), *view.probe);
    return problem.empty() ? Verdict{ExitCode::ok, {}} : fail(problem);
}

Verdict judge_boothd(const ServiceView &view)
{
    auto daemon = daemon_of(view);
    if (is_stopped(view.state)) {
        return fail(describe_stopped(daemon, view.state));
    }
    if (!view.address_here) {
        return fail("address " + view.address + " of " + name(daemon) +
                    " is gone from this node; see the booth-ip resource that holds it");
    }
    if (!view.line) {
        return fail(name(daemon) + " holds the lock, but " + view.lock_file + " does not say what it does");
    }
    if (!view.line->started) {
        return fail(name(daemon) + " is still starting");
    }
    return view.probe ? judge_probe(view) : fail(name(daemon) + " was not asked");
}

bool is_error_level(const std::string &word)
{
    std::string upper = word;
    std::transform(upper.begin(), upper.end(), upper.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return upper == "ERROR:" || upper == "CRIT:" || upper == "ALERT:" || upper == "EMERG:";
}

// A line of cluster-glue's log ("Nov 22 17:00:00 HOST boothd: [7]: ERROR: TEXT"), of libqb's, or plain text.
std::string strip_prefix(const std::string &line, bool &is_error)
{
    for (std::size_t start = 0; start < line.size();) {
        auto end = std::min(line.find(' ', start), line.size());
        auto word = line.substr(start, end - start);
        if (is_error_level(word)) {
            is_error = true;
            return line.substr(std::min(end + 1, line.size()));
        }
        start = end + 1;
    }
    return line;
}

// boothd logs these as errors and goes on.
bool is_harmless(const std::string &text)
{
    static const char *const known[] = {"setrlimit failed",  "mlockall failed",        "could not set SCHED_RR",
                                        "Cannot chdir to",   "cannot change working", "enabling core dump"};
    return std::any_of(std::begin(known), std::end(known), [&text](const char *start) { return text.starts_with(start); });
}

} // namespace

Verdict judge(const ServiceView &view)
{
    switch (view.holder) {
    case Holder::nobody: return judge_loose(view);
    case Holder::boothd: return judge_boothd(view);
    case Holder::stranger:
        return fail("lock file " + view.lock_file + " is held by process " + std::to_string(view.pid) + " (" +
                    base::printable(view.holder_program) + "), which is not the boothd of " + view.config);
    case Holder::invisible:
        return fail("lock file " + view.lock_file +
                    " is held by a process that is not visible here (it runs in another pid namespace)");
    }
    return fail("unknown holder");
}

bool is_starting(const ServiceView &view)
{
    if (view.holder == Holder::nobody) {
        return true;
    }
    return view.holder == Holder::boothd && !is_stopped(view.state) && (!view.line || !view.line->started);
}

milliseconds grace_period(milliseconds left, char state)
{
    // A stopped process would first go on with what it was doing, and its tickets are old by now.
    if (is_stopped(state)) {
        return milliseconds::zero();
    }
    return left / 2;
}

bool hangs_on_this_kernel(const std::string &version, const std::string &release)
{
    int booth_major = 0, booth_minor = 0, major = 0, minor = 0;
    auto number = version.rfind(' ');
    auto text = version.substr(number == std::string::npos ? 0 : number + 1);
    bool parsed = std::sscanf(text.c_str(), "%d.%d", &booth_major, &booth_minor) == 2 &&
                  std::sscanf(release.c_str(), "%d.%d", &major, &minor) == 2;
    auto older = [](int a, int b, int than_a, int than_b) { return a < than_a || (a == than_a && b < than_b); };
    return parsed && older(booth_major, booth_minor, 1, 2) && !older(major, minor, 6, 9);
}

std::string boothd_reason(const std::string &output)
{
    std::vector<std::string> errors;
    std::string last;
    for (std::size_t start = 0; start < output.size();) {
        auto end = std::min(output.find('\n', start), output.size());
        bool is_error = false;
        auto text = strip_prefix(output.substr(start, end - start), is_error);
        if (is_error && !is_harmless(text)) {
            errors.push_back(text);
        }
        last = text.empty() ? last : text;
        start = end + 1;
    }
    // The cause, and the step that failed by it.
    if (errors.size() > 1) {
        last = errors[errors.size() - 2] + "; " + errors.back();
    } else if (!errors.empty()) {
        last = errors.back();
    }
    return base::printable(last, 400);
}

} // namespace core
