#include "program/layout.hh"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>

namespace program {

namespace {

constexpr std::size_t usual_width = 80;
constexpr std::size_t least_width = 40;

} // namespace

std::size_t terminal_width()
{
    winsize size{};
    bool known = ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return known ? std::max<std::size_t>(size.ws_col, least_width) : usual_width;
}

std::string wrap(const std::string &text, std::size_t indent, std::size_t width)
{
    std::string lines;
    std::string line(indent, ' ');
    std::size_t start = 0;
    while (start < text.size()) {
        auto end = std::min(text.find(' ', start), text.size());
        auto word = text.substr(start, end - start);
        if (line.size() > indent && line.size() + 1 + word.size() > width) {
            lines += line + "\n";
            line.assign(indent, ' ');
        }
        line += (line.size() > indent ? " " : "") + word;
        start = end + 1;
    }
    return lines + line + "\n";
}

} // namespace program
