#include "base/failure.hh"
#include "base/fd.hh"
#include "booth/key.hh"
#include "booth/lock_file.hh"
#include "booth/query.hh"
#include "booth/wire.hh"

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <cstdlib>
#include <string>
#include <thread>

using booth::Command;
using booth::Outcome;

namespace {

const std::string key = "0123456789abcdef";

std::string hex(const std::string &bytes)
{
    static const char digits[] = "0123456789abcdef";
    std::string text;
    for (char c : bytes) {
        auto byte = static_cast<unsigned char>(c);
        text += {digits[byte >> 4], digits[byte & 15]};
    }
    return text;
}

void set_field(std::string &bytes, std::size_t field, std::uint32_t number)
{
    for (std::size_t i = 0; i < 4; ++i) {
        bytes[4 * field + i] = static_cast<char>(number >> (24 - 8 * i) & 0xff);
    }
}

// A reply of a boothd to a list, made by the client's own header.
std::string reply(const std::string &with_key, const std::string &text, std::uint32_t result = 0)
{
    auto bytes = booth::encode_query(Command::list_reply, with_key, {1700000000, 0}).substr(0, booth::header_size);
    auto trailer = with_key.empty() ? 0 : booth::trailer_size;
    set_field(bytes, 6, static_cast<std::uint32_t>(booth::header_size + trailer + text.size()));
    set_field(bytes, 11, result);
    return bytes + (with_key.empty() ? "" : booth::make_trailer(bytes, with_key)) + text;
}

// A socket of 127.0.0.1 that listens at a free port.
base::Fd open_listener(std::uint16_t &port)
{
    base::Fd listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto *generic = reinterpret_cast<sockaddr *>(&address);
    BOOST_REQUIRE(::bind(listener.get(), generic, size) == 0 && ::listen(listener.get(), 1) == 0 &&
                  ::getsockname(listener.get(), generic, &size) == 0);
    port = ntohs(address.sin_port);
    return listener;
}

// A server for one connection that answers with fixed bytes; it stays silent, but connected, for none.
class Server {
public:
    Server(const std::string &answer, bool hang_up)
        : listener_(open_listener(port_)), answer_(answer), hang_up_(hang_up)
    {
        thread_ = std::thread([this] { serve(); });
    }
    ~Server()
    {
        ::shutdown(listener_.get(), SHUT_RDWR);
        thread_.join();
    }
    Server(const Server &) = delete;
    Server &operator=(const Server &) = delete;

    booth::Answer ask(const std::string &with_key, int limit_ms = 2000)
    {
        return booth::query("127.0.0.1", port_, Command::list, with_key,
                            base::Deadline::after(base::Milliseconds(limit_ms)));
    }

private:
    void serve()
    {
        connection_ = base::Fd(::accept(listener_.get(), nullptr, nullptr));
        char request[booth::header_size];
        ssize_t got = ::recv(connection_.get(), request, sizeof request, MSG_WAITALL);
        if (got == static_cast<ssize_t>(sizeof request)) {
            ssize_t put = ::send(connection_.get(), answer_.data(), answer_.size(), MSG_NOSIGNAL);
            static_cast<void>(put);
        }
        if (hang_up_) {
            ::shutdown(connection_.get(), SHUT_WR);
        }
    }

    std::uint16_t port_ = 0;
    base::Fd listener_;
    base::Fd connection_;
    std::string answer_;
    bool hang_up_;
    std::thread thread_;
};

} // namespace

// RFC 2202, test case 1 for HMAC-SHA1.
BOOST_AUTO_TEST_CASE(the_trailer_is_hmac_sha1)
{
    BOOST_TEST(hex(booth::make_trailer("Hi There", std::string(20, '\x0b'))) ==
               "00000002b617318655057264e28bc0b6fb378c8ef146be0000000000");
}

