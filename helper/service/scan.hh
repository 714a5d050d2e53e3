// Finding a configuration's boothd among all processes, when its lock file does not lead there.
#pragma once

#include "core/service.hh"
#include "process/process.hh"
#include "service/settings.hh"

#include <vector>

namespace service {

// Whether its executable is the daemon: what start recorded, boothd, or of the daemon parameter's name.
bool is_boothd(const process::Process &process, const ServiceTarget &target);

// Whether its arguments say that it serves this configuration: the title that a boothd gives itself, or
// how a daemon is started (booth's main.c: read_arguments, do_server).
bool serves_config(pid_t pid, const std::string &config);

// Every boothd of the target on this node but the one with the pid known. It has the removed lock file
// open, or serves the configuration, or is the recorded process.
std::vector<core::Loose> find_loose(const ServiceTarget &target, pid_t known);

} // namespace service
