#include "service/advice.hh"

#include "base/failure.hh"
#include "process/spawn.hh"

#include <algorithm>

namespace service {

namespace {

constexpr char program[] = PKGLIBEXEC_DIR "/booth-cluster-advice";

// The CIB answers in milliseconds; what asks has other work, or is an action that is over.
constexpr base::Milliseconds patience{2000};

constexpr char general_advice[] =
    "put the booth-ip resource with ip=ADDRESS of this site before booth-service in the same group";

} // namespace

std::string advise_on_address(const std::string &resource, const std::vector<std::string> &addresses,
                              const base::Deadline &deadline)
{
    std::vector<std::string> arguments{"address", resource};
    arguments.insert(arguments.end(), addresses.begin(), addresses.end());
    auto end = process::run_program(program, arguments, deadline.within(patience));
    if (!end || end->status != 0) {
        return general_advice;
    }
    return base::printable(end->output.substr(0, end->output.find('\n')), 400);
}

std::vector<StopTime> ask_stop_times(const std::vector<std::string> &tickets, const base::Deadline &deadline)
{
    std::vector<std::string> arguments{"stop-time"};
    arguments.insert(arguments.end(), tickets.begin(), tickets.end());
    auto end = process::run_program(program, arguments, deadline.within(patience));
    if (!end) {
        throw base::Failure(base::ExitCode::error, "the cluster did not answer in time");
    }
    if (end->status != 0) {
        throw base::Failure(base::ExitCode::error, process::last_line(end->output));
    }
    auto times = parse_stop_times(end->output);
    bool right = times && std::equal(times->begin(), times->end(), tickets.begin(), tickets.end(),
                                     [](const auto &time, const auto &name) { return time.ticket == name; });
    if (!right) {
        throw base::Failure(base::ExitCode::error, std::string(program) + " says what is not understood here: " +
                                                       process::last_line(end->output));
    }
    return *times;
}

} // namespace service
