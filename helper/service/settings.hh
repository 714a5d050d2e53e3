// What a booth-service resource is configured to run.
#pragma once

#include "base/deadline.hh"
#include "base/record.hh"
#include "booth/config.hh"
#include "booth/lock_file.hh"
#include "ocf/request.hh"
#include "process/process.hh"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace service {

struct ServiceSettings {
    std::string config; // the path
    std::string daemon;
    std::vector<std::string> arguments;
    base::Milliseconds probe_interval{0};
};

// Errors: Failure (not_configured) for a value that is wrong on every node.
ServiceSettings read_settings(const ocf::Parameters &parameters);

// The daemon that serves a configuration, and how to recognise it: from what start recorded, or else
// from the configuration.
struct ServiceTarget {
    std::string config;
    std::string daemon;
    std::string name;
    std::string lock_file;
    std::string authfile;            // empty: no authentication
    std::optional<process::Process> recorded; // the process that start recorded
};

// From a record of start; nothing when the record is not one of this agent.
std::optional<ServiceTarget> recorded_target(const base::Record &record, const std::string &daemon);

// Where the watcher is to ask, and how often, by a record of start; nothing when boothd had not said yet
// where it listens.
struct ProbePlace {
    std::string address;
    std::uint16_t port = 0;
    base::Milliseconds interval{0}; // zero: not recorded
};
std::optional<ProbePlace> recorded_place(const base::Record &record);

// From the configuration as far as it can be read; what is wrong with it does not matter here.
ServiceTarget configured_target(const ServiceSettings &settings);

// What start records. line is empty until boothd has written it; the watcher asks it every probe_interval.
base::Record make_record(const ServiceTarget &target, const process::Process &process, const booth::LockLine *line,
                         base::Milliseconds probe_interval);

// Reads the configuration. Errors: Failure (not_installed) when it is missing or cannot be read.
booth::ParsedConfig load_config(const std::string &path);

// A configuration with what is wrong with it and its key, a line each.
struct ConfigReport {
    booth::Config config;
    std::vector<std::string> errors;
    std::vector<std::string> warnings;
};

// Errors: Failure as load_config.
ConfigReport inspect_config(const std::string &path);

// Checks configuration and key and returns the configuration. Every problem goes to standard error as
// a line of its own when all is set; the first error is the Failure (not_installed: it is a file of
// this node, and another code would ban the resource from the whole cluster).
booth::Config check_config(const std::string &path, bool all);

// The daemon's path. Errors: Failure (not_installed) saying where it was looked for.
std::string find_daemon(const std::string &daemon);

// boothd becomes hacluster:haclient, and some other user, in silence, where they do not exist.
// Errors: Failure (not_installed).
void check_user();

} // namespace service
