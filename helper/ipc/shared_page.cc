#include "ipc/shared_page.hh"

#include "base/failure.hh"

#include <sys/mman.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>

namespace ipc {

namespace {

std::uintptr_t page_size = 0;

// Only what may be called in a signal handler. Any other cause of SIGBUS ends the process as ever.
void replace_page(int number, siginfo_t *info, void *)
{
    auto page = reinterpret_cast<std::uintptr_t>(info->si_addr) & ~(page_size - 1);
    bool beyond_end = info->si_code == BUS_ADRERR;
    if (!beyond_end || ::mmap(reinterpret_cast<void *>(page), page_size, PROT_READ | PROT_WRITE,
                              MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED) {
        ::signal(number, SIG_DFL);
    }
}

} // namespace

void survive_truncation()
{
    page_size = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    struct sigaction action {};
    action.sa_sigaction = replace_page;
    action.sa_flags = SA_SIGINFO;
    if (::sigaction(SIGBUS, &action, nullptr) < 0) {
        throw base::system_failure("cannot handle SIGBUS");
    }
}

} // namespace ipc
