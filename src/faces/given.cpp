#include "faces/given.h"

#include <utility>
#include <vector>

#include "faces/connector.h"
#include "faces/face_ask.h"
#include "faces/fields.h"

namespace figlink {

Given given_in(Json& object, const std::string& prefix) {
  Given given;
  auto token = take_secret(object, kTokenField, prefix + std::string(kTokenField));
  if (!token) given.problems = std::move(token.error().problems);
  if (token && !token->expose().starts_with(kRedacted)) given.token = std::move(*token);
  Fields fields(object, prefix);
  fields.know(kTokenField);
  given.team_id = fields.maybe_text(kTeamField);
  given.expires_on = fields.clearable_text(kExpiresField);
  fields.refuse_others();
  for (Problem& problem : fields.take_problems()) given.problems.push_back(std::move(problem));
  if (given.team_id && given.team_id->empty()) given.team_id.reset();
  return given;
}

Credential whole_credential(Given given) {
  return {.token = std::move(given.token),
          .team_id = given.team_id.value_or(""),
          .expires_on = given.expires_on.value_or(""),
          .problems = std::move(given.problems)};
}

std::string name_in_body(std::string_view field) {
  const bool given = field == kTokenField || field == kTeamField || field == kExpiresField;
  return (given ? "credentials." : "") + std::string(field);
}

void lay_over(AccountChange& change, Given given) {
  if (!given.token.empty()) change.token = std::move(given.token);
  if (given.team_id) change.team_id = std::move(given.team_id);
  if (given.expires_on) change.expires_on = std::move(given.expires_on);
  for (Problem& problem : given.problems) change.problems.push_back(std::move(problem));
}

}  // namespace figlink
