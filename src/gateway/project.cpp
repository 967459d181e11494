// The project as its own administrators see it: its name, and whose pages may hold the Hub's page.
#include <algorithm>
#include <utility>

#include "gateway/hidden.h"
#include "gateway/show.h"
#include "gateway/web_address.h"
#include "gateway/wishes.h"

namespace figlink {
namespace {

Result<std::vector<std::string>> checked_origins(const std::vector<std::string>& wanted) {
  Problems problems;
  std::vector<std::string> origins;
  if (wanted.size() > kOriginsMax)
    problems.add("allowed_origins", "Must be at most " + std::to_string(kOriginsMax) + ".");
  for (std::size_t i = 0; i < std::min(wanted.size(), kOriginsMax); ++i) {
    auto origin = read_origin(wanted[i]);
    if (!origin) {
      problems.add("allowed_origins[" + std::to_string(i) + "]",
                   "Must be an origin, such as https://app.example.com or http://localhost:3000: "
                   "no path, no *.");
    } else if (std::ranges::find(origins, *origin) == origins.end()) {
      origins.push_back(std::move(*origin));
    }
  }
  if (auto done = problems.done(); !done) return pass(done);
  return origins;
}

}  // namespace

Result<ProjectView> Gateway::project(const Caller& caller) {
  if (auto may = need(caller, Scope::admin); !may) return pass(may);
  return project_in(hidden_->parts.store, caller.project_id());
}

Result<ProjectView> Gateway::allow_origins(const Caller& caller,
                                           const std::vector<std::string>& origins) {
  if (auto may = need(caller, Scope::admin); !may) return pass(may);
  auto checked = checked_origins(origins);
  if (!checked) return pass(checked);
  auto project = hidden_->parts.store.set_allowed_origins(caller.project_id(), *checked);
  if (!project) return pass(project);
  return show(*project);
}

}  // namespace figlink
