#include "figma/split.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "actions/catalogue.h"
#include "actions/check.h"
#include "base/text.h"
#include "figma/staircase.h"

namespace figlink {
namespace {

// A Figma that renders what it is asked for, unless the test says otherwise.
class Renderer final : public Handler {
 public:
  Response handle(Request& request) override {
    const std::string target(request.target);
    const auto at = target.find("ids=");
    std::vector<std::string> ids;
    std::string part = at == target.npos ? "" : target.substr(at + 4);
    part = percent_decode(part.substr(0, part.find('&'))).value();
    for (std::string_view id : split(part, ',')) ids.emplace_back(id);
    asked.push_back(ids);
    targets.push_back(target);
    if (answer) {
      if (auto early = answer(ids)) return std::move(*early);
    }
    std::string images;
    for (const std::string& id : ids) {
      images += images.empty() ? "\"" : ",\"";
      images += id + (nulls.contains(id) ? "\":null" : "\":\"https://p/" + id + "\"");
    }
    return json_response(200, R"({"err":null,"images":{)" + images + "}}");
  }
  static Response refused(int status, std::string_view text) {
    return json_response(status, R"({"status":)" + std::to_string(status) + R"(,"err":")" +
                                     std::string(text) + "\"}");
  }

  std::function<std::optional<Response>(const std::vector<std::string>&)> answer;
  std::set<std::string> nulls;
  std::vector<std::vector<std::string>> asked;
  std::vector<std::string> targets;
};

struct Splits : testing::Test {
  static Json ids(int count, int from = 1) {
    Json list = Json::array();
    for (int i = 0; i < count; ++i) list.push("1:" + std::to_string(from + i));
    return list;
  }
  Result<Reply> send(Json list, bool insists = false) {
    const Json inputs = Json::object({{"file_key", "A"}, {"ids", std::move(list)}, {"scale", 2}});
    auto call = check(*find_action("figma_render_images"), inputs, Form::flat, {});
    if (!call) return pass(call);
    trace = {};
    return stairs->send({.call = *call,
                         .kind = Credentials::personal,
                         .token = token,
                         .account_id = "a",
                         .insists = insists},
                        trace);
  }
  Json render(Json list, bool insists = false) {
    auto reply = send(std::move(list), insists);
    if (!reply) return Json(reply.error().message);
    return Json::parse(read_all(*reply->body, 32u << 20).value()).value();
  }
  static int links(const Json& answer) {
    int count = 0;
    answer.find("images")->each(
        [&](std::string_view, const Json& link) { count += link.is_text(); });
    return count;
  }

