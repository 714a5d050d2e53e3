// The tickets of a booth configuration.
#include "booth/config_parser.hh"

#include "base/failure.hh"

#include <strings.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <sstream>

namespace booth {

using base::printable;

namespace {

constexpr std::size_t longest_ticket_name = 63;
constexpr std::size_t most_weights = 16;
constexpr std::size_t most_arguments = 15; // MAX_ARGS, less the null that ends them

std::vector<std::string> split_words(const std::string &text)
{
    std::istringstream stream(text);
    std::vector<std::string> words;
    for (std::string word; stream >> word;) {
        words.push_back(word);
    }
    return words;
}

std::string format_time(Milliseconds time)
{
    auto count = time.count();
    return count % 1000 == 0 ? std::to_string(count / 1000) : std::to_string(count) + "ms";
}

bool is_ticket_name(const std::string &name)
{
    return std::all_of(name.begin(), name.end(), [](char c) { return is_alphanumeric(c) || c == '-' || c == '/'; });
}

} // namespace

const std::map<std::string, ConfigParser::Handler> ConfigParser::ticket_keys{
    {"expire", &ConfigParser::take_expire},
    {"timeout", &ConfigParser::take_timeout},
    {"retries", &ConfigParser::take_retries},
    {"renewal-freq", &ConfigParser::take_renewal},
    {"acquire-after", &ConfigParser::take_acquire_after},
    {"before-acquire-handler", &ConfigParser::take_handler},
    {"attr-prereq", &ConfigParser::take_prerequisite},
    {"mode", &ConfigParser::take_mode},
    {"weights", &ConfigParser::take_weights},
};

void ConfigParser::take_ticket(const std::string &value)
{
    if (current_ != nullptr) {
        end_ticket();
    }
    set_here_.clear();
    if (value == "__defaults__") {
        current_ = &defaults_;
        defaults_.line = line_;
        return;
    }
    auto &tickets = result_.config.tickets;
    auto same = [&value](const Ticket &ticket) { return ticket.name == value; };
    if (value.empty() || value.size() > longest_ticket_name || !is_ticket_name(value)) {
        reject(value, "1 to 63 characters from A-Z a-z 0-9 - and /");
    } else if (std::any_of(tickets.begin(), tickets.end(), same)) {
        fail(line_, "ticket \"" + value + "\" is there twice");
    }
    Ticket ticket;
    ticket.name = value;
    ticket.expire = defaults_.expire;
    ticket.timeout = defaults_.timeout;
    ticket.retries = defaults_.retries;
    ticket.weights = defaults_.weights;
    ticket.manual = defaults_.manual;
    ticket.line = line_;
    tickets.push_back(ticket);
    current_ = &tickets.back();
}

bool ConfigParser::take_time(const std::string &value, Milliseconds &target, long least)
{
    auto time = parse_time(value);
    if (!time || *time < least) {
        reject(value, std::string("a time ") + (least > 0 ? "above 0, " : "") +
                          "as N (seconds) or Nms (milliseconds), of at most 24 days");
        return false;
    }
    target = Milliseconds(*time);
    return true;
}

void ConfigParser::take_expire(const std::string &value)
{
    take_time(value, current_->expire, 1);
}

void ConfigParser::take_timeout(const std::string &value)
{
    take_time(value, current_->timeout, 1);
}

void ConfigParser::take_renewal(const std::string &value)
{
    take_time(value, current_->renewal, 1);
}

void ConfigParser::take_acquire_after(const std::string &value)
{
    take_time(value, current_->acquire_after, 0);
}

void ConfigParser::take_retries(const std::string &value)
{
    char *end = nullptr;
    long number = std::strtol(value.c_str(), &end, 0);
    if (end == value.c_str() || *end != '\0' || number < 3 || number > 100) {
        return reject(value, "a number from 3 to 100");
    }
    current_->retries = number;
}

void ConfigParser::take_handler(const std::string &value)
{
    auto words = split_words(value);
    if (words.empty() || words.size() > most_arguments || words[0][0] != '/') {
        return reject(value, "the absolute path of a program or folder, and at most 14 arguments");
    }
    current_->handler = value;
}

void ConfigParser::take_prerequisite(const std::string &value)
{
    auto words = split_words(value);
    bool good = words.size() >= 4 && (words[0] == "auto" || words[0] == "manual") &&
                (words[2] == "eq" || words[2] == "ne");
    if (!good) {
        return reject(value, "auto|manual ATTRIBUTE eq|ne VALUE");
    }
    current_->prerequisites.push_back(value);
}

// boothd takes every word but "manual" for auto, in silence.
void ConfigParser::take_mode(const std::string &value)
{
    current_->manual = ::strcasecmp(value.c_str(), "manual") == 0;
    if (!current_->manual && ::strcasecmp(value.c_str(), "auto") != 0) {
        reject(value, "auto or manual");
    }
}

void ConfigParser::take_weights(const std::string &value)
{
    if (!parse_weights(value, current_->weights)) {
        reject(value, "whole numbers separated by commas");
    }
}

bool parse_weights(const std::string &value, std::vector<int> &weights)
{
    weights.clear();
    const char *input = value.c_str();
    while (*input != '\0' && weights.size() < most_weights) {
        char *end = nullptr;
        errno = 0;
        long number = std::strtol(input, &end, 0);
        if (end == input || errno != 0 || number < INT_MIN || number > INT_MAX) {
            return false;
        }
        weights.push_back(static_cast<int>(number));
        while (*end != '\0' && (is_space(*end) || std::strchr(",;:-+", *end) != nullptr)) {
            ++end;
        }
        if (*end != '\0' && !is_digit(*end)) {
            return false;
        }
        input = end;
    }
    return true;
}

// The end of a section settles what boothd's postproc_ticket settles, for __defaults__ too.
void ConfigParser::end_ticket()
{
    if (current_->renewal == Milliseconds::zero()) {
        current_->renewal = current_->expire / 2;
    }
    check_timing(*current_);
    if (current_ != &defaults_) {
        return check_inheritance(*current_);
    }
    for (const char *key : {"renewal-freq", "acquire-after", "before-acquire-handler", "attr-prereq"}) {
        if (auto found = set_here_.find(key); found != set_here_.end()) {
            set_in_defaults_.insert(*found);
        }
    }
}

void ConfigParser::check_timing(const Ticket &ticket)
{
    auto name = &ticket == &defaults_ ? std::string("__defaults__") : printable(ticket.name);
    auto total = ticket.timeout * (ticket.retries + 1);
    if (total >= ticket.renewal) {
        auto most = (ticket.renewal - Milliseconds(1)) / (ticket.retries + 1);
        if (most >= std::chrono::seconds(1)) {
            most = std::chrono::floor<std::chrono::seconds>(most);
        }
        fail(ticket.line, "ticket \"" + name + "\": timeout*(retries+1) must be less than renewal-freq, but " +
                       format_time(ticket.timeout) + "*(" + std::to_string(ticket.retries) + "+1) = " +
                       format_time(total) + " >= " + format_time(ticket.renewal) +
                       "; with these retries, a timeout of at most " + format_time(most) + " fits");
    } else if (ticket.renewal >= ticket.expire) {
        warn(ticket.line, "ticket \"" + name + "\": renewal-freq " + format_time(ticket.renewal) +
                       " is not less than expire " + format_time(ticket.expire) +
                       ", so that the ticket is lost before it is renewed");
    }
}

// add_ticket copies some values of __defaults__ and forgets these.
void ConfigParser::check_inheritance(const Ticket &ticket)
{
    for (const auto &[key, line] : set_in_defaults_) {
        if (set_here_.count(key) == 0) {
            fail(line, key + " in __defaults__ does not reach ticket \"" + printable(ticket.name) +
                           "\": boothd ignores it there; set it in the ticket itself");
        }
    }
}

} // namespace booth
