#include "figma/fake/fake_test_figma.h"

namespace figlink::fake {
namespace {

constexpr std::string_view kFile = "/v1/files/codeconnect?depth=1";

int good_calls(TestFigma& figma, std::string_view target, std::string_view token, int tries) {
  int good = 0;
  for (int i = 0; i < tries; ++i) good += figma.get(target, token).status == 200;
  return good;
}

TEST(FakeLimits, AFullSeatOfEnterpriseHasTwentyFilesAMinute) {
  TestFigma figma;
  EXPECT_EQ(good_calls(figma, kFile, kDemoToken, 30), 20);
  Got got = figma.get(kFile);
  EXPECT_EQ(got.text, R"({"status":429,"err":"Rate limit exceeded"})");
  EXPECT_EQ(got.headers.get("retry-after"), "3");
  EXPECT_EQ(got.headers.get("x-figma-plan-tier"), "enterprise");
  EXPECT_EQ(got.headers.get("x-figma-rate-limit-type"), "high");
}

TEST(FakeLimits, TheWaitThatIsToldIsTheTrueOne) {
  TestFigma figma;
  good_calls(figma, kFile, kDemoToken, 20);
  figma.clock.advance_ms(2'999);
  EXPECT_EQ(figma.get(kFile).status, 429);
  figma.clock.advance_ms(1);
  EXPECT_EQ(figma.get(kFile).status, 200);
  EXPECT_EQ(figma.get(kFile).status, 429);
}

TEST(FakeLimits, TiersHaveBudgetsOfTheirOwn) {
  TestFigma figma;
  good_calls(figma, kFile, kDemoToken, 20);
  EXPECT_EQ(good_calls(figma, "/v1/files/codeconnect/comments", kDemoToken, 120), 100);
  EXPECT_EQ(good_calls(figma, "/v1/me", kDemoToken, 170), 150);
}

TEST(FakeLimits, TokensOfOnePersonShareABudget) {
  TestFigma figma;
  const std::string second = figma.token(Json::object());
  const std::string other = figma.token(words(R"({"user_id": "7"})"));
  good_calls(figma, kFile, kDemoToken, 20);
  EXPECT_EQ(figma.get(kFile, second).status, 429);
  EXPECT_EQ(figma.get(kFile, other).status, 200);
}

TEST(FakeLimits, PlanTokensAndAppsCountAlone) {
  TestFigma figma;
  const std::string first = figma.token(words(R"({"kind": "plan"})"));
  const std::string second = figma.token(words(R"({"kind": "plan"})"));
  const std::string app = figma.token(words(R"({"kind": "oauth"})"));
  good_calls(figma, kFile, kDemoToken, 20);
  EXPECT_EQ(good_calls(figma, kFile, first, 25), 20);
  EXPECT_EQ(good_calls(figma, kFile, second, 25), 20);
  EXPECT_EQ(good_calls(figma, kFile, app, 25), 20);
}

TEST(FakeLimits, ThePlanIsThatOfTheFile) {
  TestFigma figma;
  EXPECT_EQ(good_calls(figma, "/v1/files/sideproject?depth=1", kDemoToken, 25), 20);
  Got got = figma.get("/v1/files/sideproject?depth=1");
  EXPECT_EQ(got.headers.get("x-figma-plan-tier"), "starter");
  EXPECT_EQ(got.headers.get("x-figma-rate-limit-type"), "low");
  EXPECT_EQ(got.headers.get("retry-after"), std::to_string(30 * 24 * 3600 / 20));
  EXPECT_EQ(figma.get(kFile).status, 200);
}

TEST(FakeLimits, SeatsAndPlansHaveTheirNumbers) {
  struct Row {
    const char* wish;
    int files, comments;
  };
  for (const Row& row : {Row{R"({"user_id": "1", "plan": "professional"})", 10, 25},
                         Row{R"({"user_id": "2", "plan": "organization"})", 15, 50},
                         Row{R"({"user_id": "3", "plan": "enterprise", "seat": "collab"})", 20, 5},
                         Row{R"({"user_id": "4", "plan": "starter", "seat": "full"})", 20, 5}}) {
    TestFigma figma;
    const std::string token = figma.token(words(row.wish));
    EXPECT_EQ(good_calls(figma, kFile, token, 60), row.files) << row.wish;
    EXPECT_EQ(good_calls(figma, "/v1/files/codeconnect/comments", token, 60), row.comments)
        << row.wish;
  }
}

TEST(FakeLimits, CanBeChangedAndSwitchedOff) {
  TestFigma figma;
  figma.control("POST", "limits", words(R"({"monthly": 6})"));
  EXPECT_EQ(good_calls(figma, "/v1/files/sideproject?depth=1", kDemoToken, 10), 6);
  EXPECT_EQ(figma.get("/v1/files/sideproject?depth=1").headers.get("retry-after"),
            std::to_string(5 * 24 * 3600));
  figma.control("POST", "limits", words(R"({"on": false})"));
  EXPECT_EQ(good_calls(figma, kFile, kDemoToken, 40), 40);
}

}  // namespace
}  // namespace figlink::fake
