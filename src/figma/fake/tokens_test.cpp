#include "figma/fake/fake_test_figma.h"

namespace figlink::fake {
namespace {

constexpr std::string_view kMe = "/v1/me", kFile = "/v1/files/codeconnect?depth=1",
                           kVariables = "/v1/files/codeconnect/variables/local",
                           kComments = "/v1/files/codeconnect/comments";

TEST(FakeTokens, ATokenThatNobodyMadeIsInvalid) {
  TestFigma figma;
  EXPECT_EQ(figma.get(kMe, "figd_x").text, R"({"status":401,"err":"Invalid token"})");
  EXPECT_EQ(figma.get(kFile, "figd_x").text, R"({"status":403,"err":"Invalid token"})");
  EXPECT_EQ(figma.get(kVariables, "figd_x").text,
            R"({"error":true,"status":403,"message":"Invalid token"})");
}

TEST(FakeTokens, ATokenEndsAtItsTime) {
  TestFigma figma;
  const std::string token = figma.token(words(R"({"expires_in": 60})"));
  figma.clock.advance_ms(59'999);
  EXPECT_EQ(figma.get(kMe, token).status, 200);
  figma.clock.advance_ms(1);
  EXPECT_EQ(figma.get(kMe, token).text, R"({"status":401,"err":"Token has expired"})");
  EXPECT_EQ(figma.get(kComments, token).text, R"({"status":401,"err":"Token has expired"})");
  EXPECT_EQ(figma.get(kFile, token).text, R"({"status":403,"err":"Token expired"})");
}

TEST(FakeTokens, EachKindHasItsHeader) {
  TestFigma figma;
  const std::string personal = "Bearer " + std::string(kDemoToken);
  Got got = figma.send("GET", kMe, {{"authorization", personal}});
  EXPECT_EQ(
      got.text,
      R"({"status":401,"err":"figd_ tokens must be passed via X-Figma-Token header, not Authorization"})");
  const std::string oauth = figma.token(words(R"({"kind": "oauth"})"));
  EXPECT_EQ(figma.send("GET", kMe, {{"authorization", "Bearer " + oauth}}).status, 200);
  EXPECT_EQ(figma.send("GET", kMe, {{"x-figma-token", oauth}}).refusal(), "Invalid token");
}

TEST(FakeTokens, AMissingScopeIsToldWithWhatTheTokenHolds) {
  TestFigma figma;
  const std::string token =
      figma.token(words(R"({"scopes": ["file_content:read", "folders:read"]})"));
  EXPECT_EQ(
      figma.get("/v1/teams/1190000000000000001/projects", token).text,
      R"({"status":403,"err":"Invalid scope(s): file_content:read, folders:read. This endpoint requires the projects:read scope"})");
  EXPECT_EQ(
      figma.get(kVariables, token).text,
      R"({"error":true,"status":403,"message":"Invalid scope(s): file_content:read, folders:read. This endpoint requires the file_variables:read scope"})");
  EXPECT_EQ(figma.get(kMe, token).refusal(),
            R"(Invalid scope: ["file_content:read", "folders:read"])");
  EXPECT_EQ(figma.get("/v2/teams/1190000000000000001/folders", token).status, 200);
}

TEST(FakeTokens, TheOldUmbrellaServesReadsAlone) {
  TestFigma figma;
  constexpr std::string_view kOld = "figd_sandbox-files-read-0000000000000000000";
  for (std::string_view path : {kMe, kFile, kComments})
    EXPECT_EQ(figma.get(path, kOld).status, 200) << path;
  EXPECT_EQ(figma.get("/v2/teams/1190000000000000001/folders", kOld).status, 403);
  EXPECT_EQ(figma.get(kVariables, kOld).status, 403);
  EXPECT_EQ(figma.post(kComments, words(R"({"message": "x"})"), kOld).status, 403);
}

TEST(FakeTokens, PlanTokensBelongToNobody) {
  TestFigma figma;
  EXPECT_EQ(figma.get(kMe, kPlanToken).refusal(), "Incorrect account type");
  EXPECT_EQ(figma.post(kComments, words(R"({"message": "x"})"), kPlanToken).status, 403);
  EXPECT_EQ(figma.get(kFile, kPlanToken).status, 200);
  EXPECT_EQ(figma.get("/v1/files/sideproject?depth=1", kPlanToken).status, 404);
}

TEST(FakeTokens, AStrangerSeesTheirTeamAndNotOurs) {
  TestFigma figma;
  EXPECT_EQ(figma.get(kFile, kStrangerToken).refusal(), "Not found");
  EXPECT_EQ(figma.get("/v1/files/theirs/meta", kStrangerToken).status, 200);
  EXPECT_EQ(figma.get("/v1/files/theirs/meta").status, 404);
  EXPECT_EQ(figma.get("/v2/folders/2190000000000000001/files", kStrangerToken).status, 404);
  EXPECT_EQ(figma.get("/v2/webhooks/3190000000000000001", kStrangerToken).status, 404);
}

TEST(FakeTokens, ASmallPlanIsToldFrom) {
  TestFigma figma;
  const std::string token = figma.token(words(R"({"plan": "organization"})"));
  EXPECT_EQ(figma.get(kVariables, token).text,
            R"({"error":true,"status":403,"message":"Limited by Figma plan"})");
  EXPECT_EQ(figma.get(kFile, token).status, 200);
  EXPECT_EQ(figma.get("/v1/files/sideproject/variables/local").refusal(), "Limited by Figma plan");
}

}  // namespace
}  // namespace figlink::fake
