#include "program/status.hh"

#include "base/failure.hh"
#include "base/number.hh"
#include "ipc/action.hh"
#include "ipc/client.hh"
#include "program/layout.hh"

#include <algorithm>
#include <cstdio>

namespace program {

using base::ExitCode;
using base::Failure;
using base::Record;
using ipc::field;

namespace {

// A name that comes before all others.
const std::string before_all(1, '\1');

Record ask_daemon()
{
    auto daemon = ipc::ask(ipc::Command::status, "", base::Deadline::after(ipc::patience));
    if (!daemon) {
        throw Failure(ExitCode::error, "booth-helperd says nothing about itself; run: systemctl restart booth-helperd");
    }
    return *daemon;
}

// All records of one kind, each found by the name that key has in the one before it.
std::vector<Record> ask_all(const std::string &prefix, const std::string &first, const std::string &key)
{
    std::vector<Record> records;
    auto name = first;
    while (auto record = ipc::ask(ipc::Command::status, prefix + name, base::Deadline::after(ipc::patience))) {
        auto next = field(*record, key);
        if (next <= name) {
            throw Failure(ExitCode::error, "booth-helperd repeats itself; run: systemctl restart booth-helperd");
        }
        name = next;
        records.push_back(std::move(*record));
    }
    return records;
}

std::string what(const Record &resource)
{
    if (field(resource, "kind") == "ip") {
        return field(resource, "address") + " on " + field(resource, "interface");
    }
    if (field(resource, "kind") == "service") {
        return "boothd " + field(resource, "pid") + " at " + field(resource, "address");
    }
    return "-";
}

std::string state(const Record &resource)
{
    auto cause = field(resource, "cause");
    return !cause.empty() ? cause : is_watched(resource) ? "ok" : "not watched";
}

using Row = std::vector<std::string>;

Row row_of(const Record &resource)
{
    auto kind = field(resource, "kind");
    return {field(resource, "resource"), kind.empty() ? "-" : kind, what(resource), state(resource)};
}

// Milliseconds as whole seconds.
std::string whole_seconds(const std::string &milliseconds)
{
    auto count = base::parse_number<std::int64_t>(milliseconds).value_or(0);
    return std::to_string(std::max<std::int64_t>(count, 0) / 1000) + " s";
}

std::string lease(const Record &ticket)
{
    auto state = field(ticket, "state");
    auto until = ipc::time_of_day(field(ticket, "until"));
    if (state == "held") {
        return "held until " + until + ", " + whole_seconds(field(ticket, "left")) + " left";
    }
    if (state == "over") {
        return "over since " + until + ", still granted";
    }
    if (state == "manual") {
        return "held, manual: has no lease, not guarded";
    }
    return state == "unknown" ? "held, its expiry is no time: not guarded" : "not held here";
}

Row ticket_row(const Record &ticket)
{
    auto site = field(ticket, "site");
    return {field(ticket, "ticket"), site.empty() || site == "-1" ? "-" : site, lease(ticket)};
}

std::string format_row(const Row &row, const std::vector<std::size_t> &widths)
{
    std::string line;
    for (std::size_t column = 0; column + 1 < row.size(); ++column) {
        line += row[column] + std::string(std::max(widths[column], row[column].size()) - row[column].size() + 2, ' ');
    }
    return line + row.back();
}

// Under each row but the head its remarks, which are whole lines.
std::string format_table(std::vector<Row> rows, const std::vector<std::string> &remarks, std::size_t width)
{
    std::vector<std::size_t> widths(rows.front().size(), 0);
    for (auto &row : rows) {
        for (std::size_t column = 0; column < row.size(); ++column) {
            row[column] = base::printable(row[column]);
            widths[column] = std::max(widths[column], row[column].size());
        }
    }
    std::string text;
    for (std::size_t index = 0; index < rows.size(); ++index) {
        auto line = format_row(rows[index], widths);
        if (line.size() > width) {
            // Without columns, but whole.
            line = format_row(rows[index], std::vector<std::size_t>(rows[index].size(), 0));
        }
        text += line + "\n" + (index > 0 ? remarks[index - 1] : "");
    }
    return text;
}

std::string counted(const std::string &number, const std::string &thing)
{
    return number + " " + thing + (number == "1" ? "" : "s");
}

std::string format_daemon(const Record &daemon)
{
    return "booth-helperd " + field(daemon, "version") + ": " + counted(field(daemon, "watches"), "resource") +
           " watched, kernel notices overrun " + counted(field(daemon, "overruns"), "time") + "\n";
}

std::string remark(const std::string &text, std::size_t width)
{
    return text.empty() ? "" : wrap(base::printable(text, 1000), 4, width);
}

// How the lease guard is set, unless all is as it should be.
std::string format_guard(const Record &daemon, std::size_t width)
{
    auto mode = field(daemon, "guard");
    auto trouble = field(daemon, "guard_trouble");
    auto text = mode == "off"      ? remark("lease-guard = off: a lease that is over is not noticed here", width)
                : mode == "report" ? remark("lease-guard = report: a lease that is over is said, not ended", width)
                                   : std::string();
    return text + (trouble.empty() ? "" : remark("the leases of the tickets cannot be followed: " + trouble, width));
}

// Why it is not ok, since when, and what came of the report.
std::string format_remarks(const Record &resource, std::size_t width)
{
    std::string text;
    if (!field(resource, "cause").empty()) {
        auto reported = field(resource, "incident") == "reported" ? "reported" : "not reported";
        text += remark("since " + ipc::time_of_day(field(resource, "since")) + ", " + reported + ": " +
                           field(resource, "reason"),
                       width);
    }
    return text + remark(field(resource, "report"), width) + remark(field(resource, "trouble"), width);
}

} // namespace

bool is_watched(const Record &resource)
{
    return field(resource, "watched") == "yes" && field(resource, "trouble").empty();
}

std::string format_status(const Record &daemon, const std::vector<Record> &resources,
                          const std::vector<Record> &tickets, std::size_t width)
{
    auto text = format_daemon(daemon) + remark(field(daemon, "trouble"), width) + format_guard(daemon, width);
    std::vector<Row> rows{{"RESOURCE", "KIND", "WHAT", "STATE"}};
    std::vector<std::string> remarks;
    for (const auto &resource : resources) {
        rows.push_back(row_of(resource));
        remarks.push_back(format_remarks(resource, width));
    }
    text += resources.empty() ? "" : format_table(rows, remarks, width);
    rows = {{"TICKET", "SITE", "LEASE"}};
    remarks.clear();
    for (const auto &ticket : tickets) {
        rows.push_back(ticket_row(ticket));
        remarks.push_back(remark(field(ticket, "remark"), width) + remark(field(ticket, "trouble"), width));
    }
    return text + (tickets.empty() ? "" : format_table(rows, remarks, width));
}

ExitCode print_status()
{
    auto daemon = ask_daemon();
    auto resources = ask_all("", before_all, "resource");
    auto tickets = ask_all(ipc::ticket_prefix, "", "ticket");
    std::fputs(format_status(daemon, resources, tickets, terminal_width()).c_str(), stdout);
    bool all = field(daemon, "trouble").empty() && std::all_of(resources.begin(), resources.end(), is_watched);
    return all ? ExitCode::ok : ExitCode::error;
}

} // namespace program
