#include "helperd/service_manager.hh"

namespace helperd {

ServiceManager::ServiceManager(loop::Loop &loop) : timer_(loop, loop::Priority::high, [this] { feed(); }) {}

void ServiceManager::ready() {}

void ServiceManager::stopping() {}

void ServiceManager::status(const std::string &) {}

void ServiceManager::feed() {}

} // namespace helperd
