#include "watch/reporter.hh"

namespace watch {

class Reporter::Implementation {};

Reporter::Reporter(loop::Loop &, base::Milliseconds) : implementation_(std::make_unique<Implementation>()) {}

Reporter::~Reporter() = default;

void Reporter::report(const std::string &, const std::string &, Done) {}

} // namespace watch
