// Owning pointers to what a C library hands out.
#pragma once

#include <memory>

namespace base {

// Calls the C function Free on the pointer: std::unique_ptr<FILE, Deleter<fclose>>.
template <auto Free> struct Deleter {
    template <typename T> void operator()(T *object) const noexcept { Free(object); }
};

template <typename T, auto Free> using Owned = std::unique_ptr<T, Deleter<Free>>;

} // namespace base
