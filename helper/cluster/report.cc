#include "cluster/report.hh"

#include "base/failure.hh"
#include "cluster/controller.hh"
#include "cluster/standing.hh"
#include "ocf/state_folder.hh"
#include "process/spawn.hh"

namespace cluster {

using base::ExitCode;
using base::Failure;
using core::Ask;
using core::ReportEnd;

namespace {

// crm_mon's report, or what kept it from one.
Xml query_status(const std::string &resource, const base::Deadline &deadline)
{
    auto end = process::run_program(CRM_MON, standing_query(resource), deadline);
    if (!end) {
        throw Failure(ExitCode::error, CRM_MON " did not end in time");
    }
    // Whatever else it may write stands before its report, not behind it.
    auto start = end->output.find("<pacemaker-result");
    auto report = start != std::string::npos ? parse_xml(end->output.substr(start)) : nullptr;
    if (end->status != 0 || !report) {
        throw Failure(ExitCode::error, CRM_MON " fails with exit code " + std::to_string(end->status) + ": " +
                                           why_no_report(report.get(), end->output));
    }
    return report;
}

Outcome judge_unusual(const Standing &standing)
{
    if (standing.kind == Standing::Kind::failed) {
        return {ReportEnd::known, "not reported: " + standing.why};
    }
    if (standing.kind == Standing::Kind::silent) {
        return {ReportEnd::unreachable, standing.why};
    }
    return {ReportEnd::left_alone, "left alone: " + standing.why};
}

// The controller says in milliseconds that it has a report; longer than this no action waits for us.
constexpr base::Milliseconds longest_lock{1000};

// While its file's lock is held, no action runs on the resource, and none has run since generation. The lock is
// let go as soon as the controller has the report, for the stop that follows.
Outcome tell(Controller &controller, const Standing &standing, const std::string &node, const std::string &resource,
             const std::string &generation, const base::Deadline &deadline)
{
    auto state = ocf::look_at_state(resource);
    if (state.kind == ocf::StateLook::Kind::busy) {
        return {ReportEnd::busy, ""};
    }
    if (state.kind == ocf::StateLook::Kind::gone || state.entry.generation != generation) {
        return {ReportEnd::acted, "not reported: it was stopped or started anew meanwhile"};
    }
    controller.fail(resource, standing, node, deadline.within(longest_lock));
    return {ReportEnd::reported, "reported to the cluster as failed"};
}

} // namespace

Outcome report(Ask ask, const std::string &resource, const std::string &generation, const base::Deadline &deadline)
{
    Controller controller;
    auto node = controller.node_name(deadline);
    auto status = query_status(resource, deadline);
    auto standing = judge_standing(status.get(), resource, node);
    if (standing.kind != Standing::Kind::active) {
        return judge_unusual(standing);
    }
    if (ask == Ask::look) {
        return {ReportEnd::managed, "the cluster sees to it again"};
    }
    return tell(controller, standing, node, resource, generation, deadline);
}

} // namespace cluster
