// schema: what other worlds want to know of a row, made from the row alone.
#pragma once

#include <string>

#include "actions/action.h"
#include "actions/check.h"
#include "base/json.h"

namespace figlink {

// JSON Schema 2020-12 of the inputs. nested: properties path, query, body; flat: one level.
Json input_schema(const Action& action, Form form);

// The row as JSON for GET /actions ("action_details") and `figlink actions NAME`: inputs, scopes,
// credentials, plan, tier, effect, paging, example.
Json describe(const Action& action);

// docs/actions.md, whole. A test holds the file against it.
std::string actions_markdown();

// The scope table and the scope part of docs/guide/personal-access-token.md.
std::string scopes_markdown();

}  // namespace figlink
