// Needed: which of Figma's scopes the actions that a product will run ask of a token.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "actions/action.h"
#include "base/result.h"

namespace figlink {

// The scope to ask for when a token is made today; "" when the action needs none.
std::string_view scope_to_ask(const Action& action);

// Those of all these actions, each once, in the actions' order.
std::vector<std::string> scopes_to_ask(std::span<const std::string> actions);

// Those of the actions that a token with these scopes does not serve. Empty when the scopes are not
// known.
std::vector<std::string> missing_scopes(std::span<const std::string> actions,
                                        const std::optional<std::vector<std::string>>& held);

// forbidden, with the missing scopes by name.
Result<void> check_scopes(std::span<const std::string> actions,
                          const std::optional<std::vector<std::string>>& held);

}  // namespace figlink
