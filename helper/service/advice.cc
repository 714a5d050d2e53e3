#include "service/advice.hh"

#include "base/failure.hh"
#include "process/spawn.hh"

namespace service {

namespace {

constexpr char program[] = PKGLIBEXEC_DIR "/booth-cluster-advice";

// The CIB answers in milliseconds; the start that has failed already does not wait longer for it.
constexpr base::Milliseconds patience{2000};

constexpr char general_advice[] =
    "put the booth-ip resource with ip=ADDRESS of this site before booth-service in the same group";

} // namespace

std::string advise_on_address(const std::string &resource, const std::vector<std::string> &addresses,
                              const base::Deadline &deadline)
{
    std::vector<std::string> arguments{resource};
    arguments.insert(arguments.end(), addresses.begin(), addresses.end());
    auto end = process::run_program(program, arguments, deadline.within(patience));
    if (!end || end->status != 0) {
        return general_advice;
    }
    return base::printable(end->output.substr(0, end->output.find('\n')), 400);
}

} // namespace service
