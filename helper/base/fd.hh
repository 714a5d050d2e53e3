// A file descriptor with one owner.
#pragma once

#include <unistd.h>

#include <utility>

namespace base {

class Fd {
public:
    Fd() = default;
    explicit Fd(int number) noexcept : number_(number) {}
    Fd(Fd &&other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Fd &operator=(Fd &&other) noexcept
    {
        if (this != &other) {
            reset(std::exchange(other.number_, -1));
        }
        return *this;
    }
    Fd(const Fd &) = delete;
    Fd &operator=(const Fd &) = delete;
    ~Fd() { reset(); }

    int get() const noexcept { return number_; }
    explicit operator bool() const noexcept { return number_ >= 0; }

    // Gives the descriptor up without closing it.
    int release() noexcept { return std::exchange(number_, -1); }

    void reset(int number = -1) noexcept
    {
        int old = std::exchange(number_, number);
        if (old >= 0) {
            ::close(old);
        }
    }

private:
    int number_ = -1;
};

} // namespace base
