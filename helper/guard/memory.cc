#include "guard/memory.hh"

#include "base/failure.hh"
#include "base/fd.hh"
#include "base/file.hh"
#include "base/log.hh"
#include "base/number.hh"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <sstream>

namespace guard {

using base::Milliseconds;
using core::Sighting;

namespace {

constexpr char head[] = "booth-helperd-leases-1";
constexpr std::size_t largest_file = 1024 * 1024;

template <typename Span> std::string text_of(const std::optional<Span> &span)
{
    return span ? std::to_string(span->count()) : "-";
}

// The next field as a number of Spans; sets good to false when it is none.
template <typename Span> std::optional<Span> read_optional(std::istringstream &fields, bool &good)
{
    std::string field;
    fields >> field;
    if (auto count = base::parse_number<std::int64_t>(field)) {
        return Span(*count);
    }
    good = good && field == "-";
    return std::nullopt;
}

template <typename Span> Span read_one(std::istringstream &fields, bool &good)
{
    auto span = read_optional<Span>(fields, good);
    good = good && span;
    return span.value_or(Span(0));
}

std::string format_sighting(const std::string &name, const Sighting &sighting)
{
    return name + ' ' + (sighting.granted ? "granted" : "free") + ' ' + text_of(sighting.expires) + ' ' +
           text_of(sighting.last_granted) + ' ' + std::to_string(sighting.seen.count()) + ' ' +
           text_of(sighting.not_before) + ' ' + text_of(sighting.remaining) + ' ' + text_of(sighting.learned) + ' ' +
           text_of(sighting.interval) + '\n';
}

bool read_sighting(const std::string &line, std::map<std::string, Sighting> &sightings)
{
    std::istringstream fields(line);
    std::string name;
    std::string granted;
    Sighting sighting;
    bool good = static_cast<bool>(fields >> name >> granted) && (granted == "granted" || granted == "free");
    sighting.granted = granted == "granted";
    sighting.expires = read_optional<core::Epoch>(fields, good);
    sighting.last_granted = read_optional<core::Epoch>(fields, good);
    sighting.seen = read_one<Milliseconds>(fields, good);
    sighting.not_before = read_optional<Milliseconds>(fields, good);
    sighting.remaining = read_optional<Milliseconds>(fields, good);
    sighting.learned = read_optional<Milliseconds>(fields, good);
    sighting.interval = read_optional<Milliseconds>(fields, good);
    return good && sightings.emplace(name, sighting).second;
}

std::string boot_id()
{
    auto id = base::read_file("/proc/sys/kernel/random/boot_id", 256).value_or("");
    return id.substr(0, id.find('\n'));
}

} // namespace

std::string format_memory(const Memory &memory)
{
    auto text = std::string(head) + ' ' + memory.boot + ' ' + std::to_string(memory.known.count()) + '\n';
    for (const auto &[name, sighting] : memory.sightings) {
        text += format_sighting(name, sighting);
    }
    return text;
}

std::optional<Memory> parse_memory(const std::string &text)
{
    std::istringstream lines(text);
    std::string line;
    std::getline(lines, line);
    std::istringstream first(line);
    std::string word;
    Memory memory;
    bool good = static_cast<bool>(first >> word >> memory.boot) && word == head && text.ends_with('\n');
    memory.known = read_one<Milliseconds>(first, good);
    while (good && std::getline(lines, line)) {
        good = read_sighting(line, memory.sightings);
    }
    return good ? std::optional<Memory>(memory) : std::nullopt;
}

MemoryFile::MemoryFile(std::string path) : path_(std::move(path)), boot_(boot_id()) {}

std::optional<Memory> MemoryFile::load() const
{
    base::Fd fd(::open(path_.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    struct stat info {};
    if (!fd || ::fstat(fd.get(), &info) < 0 || !S_ISREG(info.st_mode) || info.st_uid != ::geteuid()) {
        return std::nullopt;
    }
    try {
        auto memory = parse_memory(base::read_rest(fd.get(), path_, largest_file));
        return memory && memory->boot == boot_ ? memory : std::nullopt;
    } catch (const base::Failure &) {
        return std::nullopt;
    }
}

// In its place at once, for a daemon that is killed meanwhile. systemd makes the folder; without it we try.
void MemoryFile::save(Memory memory)
{
    memory.boot = boot_;
    auto beside = path_ + ".new";
    try {
        ::mkdir(path_.substr(0, path_.rfind('/')).c_str(), 0700);
        base::Fd fd(::open(beside.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600));
        if (!fd) {
            throw base::system_failure(beside);
        }
        base::rewrite(fd.get(), beside, format_memory(memory));
        if (::rename(beside.c_str(), path_.c_str()) < 0) {
            throw base::system_failure(path_);
        }
        failed_ = false;
    } catch (const base::Failure &failure) {
        if (!failed_) {
            base::log(base::LogLevel::warning, std::string("the leases cannot be kept for the next start: ") + failure.what());
        }
        failed_ = true;
    }
}

} // namespace guard
