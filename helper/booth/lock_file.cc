#include "booth/lock_file.hh"

#include "base/failure.hh"
#include "base/fd.hh"
#include "booth/config_line.hh"

#include <fcntl.h>

#include <cerrno>
#include <map>
#include <sstream>

namespace booth {

namespace {

// Booth writes about 200 bytes.
constexpr std::size_t longest_line = 1024;

std::string unquote(const std::string &text)
{
    bool quoted = text.size() >= 2 && text.front() == '\'' && text.back() == '\'';
    return quoted ? text.substr(1, text.size() - 2) : text;
}

std::map<std::string, std::string> split_fields(const std::string &line)
{
    std::map<std::string, std::string> fields;
    std::istringstream words(line);
    for (std::string word; words >> word;) {
        auto equals = word.find('=');
        if (equals != std::string::npos) {
            fields.emplace(word.substr(0, equals), unquote(word.substr(equals + 1)));
        }
    }
    return fields;
}

std::string read_start(int fd)
{
    char buffer[longest_line];
    ssize_t got = ::pread(fd, buffer, sizeof buffer, 0);
    return got > 0 ? std::string(buffer, static_cast<std::size_t>(got)) : std::string();
}

} // namespace

std::optional<LockLine> parse_lock_line(const std::string &text)
{
    auto end = text.find('\n');
    if (end == std::string::npos) {
        return std::nullopt;
    }
    auto fields = split_fields(text.substr(0, end));
    auto pid = parse_number(fields["booth_pid"]);
    auto port = parse_number(fields["booth_port"]);
    const auto &state = fields["booth_state"];
    bool known = state == "started" || state == "starting";
    if (!pid || *pid < 1 || !port || *port > 65535 || !known || fields["booth_addr_string"].empty()) {
        return std::nullopt;
    }
    return LockLine{
        .pid = static_cast<pid_t>(*pid),
        .started = state == "started",
        .type = fields["booth_type"],
        .name = fields["booth_cfg_name"],
        .address = fields["booth_addr_string"],
        .port = static_cast<std::uint16_t>(*port),
    };
}

std::string lock_path(const std::string &name)
{
    return std::string(BOOTH_RUN_DIR) + "/" + name + ".pid";
}

Lock inspect_lock(const std::string &path)
{
    base::Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!fd && (errno == ENOENT || errno == ENOTDIR)) {
        return {};
    }
    if (!fd) {
        throw base::system_failure("cannot open lock file " + path,
                                   errno == EACCES ? base::ExitCode::not_permitted : base::ExitCode::error);
    }
    struct flock request {};
    request.l_type = F_WRLCK;
    request.l_whence = SEEK_SET;
    if (::fcntl(fd.get(), F_GETLK, &request) < 0) {
        throw base::system_failure("cannot query the lock on " + path);
    }
    Lock lock;
    lock.exists = true;
    lock.held = request.l_type != F_UNLCK;
    lock.holder = lock.held ? request.l_pid : 0;
    lock.line = parse_lock_line(read_start(fd.get()));
    return lock;
}

} // namespace booth
