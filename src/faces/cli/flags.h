// Flags: an action's inputs on the command line, from its row.
//
// `--file_key X`, `--file-key X` and `--file_key=X` are one; a list is a repeated flag or has
// commas; an object is JSON text; a boolean alone is true. Values are only given their kind here:
// whether they fit is check()'s to say.
#pragma once

#include <span>
#include <string>

#include "actions/action.h"
#include "base/json.h"
#include "base/result.h"

namespace figlink {

// Lays the flags over `inputs` (flat). bad_input: a flag that the action does not know, a missing
// value, broken JSON.
Result<void> lay_flags(const Action& action, std::span<const std::string> flags, Json& inputs);

// The help of one action: what it does, its inputs with kinds and bounds, scopes, an example to
// copy.
std::string action_help(const Action& action);

}  // namespace figlink