// The bytes were computed by another implementation (Python's struct and hmac).
BOOST_AUTO_TEST_CASE(a_query_byte_by_byte)
{
    BOOST_TEST(hex(booth::encode_query(Command::list, key, {1700000000, 123456})) == "000000016553f1000001e2405f1ba08c00010003000000000000004c434c7374000000000000000000000000000000000000000253e79fa6670018d44e8c9a4cd6eb67a85561e2e700000000");
    auto plain = booth::encode_query(Command::peers, "", {1700000000, 123456});
    BOOST_TEST(hex(plain) == "0000000000000000000000005f1ba08c00010003000000000000003050656572"
                             "00000000000000000000000000000000");
}

BOOST_AUTO_TEST_CASE(headers_that_are_none)
{
    auto good = reply(key, "text");
    BOOST_REQUIRE(booth::decode_header(good).has_value());
    BOOST_TEST(booth::decode_header(good)->length == 80);
    BOOST_TEST(!booth::decode_header(good.substr(0, 47)).has_value());
    auto other = good;
    set_field(other, 3, 0x5F1BA08D);
    BOOST_TEST(!booth::decode_header(other).has_value());
    other = good;
    set_field(other, 4, 0x00010002);
    BOOST_TEST(!booth::decode_header(other).has_value());
    // A length that leaves no room for the trailer that the header promises.
    other = good;
    set_field(other, 6, 75);
    BOOST_TEST(!booth::decode_header(other).has_value());
}

BOOST_AUTO_TEST_CASE(only_the_right_trailer_is_authentic)
{
    auto bytes = reply(key, "");
    auto header = bytes.substr(0, booth::header_size);
    auto trailer = bytes.substr(booth::header_size);
    BOOST_TEST(booth::is_authentic(header, trailer, key));
    BOOST_TEST(!booth::is_authentic(header, trailer, "another key"));
    BOOST_TEST(!booth::is_authentic(header, trailer, ""));
    BOOST_TEST(!booth::is_authentic(header, "", key));
    BOOST_TEST(!booth::is_authentic(header, trailer.substr(0, 27), key));
    BOOST_TEST(!booth::is_authentic(header.substr(0, 47), trailer, key));
    for (std::size_t i = 0; i < trailer.size(); ++i) {
        auto other = trailer;
        other[i] = static_cast<char>(other[i] ^ 1);
        BOOST_TEST(!booth::is_authentic(header, other, key));
    }
    // CVE-2024-3049: with a hash that nobody knows, nothing was compared.
    auto unknown = trailer;
    set_field(unknown, 0, 99);
    BOOST_TEST(!booth::is_authentic(header, unknown, key));
}

BOOST_AUTO_TEST_CASE(answers_of_a_server)
{
    Server good(reply(key, "ticket: a\n"), true);
    auto answer = good.ask(key);
    BOOST_TEST((answer.outcome == Outcome::answered));
    BOOST_TEST(answer.text == "ticket: a\n");
    BOOST_REQUIRE(answer.clock_ahead.has_value());
    BOOST_TEST(*answer.clock_ahead < -1000000);

    Server plain(reply("", "ticket: b\n"), true);
    BOOST_TEST(plain.ask("").text == "ticket: b\n");
    Server without(reply("", "ticket: b\n"), true);
    BOOST_TEST((without.ask(key).outcome == Outcome::unauthenticated));
    Server foreign(reply("another key", ""), true);
    BOOST_TEST((foreign.ask(key).outcome == Outcome::wrong_key));
    Server refusing(reply(key, "", booth::result_auth), true);
    BOOST_TEST((refusing.ask(key).outcome == Outcome::wrong_key));
    Server rejecting(reply("", "", booth::four('B', 'u', 's', 'y')), true);
    auto rejected = rejecting.ask("");
    BOOST_TEST((rejected.outcome == Outcome::rejected));
    BOOST_TEST(rejected.detail == "result Busy");
}

