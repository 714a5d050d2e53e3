#include "cluster/follower.hh"

#include "base/deleter.hh"
#include "base/failure.hh"
#include "cluster/tickets.hh"

#include <glib-unix.h>
#include <glib.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <exception>

namespace cluster {

namespace {

using Loop = base::Owned<GMainLoop, g_main_loop_unref>;

// Pacemaker's callbacks carry no object.
Follower *follower = nullptr;
Loop loop;

// In one write(2), so that a reader sees it whole; what does not fit into the pipe at once waits for the reader.
void write_all(int fd, const std::string &text)
{
    for (std::size_t done = 0; done < text.size();) {
        auto written = ::write(fd, text.data() + done, text.size() - done);
        if (written < 0 && errno != EINTR) {
            throw base::system_failure("cannot write what the tickets are");
        }
        done += written > 0 ? static_cast<std::size_t>(written) : 0;
    }
}

} // namespace

Follower::Follower(std::function<void()> begin, std::function<void()> end)
    : begin_(std::move(begin)), end_(std::move(end))
{
    loop.reset(g_main_loop_new(nullptr, FALSE));
    follower = this;
}

Follower::~Follower()
{
    // The end of the connection is no news any more.
    follower = nullptr;
    cib_.reset();
    loop.reset();
}

void Follower::run(int input, int output)
{
    output_ = output;
    connect();
    g_unix_fd_add(input, static_cast<GIOCondition>(G_IO_IN | G_IO_HUP | G_IO_ERR),
                  [](int fd, GIOCondition condition, void *data) { return input_ready(fd, condition, data); }, nullptr);
    if (!trouble_) {
        g_main_loop_run(loop.get());
    }
    if (trouble_) {
        std::rethrow_exception(trouble_);
    }
}

// Changes are asked for before the first look, so that none is missed.
void Follower::connect()
{
    begin_();
    cib_.emplace(Cib::Access::read);
    cib_->follow(cib_changed, cib_lost);
    end_();
    look();
}

bool Follower::look()
{
    due_ = false;
    begin_();
    auto tickets = cib_->query(tickets_path);
    end_();
    auto now = snapshot(tickets.get());
    if (now != last_) {
        write_all(output_, now);
        last_ = std::move(now);
    }
    return true;
}

// False at the end of input. A look at the CIB comes before the answer: it goes to the CIB manager and back, and
// finds a change that no notification told of.
bool Follower::read_input(int fd)
{
    std::array<char, 512> text;
    auto length = ::read(fd, text.data(), text.size());
    if (length < 0 && (errno == EINTR || errno == EAGAIN)) {
        return true;
    }
    if (length <= 0) {
        return false;
    }
    auto lines = std::count(text.begin(), text.begin() + length, '\n');
    if (lines > 0) {
        look();
    }
    std::string answer;
    for (; lines > 0; --lines) {
        answer += "alive\n";
    }
    write_all(output_, answer);
    return true;
}

// One look for all the changes that are there; at the priority of Pacemaker's own source, so that many changes
// do not put it off.
bool Follower::take_change(xmlNode *message)
{
    if (!due_ && concerns_tickets(message)) {
        due_ = true;
        g_idle_add_full(G_PRIORITY_HIGH, look_due, nullptr, nullptr);
    }
    return true;
}

bool Follower::take_loss()
{
    throw CibFailure("the CIB manager has ended the connection", -ENOTCONN);
}

// Runs a step from C, through which nothing may be thrown: its error ends the loop. False when it did, or when the
// step says that it was the last.
template <typename... Values> bool Follower::attempt(bool (Follower::*step)(Values...), Values... values) noexcept
{
    try {
        if ((this->*step)(values...)) {
            return true;
        }
    } catch (...) {
        trouble_ = std::current_exception();
    }
    g_main_loop_quit(loop.get());
    return false;
}

int Follower::input_ready(int fd, unsigned, void *)
{
    return follower->attempt(&Follower::read_input, fd) ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

int Follower::look_due(void *)
{
    follower->attempt(&Follower::look);
    return G_SOURCE_REMOVE;
}

void Follower::cib_changed(const char *, xmlNode *message)
{
    if (follower != nullptr) {
        follower->attempt(&Follower::take_change, message);
    }
}

void Follower::cib_lost(void *)
{
    if (follower != nullptr) {
        follower->attempt(&Follower::take_loss);
    }
}

} // namespace cluster
