// Given: what a person fills in to link an account or to change one, read from the `credentials` of
// a body.
//
// The token is moved into a Secret and wiped where it stood. A redacted placeholder or an empty
// text means "unchanged".
#pragma once

#include <optional>
#include <string>

#include "base/json.h"
#include "base/result.h"
#include "base/secret.h"
#include "gateway/gateway.h"

namespace figlink {

struct Given {
  Secret token;  // empty: not given
  std::optional<std::string> team_id;
  std::optional<std::string> expires_on;
};

// `prefix` names the object in problems: "credentials.".
Result<Given> given_in(Json& object, const std::string& prefix);

// As a whole credential: bad_input naming each field that is missing.
Result<Credential> whole_credential(Given given);

// Lays what was given over a change.
void lay_over(AccountChange& change, Given given);

}  // namespace figlink
