#include "guard/snapshot.hh"

#include "base/failure.hh"
#include "base/number.hh"

#include <sstream>
#include <utility>

namespace guard {

namespace {

constexpr std::size_t longest_line = 1024;
constexpr std::size_t most_tickets = 4096;

std::string text_of(const std::string &field)
{
    return field == "-" ? "" : field;
}

// False when it is neither a time nor "-".
bool read_time(const std::string &field, std::optional<core::Epoch> &time)
{
    // Far beyond any clock, and still no overflow in milliseconds.
    static constexpr std::int64_t most = std::int64_t{1} << 48;
    auto seconds = base::parse_number<std::int64_t>(field);
    if (seconds && *seconds >= 0 && *seconds <= most) {
        time = core::Epoch(*seconds);
        return true;
    }
    return field == "-";
}

std::optional<core::CibTicket> read_ticket(std::istringstream &fields)
{
    core::CibTicket ticket;
    std::string granted;
    std::string expires;
    std::string last_granted;
    std::string beyond;
    if (!(fields >> ticket.name >> granted >> expires >> last_granted >> ticket.owner >> ticket.term >> ticket.config) ||
        fields >> beyond || (granted != "true" && granted != "false") || !read_time(expires, ticket.expires) ||
        !read_time(last_granted, ticket.last_granted)) {
        return std::nullopt;
    }
    ticket.granted = granted == "true";
    ticket.owner = text_of(ticket.owner);
    ticket.term = text_of(ticket.term);
    ticket.config = text_of(ticket.config);
    return ticket;
}

} // namespace

std::vector<Told> SnapshotReader::add(const std::string &bytes)
{
    std::vector<Told> told;
    rest_ += bytes;
    for (auto end = rest_.find('\n'); end != std::string::npos; end = rest_.find('\n')) {
        auto line = rest_.substr(0, end);
        rest_.erase(0, end + 1);
        if (auto one = take(line)) {
            told.push_back(std::move(*one));
        }
    }
    if (rest_.size() > longest_line) {
        damaged_ = true;
        rest_.clear();
        told.push_back({Told::Kind::remark, {}, "a line of more than " + std::to_string(longest_line) + " bytes"});
    }
    return told;
}

std::optional<Told> SnapshotReader::take(const std::string &line)
{
    if (line == "alive") {
        return Told{Told::Kind::alive};
    }
    if (line == "end") {
        auto tickets = std::exchange(tickets_, {});
        return std::exchange(damaged_, false) ? std::nullopt
                                              : std::optional<Told>(Told{Told::Kind::tickets, std::move(tickets)});
    }
    std::istringstream fields(line);
    std::string word;
    fields >> word;
    if (word == "ticket") {
        auto ticket = tickets_.size() < most_tickets ? read_ticket(fields) : std::nullopt;
        if (ticket) {
            tickets_.push_back(std::move(*ticket));
            return std::nullopt;
        }
        damaged_ = true;
    }
    return Told{Told::Kind::remark, {}, base::printable(line, 400)};
}

} // namespace guard
