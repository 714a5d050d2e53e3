// A boothd that is being started: followed through its daemonizing, and its last words if it dies.
#pragma once

#include "base/deadline.hh"
#include "process/spawn.hh"

#include <optional>
#include <string>
#include <vector>

namespace service {

class Launch {
public:
    Launch(std::string program, std::vector<std::string> arguments);

    // The process that is, or will become, the daemon. Nothing when it has ended.
    std::optional<process::Process> process();

    // It has let go of the terminal: boothd's setup of configuration and address is behind it.
    bool daemonized() const { return daemon_ > 0; }

    // Its own words and exit status, after it has ended. What boothd meets after it daemonized goes to
    // the system log only; then it is run once more in the foreground, to hear it.
    std::string last_words(const base::Deadline &deadline);

    // Ends it for sure, or as far as the deadline lets.
    void end(const base::Deadline &deadline);

    // Waits a moment for something to change.
    void wait(const base::Deadline &deadline);

private:
    void follow();

    std::string program_;
    std::vector<std::string> arguments_;
    process::Child child_;
    pid_t daemon_ = 0;
    std::optional<int> status_; // of what ended
};

} // namespace service
