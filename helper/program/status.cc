#include "program/status.hh"

#include "base/failure.hh"
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

std::vector<Record> ask_resources()
{
    std::vector<Record> resources;
    auto name = before_all;
    while (auto record = ipc::ask(ipc::Command::status, name, base::Deadline::after(ipc::patience))) {
        auto next = field(*record, "resource");
        if (next <= name) {
            throw Failure(ExitCode::error, "booth-helperd repeats itself; run: systemctl restart booth-helperd");
        }
        name = next;
        resources.push_back(std::move(*record));
    }
    return resources;
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

std::vector<std::string> row_of(const Record &resource)
{
    auto kind = field(resource, "kind");
    return {field(resource, "resource"), kind.empty() ? "-" : kind, what(resource), state(resource)};
}

std::string format_row(const std::vector<std::string> &row, const std::vector<std::size_t> &widths)
{
    std::string line;
    for (std::size_t column = 0; column + 1 < row.size(); ++column) {
        line += row[column] + std::string(std::max(widths[column], row[column].size()) - row[column].size() + 2, ' ');
    }
    return line + row.back();
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

std::string format_status(const Record &daemon, const std::vector<Record> &resources, std::size_t width)
{
    auto text = format_daemon(daemon) + remark(field(daemon, "trouble"), width);
    std::vector<std::vector<std::string>> rows{{"RESOURCE", "KIND", "WHAT", "STATE"}};
    std::transform(resources.begin(), resources.end(), std::back_inserter(rows), row_of);
    std::vector<std::size_t> widths(rows.front().size(), 0);
    for (auto &row : rows) {
        for (std::size_t column = 0; column < row.size(); ++column) {
            row[column] = base::printable(row[column]);
            widths[column] = std::max(widths[column], row[column].size());
        }
    }
    for (std::size_t index = 0; !resources.empty() && index < rows.size(); ++index) {
        auto line = format_row(rows[index], widths);
        if (line.size() > width) {
            // Without columns, but whole.
            line = format_row(rows[index], std::vector<std::size_t>(rows[index].size(), 0));
        }
        text += line + "\n" + (index > 0 ? format_remarks(resources[index - 1], width) : "");
    }
    return text;
}

ExitCode print_status()
{
    auto daemon = ask_daemon();
    auto resources = ask_resources();
    std::fputs(format_status(daemon, resources, terminal_width()).c_str(), stdout);
    bool all = field(daemon, "trouble").empty() && std::all_of(resources.begin(), resources.end(), is_watched);
    return all ? ExitCode::ok : ExitCode::error;
}

} // namespace program
