// Lives on when a client cuts off the file that libqb shares with it.
#pragma once

namespace ipc {

// libqb counts messages in a file that the client maps too, and may truncate: whoever touches the page next gets
// SIGBUS. From now on the page is replaced by an empty one of this process's own, as journald does.
// Errors: Failure.
void survive_truncation();

} // namespace ipc
