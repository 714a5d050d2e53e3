#include "core/handover.hh"

#include <algorithm>

namespace core {

std::chrono::seconds safe_acquire_after(Milliseconds stop_time)
{
    return std::chrono::ceil<std::chrono::seconds>(stop_time + reaction);
}

bool is_waited_for(Milliseconds acquire_after, Milliseconds renewal)
{
    return acquire_after < renewal;
}

Milliseconds possible_overlap(Milliseconds stop_time, Milliseconds acquire_after)
{
    return std::max(Milliseconds::zero(), stop_time + reaction - acquire_after);
}

} // namespace core
