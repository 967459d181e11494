#include "figma/fake/fake_test_figma.h"

namespace figlink::fake {
namespace {

constexpr std::string_view kMe = "/v1/me", kComments = "/v1/files/codeconnect/comments";

void ask_fault(TestFigma& figma, std::string_view body) {
  figma.control("POST", "faults", words(body));
}

TEST(FakeFaults, AStatusComesAsOftenAsAsked) {
  TestFigma figma;
  ask_fault(figma, R"({"path": "/v1/me", "status": 503, "count": 2})");
  EXPECT_EQ(figma.get(kComments).status, 200);
  EXPECT_EQ(figma.get(kMe).text, R"({"status":503,"err":"Internal server error"})");
  EXPECT_EQ(figma.get(kMe).status, 503);
  EXPECT_EQ(figma.get(kMe).status, 200);
}

TEST(FakeFaults, WhatFailedWasNotDone) {
  TestFigma figma;
  ask_fault(figma, R"({"action": "figma_create_comment", "status": 500})");
  EXPECT_EQ(figma.get(kComments).status, 200);
  EXPECT_EQ(figma.post(kComments, words(R"({"message": "x"})")).status, 500);
  EXPECT_EQ(figma.get(kComments).json.find("comments")->size(), 1u);
}

TEST(FakeFaults, TheEdgeAnswersInHtml) {
  TestFigma figma;
  ask_fault(figma, R"({"html": true, "status": 502})");
  Got got = figma.get(kMe);
  EXPECT_EQ(got.status, 502);
  EXPECT_EQ(got.headers.get("content-type"), "text/html");
  EXPECT_NE(got.text.find("CloudFront"), std::string::npos);
}

TEST(FakeFaults, AStormOfLimitsHasTheTimeThatWasAsked) {
  TestFigma figma;
  ask_fault(figma, R"({"path": "/v1/files", "status": 429, "retry_after": 396749, "count": 3})");
  for (int i = 0; i < 3; ++i) {
    Got got = figma.get(kComments);
    EXPECT_EQ(got.status, 429);
    EXPECT_EQ(got.headers.get("retry-after"), "396749");
  }
  EXPECT_EQ(figma.get(kComments).status, 200);
}

TEST(FakeFaults, ACutBodyPromisesMoreThanItGives) {
  TestFigma figma;
  const std::size_t whole = figma.get(kComments).text.size();
  ask_fault(figma, R"({"cut": true})");
  Got half = figma.get(kComments);
  EXPECT_TRUE(half.was_cut);
  EXPECT_EQ(half.text.size(), whole / 2);
  ask_fault(figma, R"({"cut_after": 10})");
  Got ten = figma.get("/v1/files/codeconnect");
  EXPECT_TRUE(ten.was_cut);
  EXPECT_EQ(ten.text.size(), 10u);
}

TEST(FakeFaults, LatencyAndDrippingWait) {
  TestFigma figma;
  const std::string whole = figma.get(kMe).text;
  ask_fault(figma, R"({"latency_ms": 700, "drip_bytes": 50, "drip_ms": 20})");
  Got got = figma.get(kMe);
  EXPECT_EQ(got.text, whole);
  ASSERT_GT(got.pieces.size(), 1u);
  for (std::size_t piece : got.pieces) EXPECT_LE(piece, 50u);
  EXPECT_EQ(figma.waits.front(), 700);
  EXPECT_EQ(figma.waits.size(), got.pieces.size() + 1);
}

TEST(FakeFaults, ChanceFallsTheSameForTheSameSeed) {
  auto fall = [](int seed) {
    TestFigma figma;
    ask_fault(figma,
              R"({"status": 500, "probability": 0.5, "seed": )" + std::to_string(seed) + "}");
    std::string fallen;
    for (int i = 0; i < 40; ++i) fallen += figma.get(kMe).status == 500 ? 'x' : '.';
    return fallen;
  };
  const std::string first = fall(7);
  EXPECT_EQ(fall(7), first);
  EXPECT_NE(fall(8), first);
  EXPECT_NE(first.find('x'), std::string::npos);
  EXPECT_NE(first.find('.'), std::string::npos);
}

TEST(FakeFaults, WrongWishesAreTold) {
  TestFigma figma;
  for (std::string_view body : {R"({"status": 200})", R"({"status": 999})", R"({"probability": 2})",
                                R"({"action": "nonsense"})", "[]", "{"})
    EXPECT_EQ(figma.send("POST", "/sandbox/faults", {}, std::string(body)).status, 400) << body;
}

// A fault that does something else than was meant lets a test pass for the wrong reason.
TEST(FakeFaults, AWishThatIsNotUnderstoodIsNoFault) {
  TestFigma figma;
  struct Wrong {
    std::string_view route, body, sentence;
  };
  for (const Wrong& wrong : {
           Wrong{"faults", R"({"status": "503"})", "status: a whole number from 400 to 599"},
           Wrong{"faults", R"({"status": 503.5})", "status: a whole number from 400 to 599"},
           Wrong{"faults", R"({"stauts": 503})", "there is no field stauts; did you mean status?"},
           Wrong{"faults", R"({"status": 500, "count": 0})", "count: a whole number from 1 to"},
           Wrong{"faults", R"({"status": 500, "count": "three"})", "count: a whole number"},
           Wrong{"faults", R"({"latency_ms": "1s"})", "latency_ms: a whole number"},
           Wrong{"faults", R"({"html": "yes"})", "html: true or false"},
           Wrong{"faults", R"({"path": 5, "status": 500})", "path: a text"},
           Wrong{"faults", R"({"retry_after": "x"})", "retry_after: a whole number"},
           Wrong{"faults", R"({"cut": "yes"})", "cut: true or false"},
           Wrong{"faults", R"({"drip_bytes": -1})", "drip_bytes: a whole number"},
           Wrong{"faults", R"({"method": "BREW", "status": 500})", "method: GET, POST, PUT or"},
           Wrong{"faults", "{}", "this fault does nothing"},
           Wrong{"faults", R"({"path": "/v1"})", "this fault does nothing"},
           Wrong{"limits", R"({"of": false})", "there is no field of; did you mean on?"},
           Wrong{"limits", "[]", "the body must be a JSON object"},
           Wrong{"tokens", R"({"kid": "plan"})", "there is no field kid; did you mean kind?"},
           Wrong{"tokens", "5", "the body must be a JSON object"},
           Wrong{"tokens", R"({"scopes": ["nonsense:read"]})", "Figma has no scope nonsense:read"},
       }) {
    const Got got =
        figma.send("POST", "/sandbox/" + std::string(wrong.route), {}, std::string(wrong.body));
    EXPECT_EQ(got.status, 400) << wrong.body;
    EXPECT_NE(got.text.find(wrong.sentence), std::string::npos) << wrong.body << got.text;
  }
  EXPECT_EQ(figma.get(kMe).status, 200) << "none of them fell";
}

TEST(FakeFaults, AMethodIsMeantInAnyCaseAndAnyPathMayFail) {
  TestFigma figma;
  ask_fault(figma, R"({"method": "get", "path": "/v9/", "status": 500})");
  EXPECT_EQ(figma.get("/v9/nothing").status, 500);
  EXPECT_EQ(figma.get("/v9/nothing").status, 404);
}

TEST(Fake, PagesOfAnyOriginMayCallIt) {
  TestFigma figma;
  const Got asked = figma.send("OPTIONS", "/v1/me", {}, "");
  EXPECT_EQ(asked.status, 204);
  EXPECT_EQ(asked.headers.get("access-control-allow-origin"), "*");
  EXPECT_NE(asked.headers.get("access-control-allow-headers").find("x-figma-token"),
            std::string_view::npos);
  EXPECT_NE(figma.get(kMe).headers.get("access-control-expose-headers").find("x-figma-plan-tier"),
            std::string_view::npos);
  const Got own = figma.send("POST", "/sandbox/tokens", {}, "{}");
  EXPECT_EQ(own.status, 200);
  EXPECT_FALSE(own.headers.has("access-control-allow-origin")) << "no page gets a token made";
}

TEST(FakeControl, CallsAreToldWithoutTheirTokens) {
  TestFigma figma;
  figma.get("/v1/payments?plugin_payment_token=very-secret");
  figma.get(kMe, "figd_unknown-secret");
  figma.get("/v9/nothing");
  Json seen = figma.control("GET", "calls");
  const Json& calls = *seen.find("calls");
  ASSERT_EQ(calls.size(), 3u);
  EXPECT_EQ(calls[0].find("token")->as_text(), "demo");
  EXPECT_EQ(calls[0].find("operation")->as_text(), "getPayments");
  EXPECT_TRUE(calls[1].find("token")->is_null());
  EXPECT_EQ(calls[2].find("status")->as_integer(), 404);
  for (std::string_view secret : {"secret", "figd_"})
    EXPECT_EQ(seen.dump().find(secret), std::string::npos);
}

TEST(FakeControl, CallsHaveABound) {
  TestFigma figma;
  for (int i = 0; i < 1010; ++i) figma.send("GET", "/v9", {});
  Json seen = figma.control("GET", "calls");
  EXPECT_EQ(seen.find("calls")->size(), 1000u);
  EXPECT_EQ(seen.find("seen")->as_integer(), 1010);
}

TEST(FakeControl, TokensAreMadeEndedAndRevoked) {
  TestFigma figma;
  Json made = figma.control("POST", "tokens",
                            words(R"({"name": "mine", "scopes": ["current_user:read"]})"));
  const std::string text = made.find("token")->text_or("");
  EXPECT_TRUE(text.starts_with("figd_"));
  EXPECT_EQ(figma.get(kMe, text).status, 200);
  figma.control("POST", "tokens/mine/expire");
  EXPECT_EQ(figma.get(kMe, text).refusal(), "Token has expired");
  figma.control("DELETE", "tokens/mine");
  EXPECT_EQ(figma.get(kMe, text).refusal(), "Invalid token");
  EXPECT_EQ(figma.control("GET", "state").dump().find(text), std::string::npos);
}

TEST(FakeControl, WrongTokensAreNotMade) {
  TestFigma figma;
  for (std::string_view body :
       {R"({"kind": "magic"})", R"({"plan": "huge"})", R"({"seat": "sofa"})",
        R"({"scopes": "all"})", R"({"scopes": [1]})", R"({"expires_in": "soon"})",
        R"({"name": "demo"})", R"({"user_id": ""})"})
    EXPECT_EQ(figma.send("POST", "/sandbox/tokens", {}, std::string(body)).status, 400) << body;
}

TEST(FakeControl, ResetBringsBackTheBeginning) {
  TestFigma figma;
  const std::string before = figma.control("GET", "state").dump();
  figma.token(Json::object());
  figma.post(kComments, words(R"({"message": "x"})"));
  ask_fault(figma, R"({"status": 500, "path": "/v1/teams"})");
  EXPECT_NE(figma.control("GET", "state").dump(), before);
  figma.control("POST", "reset");
  EXPECT_EQ(figma.control("GET", "state").dump(), before);
  EXPECT_EQ(figma.control("GET", "calls").find("calls")->size(), 0u);
}

}  // namespace
}  // namespace figlink::fake
