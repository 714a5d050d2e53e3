// The lease guard: takes a ticket away on this site the moment its lease is over and boothd did not renew it.
#pragma once

#include "base/log.hh"
#include "core/lease.hh"
#include "guard/follower.hh"
#include "guard/memory.hh"
#include "guard/settings.hh"
#include "guard/terms.hh"
#include "ipc/protocol.hh"
#include "loop/loop.hh"
#include "watch/program_run.hh"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace guard {

// For tests.
struct Paths {
    std::string program = PKGLIBEXEC_DIR "/booth-cluster-tickets";
    std::string memory = GUARD_DIR "/leases";
    std::string configurations = BOOTH_CONF_DIR;
    std::string sockets = "/proc/net/unix";
};

class Guard {
public:
    // Errors: Failure.
    Guard(loop::Loop &loop, Settings settings, Paths paths = {});
    Guard(const Guard &) = delete;
    Guard &operator=(const Guard &) = delete;

    // The first ticket whose name is greater, for `booth-helper status`; ENOENT when there is none.
    ipc::Response status(const std::string &after) const;

    // What to say of the guard as a whole.
    base::Record facts() const;

private:
    struct Ticket {
        core::CibTicket cib;
        core::Sighting sighting;
        std::optional<Terms> terms;
        std::string trouble; // with the configuration
        std::unique_ptr<watch::ProgramRun> revoke;
        int failures = 0; // to revoke, in a row
        std::optional<base::Milliseconds> not_earlier; // than this is it tried again
        base::Milliseconds said{0}; // when a failure to revoke was last logged
        bool margin_said = false;
        bool over_said = false;
        bool gone = false; // from the CIB, while it was being revoked
    };

    void take(const std::vector<core::CibTicket> &tickets);
    void take_one(const core::CibTicket &cib, base::Milliseconds known, base::Milliseconds now);
    void take_terms(Ticket &ticket) const;
    void forget_all_but(const std::set<std::string> &names);
    void remember();
    void judge_all();
    std::optional<base::Milliseconds> judge(Ticket &ticket, core::Moment now);
    core::Lease lease_of(const Ticket &ticket, core::Moment now) const;
    void say_margin(Ticket &ticket, const core::Lease &lease) const;
    void let_go(Ticket &ticket);
    void revoke(Ticket &ticket);
    void finish(const std::string &name, base::Milliseconds end, std::optional<int> status, const std::string &output);
    void say_end(Ticket &ticket, base::Milliseconds end, std::optional<int> status, const std::string &output) const;
    void fail(Ticket &ticket, const std::string &why);
    void log(base::LogLevel level, const Ticket &ticket, const std::string &line) const;
    base::Record describe(const Ticket &ticket, core::Moment now) const;

    loop::Loop &loop_;
    Settings settings_;
    Paths paths_;
    MemoryFile memory_;
    std::map<std::string, Ticket> tickets_;
    std::optional<base::Milliseconds> known_; // until then what tickets_ says was so
    std::unique_ptr<Follower> follower_;      // none when the guard is off
    loop::Timer timer_;
    loop::ClockSource clock_;
};

} // namespace guard
