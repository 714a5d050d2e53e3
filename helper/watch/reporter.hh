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
    // limit is for one report; a report that takes longer is killed and counts as unreachable.
    Reporter(loop::Loop &loop, base::Milliseconds limit);
    Reporter(const Reporter &) = delete;
    Reporter &operator=(const Reporter &) = delete;
    ~Reporter();

    // done is called later, from the loop, with how it ended and one line about it (empty if there is
    // nothing to say). Not more than a few reports run at once; the others wait for their turn.
    using Done = std::function<void(core::ReportEnd end, const std::string &text)>;
    void report(const std::string &resource, const std::string &generation, Done done);

    class Implementation;

private:
    std::unique_ptr<Implementation> implementation_;
};

} // namespace watch
