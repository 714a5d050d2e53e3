#include "guard/terms.hh"

#include "base/failure.hh"
#include "base/file.hh"
#include "booth/config.hh"
#include "booth/site_id.hh"

#include <algorithm>
#include <filesystem>
#include <vector>

namespace guard {

namespace {

constexpr std::size_t largest_file = 1024 * 1024;

// In the order in which they are to be looked at.
std::vector<std::string> candidates(const core::CibTicket &ticket, const std::string &folder)
{
    std::vector<std::string> others;
    std::error_code error;
    for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
        if (entry->path().extension() == ".conf") {
            others.push_back(entry->path().string());
        }
    }
    std::sort(others.begin(), others.end());
    // A name in the CIB is no path.
    bool named = !ticket.config.empty() && ticket.config.find('/') == std::string::npos;
    std::vector<std::string> all{folder + "/" + (named ? ticket.config : "booth") + ".conf", folder + "/booth.conf"};
    all.insert(all.end(), others.begin(), others.end());
    return all;
}

std::string owner_address(const booth::Config &config, const std::string &owner)
{
    for (const auto &member : config.members) {
        auto id = booth::site_id(member.address);
        if (id && std::to_string(*id) == owner) {
            return member.address;
        }
    }
    return "";
}

std::optional<Terms> read_terms(const core::CibTicket &ticket, const std::string &path, std::string &trouble)
{
    auto text = base::read_file(path, largest_file);
    if (!text) {
        return std::nullopt;
    }
    auto [config, problems] = booth::parse_config(*text, path);
    auto named = std::find_if(config.tickets.begin(), config.tickets.end(),
                              [&ticket](const auto &one) { return one.name == ticket.name; });
    if (named == config.tickets.end()) {
        return std::nullopt;
    }
    auto error = std::find_if(problems.begin(), problems.end(), [](const auto &problem) {
        return problem.severity == booth::Problem::Severity::error;
    });
    if (error != problems.end()) {
        trouble = booth::describe(*error, path);
        return std::nullopt;
    }
    return Terms{path, core::terms_of(*named), owner_address(config, ticket.owner)};
}

} // namespace

std::optional<Terms> find_terms(const core::CibTicket &ticket, const std::string &folder, std::string &trouble)
{
    trouble.clear();
    for (const auto &path : candidates(ticket, folder)) {
        try {
            if (auto terms = read_terms(ticket, path, trouble)) {
                trouble.clear();
                return terms;
            }
        } catch (const base::Failure &failure) {
            trouble = failure.what();
        }
    }
    return std::nullopt;
}

} // namespace guard
