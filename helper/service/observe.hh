// Looking at the daemon of a configuration without changing anything.
#pragma once

#include "base/deadline.hh"
#include "booth/exchange.hh"
#include "core/service.hh"
#include "process/process.hh"
#include "service/settings.hh"

#include <optional>
#include <string>
#include <vector>

namespace service {

// The lock, the process and the daemons that are alive without the lock.
core::ServiceView observe(const ServiceTarget &target);

// "192.0.2.1:9929", "[2001:db8::1]:9929"
std::string with_port(const std::string &address, std::uint16_t port);

// The key of an authfile, or why there is none; both empty without an authfile.
struct KeyLook {
    std::string key;
    std::string problem;
};
KeyLook look_for_key(const std::string &authfile);

// The state and the children of a boothd that has not answered.
void look_at_process(core::Probe &probe, pid_t pid);

// A query to the daemon of view, under way from here on when there is something to ask.
class Question {
public:
    Question(const core::ServiceView &view, const ServiceTarget &target);

    bool is_asked() const { return exchange_.has_value(); }

    // Waits some seconds for the answer, and until the deadline while boothd has children of its own: it
    // is single-threaded and waits for them. Nothing when there was nothing to ask.
    std::optional<core::Probe> finish(const base::Deadline &deadline);

private:
    void begin();

    base::Clock::time_point start_ = base::Clock::now();
    KeyLook key_;
    booth::LockLine line_;
    std::optional<booth::Exchange> exchange_;
};

// Every process of view that is the daemon of this configuration.
std::vector<process::Process> daemons(const core::ServiceView &view);

// Whether the address is on an interface of this node.
bool is_local_address(const std::string &address);

// The same, and a socket can be bound to it: not while IPv6 looks for a duplicate of it, nor after it found one.
bool is_usable_address(const std::string &address);

} // namespace service
