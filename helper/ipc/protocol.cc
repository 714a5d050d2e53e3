#include "ipc/protocol.hh"

#include "base/failure.hh"

#include <qb/qbipc_common.h>

#include <cerrno>
#include <climits>
#include <cstring>

namespace ipc {

namespace {

constexpr char name_key[] = "resource";

// No state file has a longer name.
constexpr std::size_t longest_name = NAME_MAX;

// The largest number of errno(3) that the kernel knows.
constexpr std::int32_t largest_error = 4095;

// Copied byte by byte: what comes from outside is not aligned.
template <typename Header> std::string message(Header header, const std::string &content)
{
    header.size = static_cast<std::int32_t>(sizeof header + content.size());
    std::string bytes(sizeof header, '\0');
    std::memcpy(bytes.data(), &header, sizeof header);
    return bytes + content;
}

template <typename Header> std::optional<Header> read_header(const void *bytes, std::size_t size)
{
    Header header{};
    if (size < sizeof header || size > largest_message) {
        return std::nullopt;
    }
    std::memcpy(&header, bytes, sizeof header);
    bool whole = header.size >= 0 && static_cast<std::size_t>(header.size) == size;
    return whole ? std::optional<Header>(header) : std::nullopt;
}

std::optional<base::Record> read_content(const void *bytes, std::size_t size, std::size_t header_size)
{
    std::string content(static_cast<const char *>(bytes) + header_size, size - header_size);
    return content.find('\0') == std::string::npos ? base::parse_record(content) : std::nullopt;
}

bool is_command(std::int32_t id)
{
    return id >= static_cast<std::int32_t>(Command::watch) && id <= static_cast<std::int32_t>(Command::status);
}

// Only status has a meaning without a name.
bool is_name(Command command, const std::string &name)
{
    return name.size() <= longest_name && (command == Command::status || !name.empty());
}

std::string encode(Command command, std::int32_t error, const std::string &content)
{
    qb_ipc_response_header header{};
    header.id = static_cast<std::int32_t>(command);
    header.error = error;
    return message(header, content);
}

} // namespace

bool changes(Command command)
{
    return command == Command::watch || command == Command::unwatch;
}

std::string encode_request(const Request &request)
{
    if (!is_name(request.command, request.resource)) {
        throw base::Failure(base::ExitCode::error, "booth-helperd cannot be asked about a resource named \"" +
                                                       base::printable(request.resource) + "\"");
    }
    qb_ipc_request_header header{};
    header.id = static_cast<std::int32_t>(request.command);
    return message(header, base::format_record({{name_key, request.resource}}));
}

std::optional<Request> decode_request(const void *bytes, std::size_t size)
{
    auto header = read_header<qb_ipc_request_header>(bytes, size);
    if (!header || !is_command(header->id)) {
        return std::nullopt;
    }
    auto record = read_content(bytes, size, sizeof *header);
    if (!record || record->size() != 1 || record->begin()->first != name_key) {
        return std::nullopt;
    }
    Request request{static_cast<Command>(header->id), record->begin()->second};
    return is_name(request.command, request.resource) ? std::optional<Request>(request) : std::nullopt;
}

std::string encode_response(Command command, const Response &response)
{
    auto content = response.error == 0 ? base::format_record(response.record) : std::string();
    if (content.size() > largest_message - sizeof(qb_ipc_response_header)) {
        return encode(command, EMSGSIZE, "");
    }
    return encode(command, response.error, content);
}

std::optional<Response> decode_response(Command command, const void *bytes, std::size_t size)
{
    auto header = read_header<qb_ipc_response_header>(bytes, size);
    if (!header || header->id != static_cast<std::int32_t>(command) || header->error < 0 ||
        header->error > largest_error) {
        return std::nullopt;
    }
    auto record = read_content(bytes, size, sizeof *header);
    bool good = record && (header->error == 0 || record->empty());
    return good ? std::optional<Response>(Response{header->error, *record}) : std::nullopt;
}

} // namespace ipc
