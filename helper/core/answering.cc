#include "core/answering.hh"

namespace core {

std::optional<Finding> Answering::take(const Probe &, base::Clock::time_point)
{
    return std::nullopt;
}

} // namespace core
