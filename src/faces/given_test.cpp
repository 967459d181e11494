#include "faces/given.h"

#include <gtest/gtest.h>

#include "faces/connector.h"

namespace figlink {
namespace {

Given given_from(std::string_view text) {
  Json json = Json::parse(text).value();
  return given_in(json, "credentials.").value();
}

TEST(Given, APlaceholderMeansUnchanged) {
  Given given = given_from(
      R"({"personal_access_token": "__secretvalue:**redacted**abcd", "team_id": "", "expires_on": ""})");
  EXPECT_TRUE(given.token.empty());
  EXPECT_FALSE(given.team_id.has_value());
  EXPECT_EQ(given.expires_on, "") << "an emptied date takes the old one away";
}

TEST(Given, WhatIsMissingForALinkIsToldTogether) {
  auto whole = whole_credential(given_from("{}"));
  ASSERT_FALSE(whole.has_value());
  ASSERT_EQ(whole.error().problems.size(), 2u);
  EXPECT_EQ(whole.error().problems[0].field, "credentials.personal_access_token");
  EXPECT_EQ(whole.error().problems[1].field, "credentials.team_id");
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
