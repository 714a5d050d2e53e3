// All watches of this node: one for every state file, each with its incidents.
#pragma once

#include "core/answering.hh"
#include "core/incident.hh"
#include "ipc/protocol.hh"
#include "loop/loop.hh"
#include "ocf/state_folder.hh"
#include "watch/network.hh"
#include "watch/reporter.hh"
#include "watch/watch.hh"

#include <map>
#include <memory>
#include <string>

namespace watch {

struct WatcherSettings {
    core::AnswerSettings answers;
    base::Milliseconds report_timeout{5000};
    base::Milliseconds link_debounce{100};
};

class Watcher {
public:
    Watcher(loop::Loop &loop, WatcherSettings settings);
    Watcher(const Watcher &) = delete;
    Watcher &operator=(const Watcher &) = delete;

    // The answer to a request by IPC.
    ipc::Response handle(const ipc::Request &request);

    // All of it in one line: "2 resources watched, 1 has failed".
    std::string summary() const;

private:
    // A started resource. watch is empty until its first action has ended, or when its record cannot be
    // used; trouble says why then.
    struct Started {
        std::string generation;
        bool stale = true; // an action held the lock when its state file was to be read
        std::unique_ptr<Watch> watch;
        std::string trouble;
        core::Incident incident;
        std::unique_ptr<loop::Timer> timer;
        unsigned long reports = 0;
        std::string last_report;
    };

    void rescan();
    void look_at_all();
    Started &entry(const std::string &resource);
    void look(const std::string &resource);
    void take(const std::string &resource, const ocf::StateLook &seen);
    void give_up(const std::string &resource, Started &started, const std::string &why);
    void take_up(const std::string &resource, const base::Record &record, Started &started);
    std::unique_ptr<Watch> make_watch(const std::string &resource, const base::Record &record);
    void judge(const std::string &resource);
    void report(const std::string &resource, Started &started);
    void finish(const std::string &resource, const std::string &generation, core::ReportEnd end,
                const std::string &text);
    void schedule(Started &started);

    ipc::Response verdict(const std::string &resource);
    ipc::Response status(const std::string &after) const;
    base::Record describe(const std::string &resource, const Started &started) const;
    base::Record describe_daemon() const;

    loop::Loop &loop_;
    WatcherSettings settings_;
    Network network_;
    Reporter reporter_;
    std::map<std::string, Started> started_;
    std::string stamp_;
    std::string trouble_; // with the state folder as a whole
    loop::Timer rescan_timer_;
};

} // namespace watch
