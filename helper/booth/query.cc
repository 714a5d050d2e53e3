#include "booth/query.hh"

namespace booth {

Answer finish(Exchange &exchange, const base::Deadline &deadline)
{
    while (!exchange.step()) {
        if (!base::wait_ready(exchange.fd(), exchange.events(), deadline)) {
            return {};
        }
    }
    return *exchange.answer();
}

Answer query(const std::string &address, std::uint16_t port, Command command, const std::string &key,
             const base::Deadline &deadline)
{
    Exchange exchange(address, port, command, key);
    return finish(exchange, deadline);
}

} // namespace booth
