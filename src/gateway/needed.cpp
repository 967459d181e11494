#include "gateway/needed.h"

#include <algorithm>
#include <utility>

#include "actions/catalogue.h"
#include "base/text.h"
#include "figma/verdict.h"

namespace figlink {
namespace {

template <class Wanted>  // wanted(const Action&)
std::vector<std::string> scopes_of_those(std::span<const std::string> actions, Wanted wanted) {
  std::vector<std::string> scopes;
  for (const std::string& name : actions) {
    const Action* action = find_action(name);
    if (action == nullptr || !wanted(*action)) continue;
    const std::string scope(scope_to_ask(*action));
    if (!scope.empty() && std::ranges::find(scopes, scope) == scopes.end()) scopes.push_back(scope);
  }
  return scopes;
}

}  // namespace

std::string_view scope_to_ask(const Action& action) {
  return action.detour.path.empty() ? action.scopes[0] : action.detour.scopes[0];
}

std::vector<std::string> scopes_to_ask(std::span<const std::string> actions) {
  return scopes_of_those(actions, [](const Action&) { return true; });
}

std::vector<std::string> missing_scopes(std::span<const std::string> actions,
                                        const std::optional<std::vector<std::string>>& held) {
  if (!held) return {};
  return scopes_of_those(actions, [&](const Action& action) { return !serves(action, *held); });
}

Result<void> check_scopes(std::span<const std::string> actions,
                          const std::optional<std::vector<std::string>>& held) {
  auto missing = missing_scopes(actions, held);
  if (missing.empty()) return {};
  const bool one = missing.size() == 1;
  auto failed = fail(Fault::forbidden,
                     std::string("The token works, but it lacks ") +
                         (one ? "a scope" : std::to_string(missing.size()) + " scopes") +
                         " that the chosen actions need: " + join(missing, ", ") + ".",
                     "Make a new token in Figma with " + std::string(one ? "this scope" : "these") +
                         " besides its present scopes, and paste that one: the scopes of a token "
                         "cannot be changed later.");
  failed.error().missing_scopes = std::move(missing);
  return failed;
}

}  // namespace figlink
