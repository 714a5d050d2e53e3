// booth's configuration, read as boothd reads it, with its traps pointed out.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace booth {

using Milliseconds = std::chrono::milliseconds;

struct Member {
    enum class Type { site, arbitrator };
    Type type;
    std::string address; // as configured: IPv4, IPv6 or a host name
    std::uint16_t port;
    std::size_t line;
};

// Times in milliseconds; booth's defaults (booth's config.c and ticket.h).
struct Ticket {
    std::string name;
    Milliseconds expire{600000};
    Milliseconds timeout{5000};
    Milliseconds renewal{0}; // 0 until the end of the section makes it half of expire
    Milliseconds acquire_after{0};
    long retries = 10;
    bool manual = false;
    std::string handler;
    std::vector<std::string> prerequisites;
    std::vector<int> weights;
    std::size_t line = 0;
};

struct Config {
    std::string path;
    std::string name;
    std::string authfile;        // empty: no authentication
    bool authentication = true;  // RHEL's enable-authfile; upstream does not know it
    long max_time_skew = 600;    // seconds
    std::vector<Member> members;
    std::vector<Ticket> tickets;
};

// What is wrong: with line 0 it concerns the whole file.
struct Problem {
    enum class Severity { warning, error };
    std::size_t line;
    std::string text;
    Severity severity;
};

struct ParsedConfig {
    Config config;
    std::vector<Problem> problems; // in the order of their lines
};

// Parses the text of the file at path. Never fails: what boothd refuses, and what it silently takes
// in another way than it reads, is among the problems as an error.
ParsedConfig parse_config(std::string_view text, const std::string &path);

// "PATH line N: TEXT", or "PATH: TEXT" for the whole file.
std::string describe(const Problem &problem, const std::string &path);

// The file that boothd reads for its option -c (booth's main.c: read_arguments): what holds a "/" is a
// path, anything else a name in booth's folder, with ".conf" added when it has no dot.
// Errors: Failure (not_configured) for a value that names no file anywhere; parameter is what the user calls it.
std::string config_path(const std::string &value, const std::string &parameter = "parameter config=");

// The name that boothd takes when the file sets none: the file's, up to its last dot.
std::string default_name(const std::string &path);

} // namespace booth
