#include "faces/given.h"

#include <utility>
#include <vector>

#include "faces/connector.h"
#include "faces/face_ask.h"
#include "faces/fields.h"

namespace figlink {

Result<Given> given_in(Json& object, const std::string& prefix) {
  auto token = take_secret(object, kTokenField, prefix + std::string(kTokenField));
  if (!token) return pass(token);
  Given given;
  if (!token->expose().starts_with(kRedacted)) given.token = std::move(*token);
  Fields fields(object, prefix);
  given.team_id = fields.maybe_text(kTeamField);
  given.expires_on = fields.maybe_text(kExpiresField);
  if (auto done = fields.done(); !done) return pass(done);
  if (given.team_id && given.team_id->empty()) given.team_id.reset();
  return given;
}

Result<Credential> whole_credential(Given given) {
  std::vector<Problem> problems;
  if (given.token.empty()) {
    problems.push_back({"credentials." + std::string(kTokenField),
                        "Is required: a Figma token, as Figma showed it."});
  }
  if (!given.team_id) {
    problems.push_back(
        {"credentials." + std::string(kTeamField),
         "Is required: the number in https://www.figma.com/files/team/TEAM_ID/name."});
  }
  if (!problems.empty()) return wrong_fields(std::move(problems));
  return Credential{std::move(given.token), std::move(*given.team_id),
                    given.expires_on.value_or("")};
}

void lay_over(AccountChange& change, Given given) {
  if (!given.token.empty()) change.token = std::move(given.token);
  if (given.team_id) change.team_id = std::move(given.team_id);
  if (given.expires_on) change.expires_on = std::move(given.expires_on);
}

}  // namespace figlink
