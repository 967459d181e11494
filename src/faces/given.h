// Given: what a person fills in to link an account or to change one, read from the `credentials` of
// a body.
//
// The token is moved into a Secret and wiped where it stood. A redacted placeholder or an empty
// text means "unchanged"; an `expires_on` that is empty or null takes the day away.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "base/secret.h"
#include "gateway/gateway.h"

namespace figlink {

struct Given {
  Secret token;  // empty: not given
  std::optional<std::string> team_id;
  std::optional<std::string> expires_on;
  std::vector<Problem> problems;  // with `prefix` before each name
};

// `prefix` names the object in problems: "credentials.". Wrong kinds and unknown members are
// problems, told by the Gateway with its own.
Given given_in(Json& object, const std::string& prefix);

// As a whole credential; what is missing, the Gateway says.
Credential whole_credential(Given given);

// The fields of a credential as they are named in a body: "team_id" is "credentials.team_id".
std::string name_in_body(std::string_view field);

// Lays what was given over a change.
void lay_over(AccountChange& change, Given given);

}  // namespace figlink
