#include "base/failure.hh"
#include "ipc/protocol.hh"

#include <boost/test/unit_test.hpp>
#include <qb/qbipc_common.h>

#include <cerrno>
#include <cstring>
#include <limits>

using ipc::Command;
using ipc::Request;
using ipc::Response;

namespace {

std::optional<Request> decode(const std::string &bytes)
{
    return ipc::decode_request(bytes.data(), bytes.size());
}

std::optional<Response> decode(Command command, const std::string &bytes)
{
    return ipc::decode_response(command, bytes.data(), bytes.size());
}

// Overwrites one number of a header.
std::string with(std::string bytes, std::size_t offset, std::int32_t value)
{
    std::memcpy(bytes.data() + offset, &value, sizeof value);
    return bytes;
}

// A message with a good header and this content.
template <typename Header> std::string raw(std::int32_t id, const std::string &content)
{
    Header header{};
    header.id = id;
    header.size = static_cast<std::int32_t>(sizeof header + content.size());
    std::string bytes(sizeof header, '\0');
    std::memcpy(bytes.data(), &header, sizeof header);
    return bytes + content;
}

std::string raw_request(std::int32_t id, const std::string &content)
{
    return raw<qb_ipc_request_header>(id, content);
}

constexpr std::size_t id_offset = offsetof(qb_ipc_request_header, id);
constexpr std::size_t size_offset = offsetof(qb_ipc_request_header, size);
constexpr std::size_t error_offset = offsetof(qb_ipc_response_header, error);

const std::string good_request = ipc::encode_request({Command::verdict, "vip"});
const std::string good_response = ipc::encode_response(Command::verdict, {0, {{"resource", "vip"}}});

} // namespace

BOOST_AUTO_TEST_CASE(only_watch_and_unwatch_change)
{
    BOOST_TEST(ipc::changes(Command::watch));
    BOOST_TEST(ipc::changes(Command::unwatch));
    BOOST_TEST(!ipc::changes(Command::verdict));
    BOOST_TEST(!ipc::changes(Command::status));
}

BOOST_AUTO_TEST_CASE(a_request_arrives_as_it_was_sent)
{
    for (auto command : {Command::watch, Command::unwatch, Command::verdict, Command::status}) {
        for (const std::string name : {"vip", "a=b", "two words", "clone:1", "\xc3\xa9\x01"}) {
            auto request = decode(ipc::encode_request({command, name}));
            BOOST_REQUIRE(request);
            BOOST_TEST((request->command == command));
            BOOST_TEST(request->resource == name);
        }
    }
    BOOST_TEST(decode(ipc::encode_request({Command::status, ""}))->resource.empty());
}

BOOST_AUTO_TEST_CASE(a_request_that_no_daemon_takes_is_not_sent)
{
    BOOST_CHECK_THROW(ipc::encode_request({Command::watch, ""}), base::Failure);
    BOOST_CHECK_THROW(ipc::encode_request({Command::watch, "a\nb"}), base::Failure);
    BOOST_CHECK_THROW(ipc::encode_request({Command::watch, std::string(256, 'a')}), base::Failure);
    BOOST_TEST(decode(ipc::encode_request({Command::watch, std::string(255, 'a')})).has_value());
}

BOOST_AUTO_TEST_CASE(every_truncation_of_a_request_is_refused)
{
    for (std::size_t size = 0; size < good_request.size(); ++size) {
        BOOST_TEST(!decode(good_request.substr(0, size)));
        // Also where the header agrees with what is left of it.
        if (size >= sizeof(qb_ipc_request_header)) {
            auto shorter = with(good_request.substr(0, size), size_offset, static_cast<std::int32_t>(size));
            BOOST_TEST(!decode(shorter));
        }
    }
    BOOST_TEST(decode(good_request).has_value());
}

BOOST_AUTO_TEST_CASE(a_request_of_another_size_than_it_says_is_refused)
{
    auto size = static_cast<std::int32_t>(good_request.size());
    for (auto wrong : {0, 1, -1, -size, size - 1, size + 1, std::numeric_limits<std::int32_t>::max(),
                       std::numeric_limits<std::int32_t>::min()}) {
        BOOST_TEST(!decode(with(good_request, size_offset, wrong)));
    }
    BOOST_TEST(!decode(good_request + "x=y\n"));
}

