#include "booth/config_parser.hh"

#include "base/failure.hh"

#include <arpa/inet.h>
#include <strings.h>

#include <algorithm>

namespace booth {

using base::printable;

namespace {

constexpr std::size_t most_members = 16;  // MAX_NODES
constexpr std::size_t longest_name = 62;  // what safe_copy lets into BOOTH_NAME_LEN bytes

bool equal_ignoring_case(const std::string &a, const char *b)
{
    return ::strcasecmp(a.c_str(), b) == 0;
}

// boothd puts the name into a command line for the shell, without quotes (booth's pacemaker.c).
bool is_safe_name(const std::string &name)
{
    return !name.empty() && name[0] != '-' && name[0] != '.' && std::all_of(name.begin(), name.end(), [](char c) {
        return is_alphanumeric(c) || c == '-' || c == '_' || c == '.';
    });
}

bool is_literal(const std::string &address)
{
    in6_addr buffer{};
    return ::inet_pton(AF_INET, address.c_str(), &buffer) > 0 || ::inet_pton(AF_INET6, address.c_str(), &buffer) > 0;
}

bool is_host_name(const std::string &name)
{
    return is_alphanumeric(name[0]) && std::all_of(name.begin(), name.end(), [](char c) {
        return is_alphanumeric(c) || c == '-' || c == '.' || c == '_';
    });
}

} // namespace

const std::map<std::string, ConfigParser::Handler> ConfigParser::global_keys{
    {"transport", &ConfigParser::take_transport},
    {"port", &ConfigParser::take_port},
    {"name", &ConfigParser::take_name},
    {"authfile", &ConfigParser::take_authfile},
    {"enable-authfile", &ConfigParser::take_enable_authfile},
    {"maxtimeskew", &ConfigParser::take_time_skew},
    {"site", &ConfigParser::take_site},
    {"arbitrator", &ConfigParser::take_arbitrator},
    {"site-user", &ConfigParser::take_site_user},
    {"site-group", &ConfigParser::take_site_user},
    {"arbitrator-user", &ConfigParser::take_arbitrator_user},
    {"arbitrator-group", &ConfigParser::take_arbitrator_user},
    {"debug", &ConfigParser::take_debug},
    {"ticket", &ConfigParser::take_ticket},
};

ConfigParser::ConfigParser(const std::string &path)
{
    result_.config.path = path;
}

void ConfigParser::fail(std::size_t number, const std::string &text)
{
    result_.problems.push_back({number, text, Problem::Severity::error});
}

void ConfigParser::warn(std::size_t number, const std::string &text)
{
    result_.problems.push_back({number, text, Problem::Severity::warning});
}

void ConfigParser::reject(const std::string &value, const std::string &expected)
{
    fail(line_, key_ + " = \"" + printable(value) + "\": expected " + expected);
}

void ConfigParser::take(std::size_t number, const ConfigLine &line)
{
    line_ = number;
    key_ = line.key;
    if (!line.error.empty()) {
        return fail(number, line.error);
    }
    if (line.key.empty()) {
        return;
    }
    auto global = global_keys.find(line.key);
    auto ticket = ticket_keys.find(line.key);
    if (global == global_keys.end() && ticket == ticket_keys.end()) {
        return fail(number, "unknown key \"" + printable(line.key) + "\"");
    }
    if (global == global_keys.end() && current_ == nullptr) {
        return fail(number, "\"" + line.key + "\" belongs to a ticket: put it below a line ticket = \"NAME\"");
    }
    if (line.comment_in_value) {
        return check_comment(line);
    }
    (this->*(global != global_keys.end() ? global : ticket)->second)(line.value);
    set_here_[line.key] = number;
}

// An unquoted value reaches to the end of its line. Of a number, boothd's atoi reads the first digits only.
void ConfigParser::check_comment(const ConfigLine &line)
{
    std::string text = line.key + " = " + printable(line.value) +
                       ": boothd takes the comment as part of the value; quote the value or move the comment";
    auto number = line.value.substr(0, line.value.find('#'));
    number.erase(std::find_if(number.begin(), number.end(), is_space), number.end());
    bool by_atoi = line.key == "port" || line.key == "maxtimeskew" || line.key == "debug";
    if (by_atoi && parse_number(number)) {
        warn(line_, text);
        (this->*global_keys.at(line.key))(number);
    } else {
        fail(line_, text);
    }
}

void ConfigParser::take_transport(const std::string &value)
{
    if (transport_line_ != 0) {
        return fail(line_, "transport is already set in line " + std::to_string(transport_line_));
    }
    transport_line_ = line_;
    if (!equal_ignoring_case(value, "UDP")) {
        reject(value, "UDP, the only transport that booth has");
    }
}

void ConfigParser::take_port(const std::string &value)
{
    auto number = parse_number(value);
    if (!number || *number < 1 || *number > 65535) {
        return reject(value, "a number from 1 to 65535");
    }
    port_ = static_cast<std::uint16_t>(*number);
    for (const auto &member : result_.config.members) {
        if (member.port != port_) {
            return fail(line_, "port = " + value + " stands after " + printable(member.address) + " in line " +
                                   std::to_string(member.line) + ", for which boothd uses port " +
                                   std::to_string(member.port) + "; move it above all sites and arbitrators");
        }
    }
}

void ConfigParser::take_name(const std::string &value)
{
    name_line_ = line_;
    result_.config.name = value;
    if (value.size() > longest_name) {
        reject(value, "at most " + std::to_string(longest_name) + " characters");
    }
}

void ConfigParser::take_authfile(const std::string &value)
{
    result_.config.authfile = value;
    if (value.empty() || value[0] != '/') {
        reject(value, "an absolute path");
    } else if (value.size() > longest_name + 1) {
        reject(value, "at most 63 characters");
    }
}

void ConfigParser::take_enable_authfile(const std::string &value)
{
    bool yes = false;
    for (const char *word : {"1", "yes", "true", "on"}) {
        yes = yes || equal_ignoring_case(value, word);
    }
    result_.config.authentication = yes;
}

void ConfigParser::take_time_skew(const std::string &value)
{
    if (auto number = parse_number(value)) {
        result_.config.max_time_skew = *number;
    } else {
        reject(value, "a number of seconds");
    }
}

void ConfigParser::take_debug(const std::string &value)
{
    if (!parse_number(value)) {
        reject(value, "a number");
    }
}

void ConfigParser::take_site(const std::string &value)
{
    add_member(Member::Type::site, value);
}

void ConfigParser::take_arbitrator(const std::string &value)
{
    add_member(Member::Type::arbitrator, value);
}

void ConfigParser::add_member(Member::Type type, const std::string &address)
{
    auto &members = result_.config.members;
    auto same = [&address](const Member &member) { return member.address == address; };
    if (members.size() == most_members) {
        fail(line_, "more than the 16 sites and arbitrators that booth can have");
    } else if (auto twice = std::find_if(members.begin(), members.end(), same); twice != members.end()) {
        fail(line_, printable(address) + " is already in line " + std::to_string(twice->line));
    } else if (address.size() > longest_name + 1 || (!is_literal(address) && !is_host_name(address))) {
        reject(address, "an IPv4 or IPv6 address");
    } else {
        members.push_back({type, address, port_, line_});
    }
}

// boothd copies getopt's optarg, its own option -c, instead of the value (booth's config.c).
void ConfigParser::take_site_user(const std::string &)
{
    fail(line_, "boothd reads " + key_ + " wrongly (it takes its own option -c for the value) and ends; "
                                         "remove the line");
}

void ConfigParser::take_arbitrator_user(const std::string &)
{
    warn(line_, key_ + " has no effect in boothd; remove the line");
}

void ConfigParser::check_name()
{
    auto &config = result_.config;
    bool is_default = config.name.empty();
    if (is_default) {
        config.name = default_name(config.path);
    }
    if (!is_safe_name(config.name) || config.name.size() > longest_name + 1) {
        fail(name_line_, (is_default ? "the file's name gives booth the name \"" : "name = \"") +
                             printable(config.name) +
                             "\": expected at most 62 characters from A-Z a-z 0-9 - _ and .");
    }
}

void ConfigParser::check_members()
{
    const auto &members = result_.config.members;
    auto is_site = [](const Member &member) { return member.type == Member::Type::site; };
    if (std::none_of(members.begin(), members.end(), is_site)) {
        fail(0, "no site: expected a line site = \"ADDRESS\" for each site");
    } else if (members.size() % 2 == 0) {
        warn(0, std::to_string(members.size()) + " sites and arbitrators: an odd number is needed for a majority " +
                    "when one fails; add an arbitrator");
    }
}

ParsedConfig ConfigParser::finish()
{
    if (current_ != nullptr) {
        end_ticket();
    }
    check_name();
    check_members();
    if (!result_.config.authentication) {
        result_.config.authfile.clear();
    }
    std::stable_sort(result_.problems.begin(), result_.problems.end(),
                     [](const Problem &a, const Problem &b) { return a.line < b.line; });
    return std::move(result_);
}

} // namespace booth
