// The state of reading a booth configuration line by line.
#pragma once

#include "booth/config.hh"
#include "booth/config_line.hh"

#include <map>
#include <string>

namespace booth {

class ConfigParser {
public:
    explicit ConfigParser(const std::string &path);

    // One line of the file. An error in it is noted, and reading goes on.
    void take(std::size_t number, const ConfigLine &line);
    void fail(std::size_t number, const std::string &text);
    std::size_t problem_count() const { return result_.problems.size(); }

    // What concerns the whole file; call it once, at the end.
    ParsedConfig finish();

private:
    using Handler = void (ConfigParser::*)(const std::string &value);

    void warn(std::size_t number, const std::string &text);
    void reject(const std::string &value, const std::string &expected);
    void check_comment(const ConfigLine &line);

    void take_transport(const std::string &value);
    void take_port(const std::string &value);
    void take_name(const std::string &value);
    void take_authfile(const std::string &value);
    void take_enable_authfile(const std::string &value);
    void take_time_skew(const std::string &value);
    void take_site(const std::string &value);
    void take_arbitrator(const std::string &value);
    void take_site_user(const std::string &value);
    void take_arbitrator_user(const std::string &value);
    void take_debug(const std::string &value);
    void take_ticket(const std::string &value);
    void take_expire(const std::string &value);
    void take_timeout(const std::string &value);
    void take_retries(const std::string &value);
    void take_renewal(const std::string &value);
    void take_acquire_after(const std::string &value);
    void take_handler(const std::string &value);
    void take_prerequisite(const std::string &value);
    void take_mode(const std::string &value);
    void take_weights(const std::string &value);

    void add_member(Member::Type type, const std::string &address);
    bool take_time(const std::string &value, Milliseconds &target, long least);
    void end_ticket();
    void check_timing(const Ticket &ticket);
    void check_inheritance(const Ticket &ticket);
    void check_name();
    void check_members();

    static const std::map<std::string, Handler> global_keys;
    static const std::map<std::string, Handler> ticket_keys;

    ParsedConfig result_;
    Ticket defaults_;
    Ticket *current_ = nullptr;
    std::map<std::string, std::size_t> set_here_;        // key to line, of the section being read
    std::map<std::string, std::size_t> set_in_defaults_; // those that boothd does not copy to tickets
    std::size_t line_ = 0;
    std::size_t name_line_ = 0;
    std::size_t transport_line_ = 0;
    std::uint16_t port_ = 9929;
    std::string key_;
};

// What boothd takes for `weights` (booth's config.c: parse_weights); false when it refuses the list.
bool parse_weights(const std::string &value, std::vector<int> &weights);

} // namespace booth
