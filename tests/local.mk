# Tests: unit/ for the pure parts (Boost.Test), the other folders from outside (bats).
include tests/unit/local.mk
