#include "figma/fake.h"

#include <set>
#include <thread>

#include "actions/catalogue.h"
#include "actions/check.h"
#include "figma/fake/fake_test_figma.h"
#include "net/loops.h"

namespace figlink::fake {
namespace {

std::string_view token_for(const Action& row) {
  if (row.takes(Credentials::personal)) return kDemoToken;
  return row.takes(Credentials::plan) ? kPlanToken : kAdminToken;
}

TEST(Fake, AnswersTheExampleOfEveryAction) {
  TestFigma figma;
  figma.control("POST", "limits", words(R"({"on": false})"));
  for (const Action* row : catalogue()) {
    figma.control("POST", "reset");
    Json example = words(row->example);
    if (row->operation_id == "getAiUsageDaily") {  // within the year behind the clock
      example.set("start_date", iso_date(figma.clock.now_ms()));
      example.set("end_date", iso_date(figma.clock.now_ms()));
    }
    auto call = check(*row, example, Form::flat, {.team_id = kDemoTeam});
    ASSERT_TRUE(call) << row->name << ": " << call.error().message;
    Got got = figma.ask(name_of(row->method), call->target(), token_for(*row), call->body());
    EXPECT_EQ(got.status, 200) << row->name << ": " << got.text;
    EXPECT_TRUE(got.headers.has("x-figma-rest-api-request-id")) << row->name;
    EXPECT_EQ(got.headers.get("cache-control"), "no-cache, no-store") << row->name;
  }
}

TEST(Fake, RefusesEveryActionWithoutCredentials) {
  TestFigma figma;
  for (const Action* row : catalogue()) {
    auto call = check(*row, words(row->example), Form::flat, {.team_id = kDemoTeam});
    Got got = figma.send(name_of(row->method), call->target(), {}, call->body());
    EXPECT_EQ(got.refusal(), "Missing credentials") << row->name;
    EXPECT_TRUE(got.status == 401 || got.status == 403) << row->name;
  }
}

TEST(Fake, RefusesUnknownPathsBeforeItAsksWhoCalls) {
  TestFigma figma;
  for (auto [method, path] : {std::pair{"GET", "/"},
                              {"GET", "/v1/nothing"},
                              {"GET", "/v3/me"},
                              {"PATCH", "/v1/me"},
                              {"GET", "/v1/files/codeconnect/"}}) {
    Got got = figma.send(method, path, {});
    EXPECT_EQ(got.status, 404) << path;
    EXPECT_EQ(got.text, R"({"status":404,"err":"Not found"})") << path;
  }
}

TEST(Fake, RefusesBodiesThatAreNoObjects) {
  TestFigma figma;
  for (const char* body : {"", "[]", "{", "nonsense", "{\"message\": 3}"}) {
    Got got = figma.ask("POST", "/v1/files/codeconnect/comments", kDemoToken, body);
    EXPECT_EQ(got.status, 400) << body;
    EXPECT_EQ(got.json.find("error")->as_bool(), true) << body;
  }
}

TEST(Fake, RefusesABodyAboveFourMegabytes) {
  TestFigma figma;
  const std::string body = R"({"variables": [], "more": ")" + std::string(4u << 20, 'x') + "\"}";
  EXPECT_EQ(figma.ask("POST", "/v1/files/codeconnect/variables", kDemoToken, body).status, 413);
}

TEST(Fake, DiscoveryIsKnownAndNeverServed) {
  TestFigma figma;
  EXPECT_EQ(figma.get("/v1/discovery?start_date=2026-01-01").refusal(), "Incorrect account type");
  EXPECT_EQ(figma.get("/v1/discovery", kAdminToken).refusal(),
            "Missing required parameter start_date");
  EXPECT_EQ(figma.get("/v1/discovery?start_date=2026-01-01", kAdminToken).refusal(),
            "Limited by Figma plan");
}

TEST(Fake, IsTheSameForManyThreadsAtOnce) {
  TestFigma figma;
  figma.control("POST", "limits", words(R"({"on": false})"));
  constexpr int kThreads = 4, kEach = 25;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < kEach; ++n) {
        EXPECT_EQ(
            figma.post("/v1/files/codeconnect/comments", words(R"({"message": "Hello"})")).status,
            200);
        EXPECT_EQ(figma.get("/v1/files/codeconnect?depth=1").status, 200);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  const Json comments = *figma.get("/v1/files/codeconnect/comments").json.find("comments");
  std::set<std::string> ids;
  for (std::size_t i = 0; i < comments.size(); ++i) ids.insert(comments[i].find("id")->text_or(""));
  EXPECT_EQ(ids.size(), static_cast<std::size_t>(kThreads * kEach + 1));
}

}  // namespace
}  // namespace figlink::fake
