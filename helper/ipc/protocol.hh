// What booth-helper and booth-helperd say to each other, as bytes behind libqb's headers.
#pragma once

#include "base/record.hh"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace ipc {

// The socket's name; an abstract one, which any user can take, so that the client checks who has it.
constexpr char service_name[] = "booth-helperd";

// Of one message with its header, in both directions. libqb itself takes no less than the three paths (PATH_MAX)
// of its handshake.
constexpr std::size_t largest_message = 16 * 1024;

enum class Command : std::int32_t {
    watch = 1, // a resource was started: look at its state file. Answers as verdict does.
    unwatch,   // a resource was stopped
    verdict,   // what the watch of a resource says
    status,    // with an empty name: the daemon itself; else the first watch, or ticket, whose name is greater
};

// Only root and hacluster may give a command that changes something.
bool changes(Command command);

// Before the name of a ticket in place of a resource's, in status: no resource's name has a "/".
constexpr char ticket_prefix[] = "ticket/";

struct Request {
    Command command;
    std::string resource;
};

// The whole message with libqb's header. Errors: Failure when the name is too long.
std::string encode_request(const Request &request);
// Nothing when the bytes are not such a message: the id, every size and the content are checked.
std::optional<Request> decode_request(const void *bytes, std::size_t size);

// error is 0, or a number of errno(3): EACCES, EINVAL, ENOENT (no such watch). The record is empty then.
struct Response {
    std::int32_t error = 0;
    base::Record record = {};
};
std::string encode_response(Command command, const Response &response);
std::optional<Response> decode_response(Command command, const void *bytes, std::size_t size);

} // namespace ipc