  Renderer figma;
  HandlerTransport transport{figma};
  HandClock clock;
  QuietLog log;
  Secret token{std::string_view("figd_a-token-of-the-tests-000000000000000")};
  Trace trace;
  std::unique_ptr<Upstream> stairs =
      make_staircase({transport, Origin::parse("http://figma.test").value(), clock, log});
};

TEST_F(Splits, LeavesAloneWhatFitsIntoOneCall) {
  auto reply = send(ids(3));
  EXPECT_EQ(
      read_all(*reply->body, 1u << 20).value(),
      R"({"err":null,"images":{"1:1":"https://p/1:1","1:2":"https://p/1:2","1:3":"https://p/1:3"}})");
  EXPECT_EQ(figma.asked.size(), 1u);
}

TEST_F(Splits, AsksForThousandsOfNodesInCallsThatFigmaTakes) {
  const Json answer = render(ids(5000));
  EXPECT_EQ(links(answer), 5000);
  EXPECT_EQ(answer.find("images")->keys().front(), "1:1");
  EXPECT_EQ(answer.find("images")->keys().back(), "1:5000");
  EXPECT_EQ(answer.find("failures")->size(), 0u);
  EXPECT_TRUE(answer.find("err")->is_null());
  EXPECT_LE(figma.asked.size(), 15u);
  EXPECT_EQ(static_cast<std::size_t>(trace.calls), figma.asked.size());
  std::set<std::string> seen;
  for (const auto& part : figma.asked) {
    EXPECT_LE(part.size(), 400u);
    seen.insert(part.begin(), part.end());
  }
  EXPECT_EQ(seen.size(), 5000u);
  for (const std::string& target : figma.targets) {
    EXPECT_LE(target.size(), kSplitTargetMax);
    EXPECT_NE(target.find("scale=2"), target.npos) << target;
  }
}

TEST_F(Splits, BoundsTheAddressOfLongIds) {
  Json list = Json::array();
  for (int i = 0; i < 100; ++i)
    list.push("I1:" + std::to_string(i) + ";" + std::string(200, '1') + ":2");
  EXPECT_EQ(links(render(std::move(list))), 100);
  for (const std::string& target : figma.targets) EXPECT_LE(target.size(), kSplitTargetMax);
}

TEST_F(Splits, AsksForNoNodeTwice) {
  Json list = ids(500);
  list.push("1:1");
  EXPECT_EQ(links(render(std::move(list))), 500);
  EXPECT_EQ(figma.asked[0].size() + figma.asked[1].size(), 500u);
}

TEST_F(Splits, HalvesWhatFigmaCannotRenderInTime) {
  figma.answer = [](const std::vector<std::string>& part) -> std::optional<Response> {
    if (part.size() <= 60) return std::nullopt;
    return Renderer::refused(400, "Render timeout, try requesting fewer or smaller images");
  };
  EXPECT_EQ(links(render(ids(1000))), 1000);
  EXPECT_EQ(figma.asked.size(), 3u + 20u) << "400, 200 and 100 failed once each; then 50 at a time";
  figma.asked.clear();
  EXPECT_EQ(links(render(ids(100))), 100) << "also what would have gone as one call";
  EXPECT_EQ(figma.asked.size(), 3u);
}

TEST_F(Splits, TellsOfTheOneNodeThatIsTooLarge) {
  figma.answer = [](const std::vector<std::string>& part) -> std::optional<Response> {
    if (std::ranges::find(part, "1:7") == part.end()) return std::nullopt;
    return Renderer::refused(400, "Render timeout, try requesting fewer or smaller images");
  };
  const Json answer = render(ids(8));
  EXPECT_EQ(links(answer), 7);
  const Json& failure = (*answer.find("failures"))[0];
  EXPECT_EQ(failure.find("id")->as_text(), "1:7");
  EXPECT_EQ(failure.find("error")->as_text(), "too_large");
  EXPECT_EQ(failure.find("message")->as_text(), "Figma could not render this in time.");
}

TEST_F(Splits, AsksOnceMoreForNullsAndThenSaysWhy) {
  figma.nulls = {"1:3", "1:450"};
  figma.answer = [this](const std::vector<std::string>&) -> std::optional<Response> {
    if (figma.asked.size() == 3) figma.nulls.erase("1:3");  // it comes the second time
    return std::nullopt;
  };
  const Json answer = render(ids(500));
  EXPECT_EQ(figma.asked.size(), 3u);
  EXPECT_EQ(figma.asked[2], (std::vector<std::string>{"1:3", "1:450"}));
  EXPECT_EQ(links(answer), 499);
  ASSERT_EQ(answer.find("failures")->size(), 1u);
  EXPECT_EQ(
      (*answer.find("failures"))[0].dump(),
      R"({"id":"1:450","error":"not_rendered","message":"Figma drew nothing: the node is unknown, invisible, or has nothing to draw."})");
}

TEST_F(Splits, OfAFewNodesAsksOnceMoreOnlyWhenItInsists) {
  figma.nulls = {"1:2"};
  EXPECT_EQ(render(ids(3)).find("failures"), nullptr);
  EXPECT_EQ(figma.asked.size(), 1u);
  EXPECT_EQ(render(ids(3), true).find("failures")->size(), 1u);
  EXPECT_EQ(figma.asked.size(), 3u);
}

TEST_F(Splits, GivesWhatItHasWhenTheBudgetEnds) {
  figma.answer = [this](const std::vector<std::string>&) -> std::optional<Response> {
    if (figma.asked.size() < 3) return std::nullopt;
    return Renderer::refused(429, "Rate limit exceeded");
  };
  const Json answer = render(ids(5000));
  EXPECT_EQ(figma.asked.size(), 3u) << "nothing is asked for in vain";
  EXPECT_EQ(links(answer) + static_cast<int>(answer.find("failures")->size()), 5000);
  EXPECT_EQ((*answer.find("failures"))[0].find("error")->as_text(), "limited");
}

TEST_F(Splits, IsARefusalWhenNotOneNodeCame) {
  figma.answer = [](const std::vector<std::string>&) -> std::optional<Response> {
    return Renderer::refused(404, "Not found");
  };
  EXPECT_EQ(send(ids(5000)).error().fault, Fault::not_found);
  EXPECT_EQ(figma.asked.size(), 1u);
}

TEST_F(Splits, GoesOnPastABrokenPartAndEndsWhenAllAre) {
  figma.answer = [this](const std::vector<std::string>&) -> std::optional<Response> {
    if (figma.asked.size() != 2) return std::nullopt;
    return Renderer::refused(500, "Internal server error");
  };
  Json answer = render(ids(1200));
  EXPECT_EQ(answer.find("failures")->size(), figma.asked[1].size());
  figma.asked.clear();
  figma.answer = [](const std::vector<std::string>&) -> std::optional<Response> {
    return json_response(200, R"({"err":null,"images":7})");
  };
  EXPECT_EQ(send(ids(5000)).error().fault, Fault::figma_broken);
  EXPECT_EQ(figma.asked.size(), static_cast<std::size_t>(kBrokenPartsMax));
}

TEST_F(Splits, BoundsTheCalls) {
  figma.answer = [](const std::vector<std::string>& part) -> std::optional<Response> {
    if (part.size() == 1) return std::nullopt;
    return Renderer::refused(400, "Render timeout, try requesting fewer or smaller images");
  };
  const Json answer = render(ids(5000));
  EXPECT_EQ(figma.asked.size(), kSplitCallsMax);
  EXPECT_EQ((*answer.find("failures"))[0].find("message")->as_text(),
            "Too many calls to Figma would be needed.");
}

TEST_F(Splits, BoundsWhatACallerMayName) {
  EXPECT_EQ(send(ids(10'001)).error().fault, Fault::bad_input);
}

}  // namespace
}  // namespace figlink
