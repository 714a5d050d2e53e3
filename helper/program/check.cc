#include "program/check.hh"

#include "base/failure.hh"
#include "program/layout.hh"
#include "service/handover.hh"
#include "service/settings.hh"

#include <algorithm>
#include <cstdio>

namespace program {

using base::ExitCode;
using base::Failure;

namespace {

// For the cluster's answer; a person waits.
constexpr base::Milliseconds patience{5000};

void add(std::vector<Finding> &findings, const char *severity, const std::vector<std::string> &texts)
{
    std::transform(texts.begin(), texts.end(), std::back_inserter(findings),
                   [severity](const auto &text) { return Finding{severity, text}; });
}

void add_tickets(std::vector<Finding> &findings, const booth::Config &config)
{
    try {
        for (const auto &remark : service::inspect_handover(config, base::Deadline::after(patience))) {
            findings.push_back({remark.warning ? "warning" : "ok", remark.text});
        }
    } catch (const Failure &failure) {
        findings.push_back({"warning", std::string("acquire-after could not be checked, because the cluster does not "
                                                   "say how long its resources may need to stop: ") +
                                           failure.what() + "; run this on a node of a site's cluster that is started"});
    }
}

std::string count(std::size_t number, const char *thing)
{
    return std::to_string(number) + " " + thing + (number == 1 ? "" : "s");
}

} // namespace

ExitCode print_check(const std::string &value)
{
    auto path = booth::config_path(value, "--config ");
    auto report = service::inspect_config(path);
    std::vector<Finding> findings;
    add(findings, "error", report.errors);
    add(findings, "warning", report.warnings);
    if (report.errors.empty()) {
        findings.push_back({"ok", base::printable(path, 400) + " has " + count(report.config.members.size(), "member") +
                                      " and " + count(report.config.tickets.size(), "ticket")});
        add_tickets(findings, report.config);
    }
    std::fputs(format_findings(findings, terminal_width()).c_str(), stdout);
    bool good = std::all_of(findings.begin(), findings.end(), [](const auto &one) { return one.severity == "ok"; });
    return good ? ExitCode::ok : ExitCode::error;
}

std::string format_findings(const std::vector<Finding> &findings, std::size_t width)
{
    static constexpr std::size_t indent = 9; // of "warning: "
    std::string text;
    for (const auto &finding : findings) {
        auto lines = wrap(base::printable(finding.text, 2000), indent, width);
        auto label = finding.severity + ":";
        text += lines.replace(0, label.size(), label);
    }
    return text;
}

} // namespace program
