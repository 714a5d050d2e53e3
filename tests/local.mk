# Tests: unit/ for the pure parts (Boost.Test), the other folders from outside (bats). All speak TAP,
# so that every single test counts.
TEST_EXTENSIONS = .bats
tap_driver = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
LOG_DRIVER = $(tap_driver)
BATS_LOG_DRIVER = $(tap_driver)
BATS_LOG_COMPILER = $(BATS)
AM_BATS_LOG_FLAGS = -F tap
AM_TESTS_ENVIRONMENT = top_srcdir='$(abs_top_srcdir)'; top_builddir='$(abs_top_builddir)'; \
	BOOTH_HELPER='$(abs_top_builddir)/booth-helper'; STATE_DIR='$(statedir)'; \
	BOOTH_HELPERD='$(abs_top_builddir)/booth-helperd'; \
	JOURNAL_PROBE='$(abs_top_builddir)/tests/watch/journal_probe'; \
	WITNESS='$(abs_top_builddir)/tests/ip/witness'; \
	export top_srcdir top_builddir BOOTH_HELPER BOOTH_HELPERD JOURNAL_PROBE STATE_DIR WITNESS;

include tests/unit/local.mk
include tests/agents/local.mk
include tests/ip/local.mk
include tests/metadata/local.mk
include tests/rpm/local.mk
include tests/service/local.mk
include tests/watch/local.mk
EXTRA_DIST += tests/bench/bench.py tests/bench/bench.sh tests/check.sh tests/lib/steps.bats tests/lib/steps.sh \
	tests/lib/tally.bats tests/lib/tally.sh tests/model/clocks.pml tests/model/holder.pml \
	tests/model/lease.pml tests/model/model.bats tests/model/model.sh
