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

// How many words the flag at `at` takes: one, or two with its value. A flag that takes a value
// takes the next word whatever it is; a boolean, and a flag that nobody knows, only one that is no
// flag.
std::size_t words_of_flag(const Action* action, std::span<const std::string> words, std::size_t at);

// Lays the flags over `inputs` (flat). bad_input with every flag that the action does not know,
// missing value, and broken JSON. A mistyped flag is laid in as the one that was meant, so that
// nothing is called missing that is only misspelt.
Result<void> lay_flags(const Action& action, std::span<const std::string> flags, Json& inputs);

// The help of one action: what it does, its inputs with kinds and bounds, scopes, an example to
// copy.
std::string action_help(const Action& action);

}  // namespace figlink