BOOST_AUTO_TEST_CASE(servers_that_do_not_answer)
{
    Server hung("", false);
    BOOST_TEST((hung.ask(key, 50).outcome == Outcome::no_answer));
    Server halfway(reply(key, "ticket: a\n").substr(0, 60), false);
    BOOST_TEST((halfway.ask(key, 50).outcome == Outcome::no_answer));
    Server closing("", true);
    BOOST_TEST((closing.ask(key).outcome == Outcome::closed_early));
    Server cut(reply(key, "ticket: a\n").substr(0, 80), true);
    BOOST_TEST((cut.ask(key).outcome == Outcome::closed_early));
    Server web("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nServer: x\r\n\r\n", true);
    BOOST_TEST((web.ask(key).outcome == Outcome::garbage));
    auto endless = reply("", "");
    set_field(endless, 6, 0xffffffff);
    Server huge(endless, false);
    BOOST_TEST((huge.ask("").outcome == Outcome::garbage));
    std::uint16_t free_port = 1;
    auto deadline = base::Deadline::after(base::Milliseconds(1000));
    BOOST_TEST((booth::query("127.0.0.1", free_port, Command::list, "", deadline).outcome == Outcome::refused));
    BOOST_TEST((booth::query("not an address", 1, Command::list, "", deadline).outcome == Outcome::unreachable));
}

// One thread plays both sides: a step that waited would never return.
BOOST_AUTO_TEST_CASE(an_exchange_never_waits)
{
    std::uint16_t port = 0;
    auto listener = open_listener(port);
    booth::Exchange exchange("127.0.0.1", port, Command::list, key);
    BOOST_REQUIRE(!exchange.step());
    BOOST_TEST(exchange.events() == POLLIN);
    base::Fd peer(::accept(listener.get(), nullptr, nullptr));
    char request[booth::header_size + booth::trailer_size];
    BOOST_REQUIRE(::recv(peer.get(), request, sizeof request, MSG_WAITALL) == static_cast<ssize_t>(sizeof request));
    auto deadline = base::Deadline::after(base::Milliseconds(10000));
    for (char byte : reply(key, "ticket: a\n")) {
        BOOST_REQUIRE(!exchange.answer().has_value());
        BOOST_REQUIRE(::send(peer.get(), &byte, 1, MSG_NOSIGNAL) == 1);
        BOOST_REQUIRE(base::wait_ready(exchange.fd(), exchange.events(), deadline));
        exchange.step();
    }
    BOOST_REQUIRE(exchange.step());
    BOOST_TEST((exchange.answer()->outcome == Outcome::answered));
    BOOST_TEST(exchange.answer()->text == "ticket: a\n");
}

// What ends at once has ended when it is made: there is nothing to wait for.
BOOST_AUTO_TEST_CASE(an_exchange_that_ends_at_once)
{
    booth::Exchange none("not an address", 1, Command::list, "");
    BOOST_REQUIRE(none.answer().has_value());
    BOOST_TEST((none.answer()->outcome == Outcome::unreachable));
    BOOST_TEST(none.fd() == -1);
    std::uint16_t port = 0;
    { auto closed = open_listener(port); }
    booth::Exchange refused("127.0.0.1", port, Command::list, "");
    BOOST_REQUIRE(refused.answer().has_value());
    BOOST_TEST((refused.answer()->outcome == Outcome::refused));
}

BOOST_AUTO_TEST_CASE(the_bytes_of_a_key)
{
    auto take = [](const std::string &bytes) { return booth::take_key(bytes, "/k"); };
    BOOST_TEST(take("\n 12345678 \n") == "12345678");
    BOOST_TEST(take("\n 12345678\xff \n") == "\n 12345678\xff \n"); // not all ASCII: every byte counts
    BOOST_TEST(take(std::string(100, 'a')).size() == 64);
    BOOST_TEST(take(std::string("1234567\0", 8)).size() == 8);
    BOOST_CHECK_THROW(take("1234567\n"), base::Failure);
    BOOST_CHECK_THROW(take(""), base::Failure);
    BOOST_CHECK_THROW(take("        \n\n  "), base::Failure);
    BOOST_CHECK_THROW(take(std::string("\0" "12345678\xff", 10)), base::Failure);
}

