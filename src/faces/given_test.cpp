#include "faces/given.h"

#include <gtest/gtest.h>

#include "faces/connector.h"

namespace figlink {
namespace {

Given given_from(std::string_view text) {
  Json json = Json::parse(text).value();
  return given_in(json, "credentials.");
}

TEST(Given, APlaceholderMeansUnchanged) {
  Given given = given_from(
      R"({"personal_access_token": "__secretvalue:**redacted**abcd", "team_id": "", "expires_on": ""})");
  EXPECT_TRUE(given.token.empty());
  EXPECT_FALSE(given.team_id.has_value());
  EXPECT_EQ(given.expires_on, "") << "an emptied date takes the old one away";
}

TEST(Given, EveryWrongMemberIsKeptForTheGatewayToTell) {
  const Given given = given_from(
      R"({"personal_access_token": 7, "team_id": [], "expires_on": 1, "expires_onn": ""})");
  std::string told;
  for (const Problem& one : given.problems) told += one.field + ": " + one.message + "\n";
  EXPECT_EQ(told,
            "credentials.personal_access_token: Must be a text.\n"
            "credentials.team_id: Must be a text.\n"
            "credentials.expires_on: Must be a text.\n"
            "credentials.expires_onn: There is no such field here. Did you mean expires_on?\n");
  EXPECT_EQ(whole_credential(given_from(R"({"team_id": 7})")).problems.size(), 1u);
}

TEST(Given, NullTakesTheDayAwayAsAnEmptyTextDoes) {
  EXPECT_EQ(given_from(R"({"expires_on": null})").expires_on, "");
  EXPECT_EQ(given_from("{}").expires_on, std::nullopt);
}

TEST(Given, ACredentialsFieldHasItsPlaceInTheBodyInItsName) {
  EXPECT_EQ(name_in_body("team_id"), "credentials.team_id");
  EXPECT_EQ(name_in_body("credentials.team_id"), "credentials.team_id");
  EXPECT_EQ(name_in_body("label"), "label");
}

TEST(Given, AChangeTakesOnlyWhatWasGiven) {
  AccountChange change;
  lay_over(change, given_from(R"({"team_id": "42"})"));
  EXPECT_TRUE(change.token.empty());
  EXPECT_EQ(change.team_id, "42");
  EXPECT_FALSE(change.expires_on.has_value());
}

}  // namespace
}  // namespace figlink
