// The watch of one started resource.
#pragma once

#include "base/record.hh"
#include "core/finding.hh"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace watch {

class Watch {
public:
    virtual ~Watch() = default;

    // What is wrong now, by all that was seen.
    virtual std::optional<core::Finding> finding() const = 0;

    // For `booth-helper status`: "address", "interface", "pid", "answer" and the like.
    virtual base::Record facts() const = 0;

    // For the journal's fields; either may be empty.
    virtual std::string site() const = 0;
    virtual std::vector<std::string> tickets() const = 0;
};

// Called by a watch whenever finding() may have changed, also from its constructor's aftermath on the
// loop, never from within the constructor.
using Changed = std::function<void()>;

} // namespace watch