BOOST_AUTO_TEST_CASE(the_file_of_a_key)
{
    char path[] = "/tmp/booth-key-XXXXXX";
    base::Fd fd(::mkstemp(path));
    BOOST_REQUIRE(fd && ::write(fd.get(), "12345678", 8) == 8);
    ::fchmod(fd.get(), 0600);
    auto reason = [&path](const std::string &name) {
        try {
            booth::read_key(name);
            return std::string("accepted");
        } catch (const base::Failure &failure) {
            BOOST_TEST((failure.code() == base::ExitCode::not_installed));
            return std::string(failure.what()).substr(9 + name.size() + 1);
        }
    };
    if (::geteuid() == 0) {
        BOOST_TEST(reason(path) == "accepted");
        ::fchown(fd.get(), 12345, 0);
        BOOST_TEST(reason(path) == "belongs to user id 12345: expected root or hacluster");
    }
    for (mode_t mode : {0640U, 0620U, 0604U, 0602U, 0601U}) {
        ::fchmod(fd.get(), mode);
        BOOST_TEST(reason(path) == "may be read or written by others than its owner: chmod 600 it");
    }
    BOOST_TEST(reason("/proc") == "is not a regular file");
    BOOST_TEST(reason("/proc/none").starts_with("does not exist on this node"));
    ::unlink(path);
}

BOOST_AUTO_TEST_CASE(the_line_of_a_lock_file)
{
    const std::string good = "booth_pid=42 booth_state=started booth_type=site booth_cfg_name='booth' booth_id=7 "
                             "booth_addr_string='192.0.2.1' booth_port=9929\n";
    auto line = booth::parse_lock_line(good);
    BOOST_REQUIRE(line.has_value());
    BOOST_TEST(line->pid == 42);
    BOOST_TEST(line->started);
    BOOST_TEST(line->type == "site");
    BOOST_TEST(line->name == "booth");
    BOOST_TEST(line->address == "192.0.2.1");
    BOOST_TEST(line->port == 9929);
    BOOST_TEST(!booth::parse_lock_line("").has_value());
    BOOST_TEST(!booth::parse_lock_line(good.substr(0, good.size() - 1)).has_value()); // being written
    BOOST_TEST(!booth::parse_lock_line("booth_pid=0 " + good.substr(13)).has_value());
    BOOST_TEST(!booth::parse_lock_line("booth_pid=-1 " + good.substr(13)).has_value());
    BOOST_TEST(!booth::parse_lock_line("booth_pid=42 booth_state=gone " + good.substr(33)).has_value());
}

BOOST_AUTO_TEST_CASE(the_holder_of_a_lock)
{
    char path[] = "/tmp/booth-lock-XXXXXX";
    base::Fd fd(::mkstemp(path));
    auto free = booth::inspect_lock(path);
    BOOST_TEST(free.exists);
    BOOST_TEST(!free.held);
    int ready[2];
    BOOST_REQUIRE(::pipe(ready) == 0);
    pid_t child = ::fork();
    if (child == 0) {
        struct flock request {};
        request.l_type = F_WRLCK;
        int lock = ::open(path, O_RDWR);
        ::fcntl(lock, F_SETLK, &request);
        ssize_t put = ::write(ready[1], "x", 1);
        static_cast<void>(put);
        ::pause();
        ::_exit(0);
    }
    char byte = 0;
    BOOST_REQUIRE(::read(ready[0], &byte, 1) == 1);
    auto held = booth::inspect_lock(path);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    ::close(ready[0]);
    ::close(ready[1]);
    ::unlink(path);
    BOOST_TEST(held.held);
    BOOST_TEST(held.holder == child);
    BOOST_TEST(!booth::inspect_lock(path).exists);
}
