#include "watch/service_watch.hh"

namespace watch {

class ServiceWatch::Implementation {};

ServiceWatch::ServiceWatch(loop::Loop &, const base::Record &, core::AnswerSettings, Changed)
    : implementation_(std::make_unique<Implementation>())
{
}

ServiceWatch::~ServiceWatch() = default;

std::optional<core::Finding> ServiceWatch::finding() const
{
    return std::nullopt;
}

base::Record ServiceWatch::facts() const
{
    return {{"kind", "service"}};
}

std::string ServiceWatch::site() const
{
    return {};
}

std::vector<std::string> ServiceWatch::tickets() const
{
    return {};
}

} // namespace watch
