#include "cluster/controller.hh"

#include "base/deleter.hh"
#include "base/failure.hh"

#include <crm/common/ipc.h>
#include <crm/common/ipc_controld.h>
#include <crm/common/results.h>

#include <algorithm>
#include <climits>
#include <optional>

namespace cluster {

using base::ExitCode;
using base::Failure;

namespace {

Failure controller_failure(const char *what, const std::string &why)
{
    return {ExitCode::error, std::string(what) + ": " + why};
}

// Pacemaker returns its own codes, which its own function words.
void check(int code, const char *what)
{
    if (code != pcmk_rc_ok) {
        throw controller_failure(what, pcmk_rc_str(code));
    }
}

// The result of an operation inside a reply to a request on a resource: 0 when it was done.
std::string operation_result(const xmlNode *reply)
{
    const xmlNode *operation =
        reply != nullptr ? find(reply, [](const xmlNode *node) { return is_element(node, "lrm_rsc_op"); }) : nullptr;
    return operation != nullptr ? attribute(operation, "rc-code") : "";
}

} // namespace

class Controller::Implementation {
public:
    Implementation()
    {
        pcmk_ipc_api_t *api = nullptr;
        check(pcmk_new_ipc_api(&api, pcmk_ipc_controld), "cannot prepare a connection to the cluster");
        api_.reset(api);
        pcmk_register_ipc_callback(api, heard, this);
        check(pcmk_connect_ipc(api, pcmk_ipc_dispatch_poll), "cannot reach the cluster on this node");
    }

    pcmk_ipc_api_t *api() { return api_.get(); }

    // What the last request got; the deadline is for the wait.
    struct Answer {
        pcmk_controld_api_reply type;
        std::string text; // the node's name, or the result of an operation
    };
    Answer wait(const base::Deadline &deadline);

private:
    static void heard(pcmk_ipc_api_t *, pcmk_ipc_event event, crm_exit_t status, void *data, void *self) noexcept;
    void take(const pcmk_controld_api_reply_t &reply);

    base::Owned<pcmk_ipc_api_t, pcmk_free_ipc_api> api_;
    std::optional<Answer> answer_;
    std::string trouble_;
};

void Controller::Implementation::take(const pcmk_controld_api_reply_t &reply)
{
    answer_ = Answer{reply.reply_type, ""};
    if (reply.reply_type == pcmk_controld_reply_info && reply.data.node_info.uname != nullptr) {
        answer_->text = reply.data.node_info.uname;
    }
    if (reply.reply_type == pcmk_controld_reply_resource) {
        answer_->text = operation_result(reply.data.resource.node_state);
    }
}

// Called from C: nothing may be thrown through it.
void Controller::Implementation::heard(pcmk_ipc_api_t *, pcmk_ipc_event event, crm_exit_t status, void *data,
                                       void *self) noexcept
{
    auto *controller = static_cast<Implementation *>(self);
    if (event == pcmk_ipc_event_disconnect) {
        controller->trouble_ = "it ended the connection";
    } else if (event == pcmk_ipc_event_reply && status != CRM_EX_OK) {
        controller->trouble_ = crm_exit_str(status);
    } else if (event == pcmk_ipc_event_reply && data != nullptr) {
        controller->take(*static_cast<const pcmk_controld_api_reply_t *>(data));
    }
}

Controller::Implementation::Answer Controller::Implementation::wait(const base::Deadline &deadline)
{
    answer_.reset();
    while (!answer_ && trouble_.empty()) {
        if (deadline.passed()) {
            throw controller_failure("the cluster on this node does not answer", "its controller is busy or hung");
        }
        auto left = std::min<base::Milliseconds::rep>(deadline.left().count(), INT_MAX);
        int code = pcmk_poll_ipc(api(), static_cast<int>(left));
        if (code == pcmk_rc_ok) {
            pcmk_dispatch_ipc(api());
        } else if (code != EAGAIN && code != EINTR) {
            check(code, "cannot wait for the cluster");
        }
        if (!pcmk_ipc_is_connected(api()) && !answer_ && trouble_.empty()) {
            trouble_ = "it ended the connection";
        }
    }
    if (!answer_) {
        throw controller_failure("the cluster on this node does not answer", trouble_);
    }
    return *answer_;
}

Controller::Controller() : implementation_(std::make_unique<Implementation>()) {}

Controller::~Controller() = default;

std::string Controller::node_name(const base::Deadline &deadline)
{
    check(pcmk_controld_api_node_info(implementation_->api(), 0), "cannot ask the cluster for this node's name");
    auto answer = implementation_->wait(deadline);
    if (answer.type != pcmk_controld_reply_info || answer.text.empty()) {
        throw controller_failure("the cluster on this node answers", "it does not know this node's name yet");
    }
    return answer.text;
}

void Controller::fail(const std::string &resource, const Standing &standing, const std::string &node,
                      const base::Deadline &deadline)
{
    check(pcmk_controld_api_fail(implementation_->api(), node.c_str(), node.c_str(), resource.c_str(), nullptr,
                                 standing.standard.c_str(), standing.provider.c_str(), standing.type.c_str()),
          "cannot tell the cluster");
    auto answer = implementation_->wait(deadline);
    if (answer.type != pcmk_controld_reply_resource || answer.text != "0") {
        throw controller_failure("the cluster does not take the report",
                                 answer.text.empty() ? "its answer says no result" : "result " + answer.text);
    }
}

} // namespace cluster
