// Watches a boothd: does it live, and does it answer?
#pragma once

#include "core/answering.hh"
#include "loop/loop.hh"
#include "watch/watch.hh"

#include <memory>

namespace watch {

class ServiceWatch : public Watch {
public:
    // From the state record of booth-service; settings.interval is overruled by the record's.
    // Errors: Failure when it is not one, or the process cannot be followed.
    ServiceWatch(loop::Loop &loop, const base::Record &record, core::AnswerSettings settings, Changed changed);
    ~ServiceWatch() override;

    std::optional<core::Finding> finding() const override;
    base::Record facts() const override;
    std::string site() const override;
    std::vector<std::string> tickets() const override;

    class Implementation;

private:
    std::unique_ptr<Implementation> implementation_;
};

} // namespace watch
