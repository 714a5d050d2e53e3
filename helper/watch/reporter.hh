// Tells the cluster that a resource has failed, by a program that may block as long as it likes.
#pragma once

#include "core/incident.hh"
#include "loop/loop.hh"

#include <functional>
#include <memory>
#include <string>

namespace watch {

class Reporter {
public:
    // limit is for one attempt; a program that takes longer is killed, which counts as unreachable. program is
    // a path, for tests.
    Reporter(loop::Loop &loop, base::Milliseconds limit,
             std::string program = PKGLIBEXEC_DIR "/booth-cluster-report");
    Reporter(const Reporter &) = delete;
    Reporter &operator=(const Reporter &) = delete;
    // Nobody is called back any more. Programs that run come to their own end.
    ~Reporter();

    // done is called later, from the loop, with how it ended and one line about it (empty if there is
    // nothing to say). Not more than a few programs run at once; the others wait for their turn.
    using Done = std::function<void(core::ReportEnd end, const std::string &text)>;
    void report(core::Ask ask, const std::string &resource, const std::string &generation, Done done);

    class Implementation;

private:
    std::unique_ptr<Implementation> implementation_;
};

} // namespace watch
