#include "booth/config.hh"

#include "base/failure.hh"
#include "booth/config_line.hh"
#include "booth/config_parser.hh"

#include <algorithm>
#include <climits>

namespace booth {

namespace {

// boothd reads with fgets into 1024 bytes: a longer line would be taken for two.
constexpr std::size_t longest_line = 1023;

// A file that is no configuration at all needs no list of everything that is wrong with it.
constexpr std::size_t most_problems = 20;

// The first thing wrong with the bytes of a line, whatever they say.
const char *unreadable(std::string_view line, bool terminated)
{
    if (line.find('\0') != std::string_view::npos) {
        return "a NUL byte: this is no text file";
    }
    if (line.size() + (terminated ? 1 : 0) > longest_line) {
        return "the line is longer than 1022 bytes, so that boothd would take it for two";
    }
    return nullptr;
}

} // namespace

ParsedConfig parse_config(std::string_view text, const std::string &path)
{
    ConfigParser parser(path);
    std::size_t number = 0;
    while (!text.empty() && parser.problem_count() < most_problems) {
        auto end = text.find('\n');
        auto line = text.substr(0, end);
        ++number;
        if (const char *why = unreadable(line, end != std::string_view::npos)) {
            parser.fail(number, why);
        } else {
            parser.take(number, split_line(line));
        }
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return parser.finish();
}

std::string describe(const Problem &problem, const std::string &path)
{
    auto where = base::printable(path, PATH_MAX);
    if (problem.line != 0) {
        where += " line " + std::to_string(problem.line);
    }
    return where + ": " + problem.text;
}

std::string config_path(const std::string &value, const std::string &parameter)
{
    auto reject = [&](const std::string &expected) -> std::string {
        throw base::Failure(base::ExitCode::not_configured,
                            parameter + "\"" + base::printable(value) + "\": expected " + expected);
    };
    bool is_path = value.find('/') != std::string::npos;
    // What is relative would be another file for boothd, which is started in the root folder.
    if (value.empty() || (is_path && value[0] != '/')) {
        return reject("an absolute path, or a name that stands for " BOOTH_CONF_DIR "/NAME.conf");
    }
    auto path = is_path ? value : std::string(BOOTH_CONF_DIR) + "/" + value;
    if (!is_path && value.find('.') == std::string::npos) {
        path += ".conf";
    }
    for (std::size_t start = 0; start < path.size();) {
        auto end = std::min(path.find('/', start), path.size());
        if (end - start > NAME_MAX) {
            return reject("no part longer than the 255 bytes that a file name may have");
        }
        start = end + 1;
    }
    return path.size() < PATH_MAX ? path : reject("a path of at most 4095 bytes");
}

std::string default_name(const std::string &path)
{
    auto name = path.substr(path.rfind('/') + 1);
    return name.substr(0, name.rfind('.'));
}

} // namespace booth