BOOST_AUTO_TEST_CASE(a_request_with_an_unknown_id_is_refused)
{
    // libqb's own numbers (authenticate, disconnect) are no commands.
    for (auto id : {0, -1, -2, -3, 5, std::numeric_limits<std::int32_t>::max(),
                    std::numeric_limits<std::int32_t>::min()}) {
        BOOST_TEST(!decode(with(good_request, id_offset, id)));
    }
}

BOOST_AUTO_TEST_CASE(a_request_with_other_content_is_refused)
{
    BOOST_TEST(decode(raw_request(3, "resource=vip\n")).has_value());
    for (const std::string &content :
         {std::string(""), std::string("resource=\n"), std::string("resource=vip"), std::string("other=vip\n"),
          std::string("resource=vip\nother=1\n"), std::string("resource=vip\nresource=vip\n"), std::string("\n"),
          std::string("resource=v\0p\n", 13), std::string("\0", 1), std::string("\xff\xfe=\x80\n"),
          "resource=" + std::string(256, 'a') + "\n"}) {
        BOOST_TEST(!decode(raw_request(3, content)));
    }
    BOOST_TEST(!decode(raw_request(4, "resource=" + std::string(ipc::largest_message, 'a') + "\n")));
}

BOOST_AUTO_TEST_CASE(every_byte_may_be_wrong)
{
    // No assertion but that it ends: run under a sanitizer, this reads past nothing.
    for (std::size_t at = 0; at < good_request.size(); ++at) {
        for (int value = 0; value < 256; value += 15) {
            auto bytes = good_request;
            bytes[at] = static_cast<char>(value);
            auto request = decode(bytes);
            BOOST_TEST((!request || request->resource.size() == 3));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_response_arrives_as_it_was_sent)
{
    base::Record record{{"resource", "vip"}, {"reason", "10.0.0.1/24 is not on n0"}, {"report", ""}};
    auto response = decode(Command::verdict, ipc::encode_response(Command::verdict, {0, record}));
    BOOST_REQUIRE(response);
    BOOST_TEST(response->error == 0);
    BOOST_TEST((response->record == record));
    auto refusal = decode(Command::watch, ipc::encode_response(Command::watch, {EACCES, record}));
    BOOST_REQUIRE(refusal);
    BOOST_TEST(refusal->error == EACCES);
    BOOST_TEST(refusal->record.empty());
}

BOOST_AUTO_TEST_CASE(a_response_that_is_too_large_says_so)
{
    auto bytes = ipc::encode_response(Command::verdict, {0, {{"reason", std::string(ipc::largest_message, 'a')}}});
    BOOST_TEST(decode(Command::verdict, bytes)->error == EMSGSIZE);
    auto room = ipc::largest_message - sizeof(qb_ipc_response_header) - std::strlen("reason=\n");
    bytes = ipc::encode_response(Command::verdict, {0, {{"reason", std::string(room, 'a')}}});
    BOOST_TEST(bytes.size() == ipc::largest_message);
    BOOST_TEST(decode(Command::verdict, bytes)->error == 0);
}

BOOST_AUTO_TEST_CASE(a_response_that_is_damaged_is_refused)
{
    BOOST_TEST(decode(Command::verdict, good_response).has_value());
    BOOST_TEST(!decode(Command::status, good_response));
    for (std::size_t size = 0; size < good_response.size(); ++size) {
        BOOST_TEST(!decode(Command::verdict, good_response.substr(0, size)));
    }
    for (auto wrong : {-1, 4096, std::numeric_limits<std::int32_t>::min()}) {
        BOOST_TEST(!decode(Command::verdict, with(good_response, error_offset, wrong)));
    }
    // An error and a record exclude each other.
    BOOST_TEST(!decode(Command::verdict, with(good_response, error_offset, ENOENT)));
    auto size = static_cast<std::int32_t>(good_response.size());
    for (auto wrong : {0, -1, -size, size - 1, size + 1}) {
        BOOST_TEST(!decode(Command::verdict, with(good_response, size_offset, wrong)));
    }
    BOOST_TEST(!decode(Command::verdict, raw<qb_ipc_response_header>(3, std::string("a=\0\n", 4))));
    BOOST_TEST(!decode(Command::verdict, raw<qb_ipc_response_header>(3, "no record")));
}
