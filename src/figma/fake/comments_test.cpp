#include "figma/fake/fake_test_figma.h"

namespace figlink::fake {
namespace {

constexpr std::string_view kComments = "/v1/files/codeconnect/comments";

std::string write(TestFigma& figma, std::string_view body, std::string_view token = kDemoToken) {
  Got got = figma.post(kComments, words(body), token);
  EXPECT_EQ(got.status, 200) << got.text;
  return got.at({"id"});
}

TEST(FakeComments, TheAuthorIsWhoeverHoldsTheToken) {
  TestFigma figma;
  const std::string other = figma.token(words(R"({"user_id": "77"})"));
  Got got = figma.post(kComments, words(R"({"message": "Rounder?"})"), other);
  EXPECT_EQ(got.at({"user", "id"}), "77");
  EXPECT_EQ(got.at({"order_id"}), "2");
  EXPECT_EQ(got.at({"created_at"}), iso_time(figma.clock.now_ms()));
  EXPECT_EQ(figma.get(kComments).json.find("comments")->size(), 2u);
}

TEST(FakeComments, OnlyTheAuthorDeletes) {
  TestFigma figma;
  const std::string other = figma.token(words(R"({"user_id": "77"})"));
  const std::string target = std::string(kComments) + "/1";
  EXPECT_EQ(figma.ask("DELETE", target, other).status, 403);
  EXPECT_EQ(figma.ask("DELETE", target, kDemoToken).status, 200);
  EXPECT_EQ(figma.ask("DELETE", target, kDemoToken).status, 404);
}

TEST(FakeComments, RepliesHaveOneLevelAndGoWithTheirRoot) {
  TestFigma figma;
  const std::string reply = write(figma, R"({"message": "No.", "comment_id": "1"})");
  EXPECT_EQ(figma.post(kComments, words(R"({"message": "Yes.", "comment_id": ")" + reply + "\"}"))
                .refusal(),
            "Cannot reply to a reply");
  EXPECT_EQ(figma.post(kComments, words(R"({"message": "Yes.", "comment_id": "0"})")).status, 404);
  figma.ask("DELETE", std::string(kComments) + "/1", kDemoToken);
  EXPECT_EQ(figma.get(kComments).json.find("comments")->size(), 0u);
}

TEST(FakeComments, PlacesAreOfFigmasFourForms) {
  TestFigma figma;
  for (std::string_view place :
       {R"({"x": 1})", R"({"node_id": "1:3"})", R"({})", R"({"x": 1, "y": 2, "region_width": 3})",
        R"({"x": 1, "y": 2, "region_width": 3, "region_height": 0})", R"({"x": "1", "y": 2})",
        R"([1, 2])"}) {
    const std::string body = R"({"message": "Here", "client_meta": )" + std::string(place) + "}";
    EXPECT_EQ(figma.post(kComments, words(body)).status, 400) << place;
  }
  Got region = figma.post(
      kComments,
      words(
          R"({"message": "Here", "client_meta": {"x": 1, "y": 2, "region_width": 3, "region_height": 4}})"));
  EXPECT_EQ(region.at({"client_meta", "comment_pin_corner"}), "bottom-right");
}

TEST(FakeComments, APersonReactsOnceWithEachEmoji) {
  TestFigma figma;
  const std::string target = std::string(kComments) + "/1/reactions";
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(figma.post(target, words(R"({"emoji": ":eyes:"})")).status, 200);
  EXPECT_EQ(figma.get(target).json.find("reactions")->size(), 2u);
  EXPECT_EQ(figma.post(target, words(R"({"emoji": "eyes"})")).status, 400);
  EXPECT_EQ(figma.ask("DELETE", target + "?emoji=:eyes:", kDemoToken).status, 200);
  EXPECT_EQ(figma.ask("DELETE", target + "?emoji=:eyes:", kDemoToken).status, 404);
  EXPECT_EQ(figma.ask("DELETE", target, kDemoToken).refusal(), "Missing required parameter emoji");
}

TEST(FakeComments, ManyReactionsComeByPages) {
  TestFigma figma;
  const std::string target = std::string(kComments) + "/1/reactions";
  for (int i = 0; i < 14; ++i)
    figma.post(target, words(R"({"emoji": ":e)" + std::to_string(i) + ":\"}"));
  Got first = figma.get(target);
  EXPECT_EQ(first.json.find("reactions")->size(), 10u);
  Got second = figma.get(
      first.at({"pagination", "next_page"}).substr(std::string("http://figma.test").size()));
  EXPECT_EQ(second.json.find("reactions")->size(), 5u);
  EXPECT_EQ(second.json.find("pagination")->size(), 0u);
}

TEST(FakeDevResources, EachItemHasItsFate) {
  TestFigma figma;
  auto item = [](std::string_view url, std::string_view file = "codeconnect") {
    return Json::object({{"name", "n"}, {"url", url}, {"file_key", file}, {"node_id", "5:5"}});
  };
  Json items = Json::array({item("https://e.com/1"), item("https://e.com/1"),
                            item("https://e.com/2", "nowhere"), item("ftp://e.com"),
                            item("https://e.com/3", "codeconnectbranch")});
  Got got = figma.post("/v1/dev_resources", Json::object({{"dev_resources", std::move(items)}}));
  EXPECT_EQ(got.status, 200);
  EXPECT_EQ(got.json.find("links_created")->size(), 1u);
  const Json& errors = *got.json.find("errors");
  ASSERT_EQ(errors.size(), 4u);
  EXPECT_EQ(errors[0].find("error")->as_text(),
            "A dev resource with this URL already exists on this node");
  EXPECT_EQ(errors[1].find("error")->as_text(), "File not found");
  EXPECT_EQ(errors[3].find("error")->as_text(), "File not found");
}

TEST(FakeDevResources, ANodeHoldsTen) {
  TestFigma figma;
  Json items = Json::array();
  for (int i = 0; i < 12; ++i)
    items.push(Json::object({{"name", "n"},
                             {"url", "https://e.com/" + std::to_string(i)},
                             {"file_key", "codeconnect"},
                             {"node_id", "5:5"}}));
  Got got = figma.post("/v1/dev_resources", Json::object({{"dev_resources", std::move(items)}}));
  EXPECT_EQ(got.json.find("links_created")->size(), 10u);
  EXPECT_EQ(got.json.find("errors")->size(), 2u);
}

TEST(FakeDevResources, AnUpdateTouchesWhatItNames) {
  TestFigma figma;
  Got got = figma.ask(
      "PUT", "/v1/dev_resources", kDemoToken,
      R"({"dev_resources": [{"id": "d-1", "name": "Moved"}, {"id": "d-9", "name": "Gone"}]})");
  EXPECT_EQ((*got.json.find("links_updated"))[0].find("url")->as_text(),
            "https://example.com/button");
  EXPECT_EQ((*got.json.find("errors"))[0].find("error")->as_text(), "not found or no access");
  Got stranger = figma.ask("PUT", "/v1/dev_resources", kStrangerToken,
                           R"({"dev_resources": [{"id": "d-1", "name": "Mine"}]})");
  EXPECT_EQ(stranger.json.find("links_updated")->size(), 0u);
  EXPECT_EQ(figma.ask("DELETE", "/v1/files/codeconnect/dev_resources/d-1", kDemoToken).text, "");
  EXPECT_EQ(figma.get("/v1/files/codeconnect/dev_resources").json.find("dev_resources")->size(),
            0u);
}

}  // namespace
}  // namespace figlink::fake
