#include "base/failure.hh"

#include <cerrno>
#include <cstring>

namespace base {

Failure system_failure(const std::string &what, ExitCode code)
{
    return system_failure(what, errno, code);
}

Failure system_failure(const std::string &what, int error_number, ExitCode code)
{
    return {code, what + ": " + std::strerror(error_number)};
}

std::string printable(const std::string &text, std::size_t limit)
{
    static constexpr char digits[] = "0123456789abcdef";
    std::string line;
    for (char c : text) {
        if (line.size() >= limit) {
            return line + "...";
        }
        auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && byte < 0x7f) {
            line += c;
        } else {
            line += {'\\', 'x', digits[byte >> 4], digits[byte & 15]};
        }
    }
    return line;
}

} // namespace base
