// systemd, where it runs this daemon (sd_notify(3)); without it all of this does nothing.
#pragma once

#include "loop/loop.hh"

#include <memory>
#include <string>

namespace helperd {

class ServiceManager {
public:
    explicit ServiceManager(loop::Loop &loop);

    // The daemon serves requests now. From then on the watchdog is fed from the loop.
    void ready();
    void stopping();
    // One line for `systemctl status`; said when it has changed.
    void status(const std::string &line);

private:
    void feed();

    base::Milliseconds watchdog_interval_; // zero: nobody waits for it
    loop::Timer timer_;
    std::string status_;
};

} // namespace helperd
