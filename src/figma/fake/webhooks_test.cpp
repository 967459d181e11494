#include "figma/fake/fake_test_figma.h"

namespace figlink::fake {
namespace {

Json wish(std::string_view context, std::string_view id, std::string_view status = "ACTIVE") {
  return Json::object({{"event_type", "FILE_COMMENT"},
                       {"context", context},
                       {"context_id", id},
                       {"endpoint", "https://example.com/hook"},
                       {"passcode", "a-word"},
                       {"status", status}});
}

TEST(FakeWebhooks, ThePasscodeIsToldToItsMakerAlone) {
  TestFigma figma;
  Got made = figma.post("/v2/webhooks", wish("file", "codeconnect"));
  EXPECT_EQ(made.at({"passcode"}), "a-word");
  EXPECT_EQ(made.at({"context"}), "FILE");
  EXPECT_EQ(made.at({"team_id"}), "");
  Got read = figma.get("/v2/webhooks/" + made.at({"id"}));
  EXPECT_EQ(read.at({"passcode"}), "");
  EXPECT_EQ(figma.get("/v2/webhooks?context=file&context_id=codeconnect").text.find("a-word"),
            std::string::npos);
}

TEST(FakeWebhooks, AnActiveOneIsPingedAndAPausedOneIsNot) {
  TestFigma figma;
  const std::string active = figma.post("/v2/webhooks", wish("team", kDemoTeam)).at({"id"});
  const std::string paused =
      figma.post("/v2/webhooks", wish("team", kDemoTeam, "PAUSED")).at({"id"});
  const std::string target = "/v2/webhooks/" + active + "/requests";
  Got requests = figma.get(target);
  ASSERT_EQ(requests.json.find("requests")->size(), 1u);
  const Json& ping = (*requests.json.find("requests"))[0];
  EXPECT_EQ(ping.at({"request_info", "payload", "event_type"})->as_text(), "PING");
  EXPECT_EQ(ping.at({"request_info", "payload", "passcode"})->as_text(), "a-word");
  EXPECT_TRUE(ping.find("response_info")->is_null());
  EXPECT_EQ(figma.get("/v2/webhooks/" + paused + "/requests").json.find("requests")->size(), 0u);
  figma.clock.advance_ms(7 * kDayMs + 1);
  EXPECT_EQ(figma.get(target).json.find("requests")->size(), 0u);
}

TEST(FakeWebhooks, EachContextHasItsMaximum) {
  for (auto [context, id, most] : {std::tuple{"team", kDemoTeam, 19},
                                   {"project", std::string_view("2190000000000000001"), 5},
                                   {"file", kDemoFile, 3}}) {
    TestFigma figma;
    for (int i = 0; i < most; ++i)
      ASSERT_EQ(figma.post("/v2/webhooks", wish(context, id)).status, 200) << context;
    EXPECT_EQ(figma.post("/v2/webhooks", wish(context, id)).status, 400) << context;
  }
}

TEST(FakeWebhooks, WrongWishesAreToldInFigmasWay) {
  TestFigma figma;
  auto refusal = [&](std::string_view key, Json value) {
    Json body = wish("file", "codeconnect");
    body.set(key, std::move(value));
    Got got = figma.post("/v2/webhooks", body);
    EXPECT_EQ(got.status, 400) << key;
    return got.refusal();
  };
  EXPECT_EQ(refusal("event_type", "PING"),
            "'event_type' must be one of: FILE_UPDATE, FILE_VERSION_UPDATE, FILE_DELETE, "
            "LIBRARY_PUBLISH, "
            "FILE_COMMENT, DEV_MODE_STATUS_UPDATE");
  EXPECT_TRUE(
      refusal("event_type", "NOTHING").starts_with("'event_type' must be one of: FILE_UPDATE"));
  EXPECT_EQ(refusal("endpoint", 3), "'endpoint' must be a valid string, received type Number");
  EXPECT_EQ(refusal("endpoint", "example.com"), "Invalid endpoint");
  EXPECT_EQ(refusal("passcode", std::string(101, 'p')),
            "'passcode' must be at most 100 characters long");
  EXPECT_EQ(refusal("description", std::string(151, 'd')),
            "'description' must be at most 150 characters long");
  EXPECT_EQ(figma.post("/v2/webhooks", wish("file", "nowhere")).status, 403);
}

TEST(FakeWebhooks, AnUpdateChangesWhatItNames) {
  TestFigma figma;
  Got got = figma.ask("PUT", "/v2/webhooks/3190000000000000001", kDemoToken,
                      R"({"status": "PAUSED", "description": ""})");
  EXPECT_EQ(got.at({"status"}), "PAUSED");
  EXPECT_TRUE(got.json.find("description")->is_null());
  EXPECT_EQ(got.at({"endpoint"}), "https://example.com/hooks/figma");
}

TEST(FakeWebhooks, APlansWebhooksComeByPages) {
  TestFigma figma;
  for (int i = 0; i < 2; ++i) figma.post("/v2/webhooks", wish("team", kDemoTeam));
  Got first = figma.get("/v2/webhooks?plan_api_id=organization-1190000000000000009");
  EXPECT_EQ(first.json.find("webhooks")->size(), 2u);
  Got second = figma.get(
      first.at({"pagination", "next_page"}).substr(std::string("http://figma.test").size()));
  EXPECT_EQ(second.json.find("webhooks")->size(), 1u);
  EXPECT_EQ(figma.get("/v2/webhooks?plan_api_id=team-1190000000000000002").status, 403);
  EXPECT_EQ(figma.get("/v2/webhooks?context=team").refusal(),
            "Missing required parameter context_id");
}

}  // namespace
}  // namespace figlink::fake
