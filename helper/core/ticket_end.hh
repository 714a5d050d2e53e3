// How booth-cluster-tickets ends, for itself and for who runs it. Every other exit code, and a signal, is an error.
#pragma once

namespace core {

// Of "follow".
enum class FollowEnd {
    input_ended = 0,
    unreachable = 21, // the CIB manager does not run here, does not answer, or has ended the connection
};

// Of "revoke".
enum class RevokeEnd {
    revoked = 0,
    no_longer = 30,   // not granted any more, or renewed: nothing was changed
    unreachable = 31, // as above; whether it was revoked is not known
    no_quorum = 32,
};

} // namespace core
