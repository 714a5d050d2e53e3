// Walks over netlink attributes; the macros of libmnl for that do not compile as C++.
#pragma once

#include <libmnl/libmnl.h>

#include <cstddef>

namespace net {

constexpr std::size_t netlink_aligned(std::size_t size)
{
    return (size + MNL_ALIGNTO - 1) / MNL_ALIGNTO * MNL_ALIGNTO;
}

// Calls visit with each attribute of size bytes; stops at a malformed one.
template <typename Visit> void for_each_attribute(const void *start, std::size_t size, Visit visit)
{
    auto *bytes = static_cast<const char *>(start);
    std::size_t offset = 0;
    while (offset < size) {
        auto *attribute = reinterpret_cast<const nlattr *>(bytes + offset);
        if (!mnl_attr_ok(attribute, static_cast<int>(size - offset))) {
            return;
        }
        visit(attribute);
        offset += netlink_aligned(attribute->nla_len);
    }
}

// Those of a message behind its fixed header of skip bytes.
template <typename Visit> void for_each_attribute(const nlmsghdr *message, std::size_t skip, Visit visit)
{
    auto size = mnl_nlmsg_get_payload_len(message);
    auto offset = netlink_aligned(skip);
    if (offset < size) {
        for_each_attribute(static_cast<const void *>(static_cast<const char *>(mnl_nlmsg_get_payload(message)) + offset),
                           size - offset, visit);
    }
}

} // namespace net
