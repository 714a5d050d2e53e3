#include "core/service.hh"

#include "base/failure.hh"

#include <algorithm>
#include <cctype>
#include <cstdio>

namespace core {

using base::ExitCode;
using booth::Outcome;
using std::chrono::milliseconds;

namespace {

std::string name_process(const ServiceView &view)
{
    return "boothd (pid " + std::to_string(view.pid) + ")";
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
    auto process = "boothd (pid " + std::to_string(loose.pid) + ") of " + view.config + " runs, but ";
    if (loose.lock_removed) {
        return fail(process + "its lock file " + view.lock_file + " was removed; stop and start the resource");
    }
    return fail(process + "has not taken its lock " + view.lock_file);
}

std::string seconds(milliseconds time)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.1f s", static_cast<double>(time.count()) / 1000);
    return text;
}

std::string hung(const ServiceView &view)
{
    auto text = name_process(view) + " does not answer at " + view.address + " within " + seconds(view.waited);
    return view.state == 'D' ? text + ": it waits for a device (state D)" : text;
}

// The answer came, or it is known why not.
Verdict judge_answer(const ServiceView &view)
{
    auto at = name_process(view) + " at " + view.address + " ";
    const auto &detail = view.answer->detail;
    if (!view.key_problem.empty() && view.answer->outcome == Outcome::wrong_key) {
        return {ExitCode::degraded, view.key_problem + "; " + name_process(view) +
                                        " goes on with the key that it read at its start, and cannot be started again"};
    }
    switch (view.answer->outcome) {
    case Outcome::answered: return {ExitCode::ok, {}};
    case Outcome::no_answer: return fail(hung(view));
    case Outcome::refused: return fail(name_process(view) + " does not listen at " + view.address);
    case Outcome::unreachable: return fail(at + "cannot be asked: " + detail);
    case Outcome::closed_early: return fail(at + "ended the connection before its answer was complete");
    case Outcome::garbage: return fail(at + "does not answer in booth's protocol: " + detail);
    case Outcome::wrong_key:
        return fail(at + "holds another key: " + detail + "; stop and start the resource if the key was changed");
    case Outcome::unauthenticated:
        return fail(at + "answers without authentication although " + view.config +
                    " sets authfile; stop and start the resource if that is new (RHEL's booth also wants "
                    "enable-authfile = yes)");
    case Outcome::rejected: return fail(at + "refuses to list its tickets: " + detail);
    }
    return fail("unknown outcome");
}

Verdict judge_boothd(const ServiceView &view)
{
    if (view.state == 'T' || view.state == 't') {
        return fail(name_process(view) + " was stopped by a signal (state " + std::string(1, view.state) + ")");
    }
    if (!view.address_here) {
        return fail("address " + view.address + " of " + name_process(view) +
                    " is gone from this node; see the booth-ip resource that holds it");
    }
    if (!view.line) {
        return fail(name_process(view) + " holds the lock, but " + view.lock_file + " does not say what it does");
    }
    if (!view.line->started) {
        return fail(name_process(view) + " is still starting");
    }
    return view.answer ? judge_answer(view) : fail(name_process(view) + " was not asked");
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
    return view.holder == Holder::boothd && view.state != 'T' && view.state != 't' && (!view.line || !view.line->started);
}

milliseconds grace_period(milliseconds left, char state)
{
    // A stopped process would first go on with what it was doing, and its tickets are old by now.
    if (state == 'T' || state == 't') {
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
