#include "gateway/every_page.h"

#include <gtest/gtest.h>

#include "gateway/gateway_test_house.h"

namespace figlink {
namespace {

constexpr std::string_view kStyles = "figma_get_team_styles";

// A Figma that answers with the pages it was given, by what follows `key` in the query.
class EveryPage : public GatewayHouse {
 protected:
  EveryPage() : account(link().value().id), full(key()) {
    figma.before = [this](Request& request) -> std::optional<Response> {
      const std::string target(request.target);
      if (target.find("/folders") != target.npos) return std::nullopt;  // linking asks it
      auto page = pages.find(target.substr(std::min(target.find('?'), target.size())));
      if (page == pages.end()) return SmallFigma::refused(404, "Not found");
      if (page->second == "429") {
        Response limited = SmallFigma::refused(429, "Rate limit exceeded");
        limited.headers.add("retry-after", "400000");
        return limited;
      }
      if (arrived) arrived();
      return json_response(200, page->second);
    };
  }

  static std::string styles(std::string_view items, std::string_view after = {}) {
    return R"({"status":200,"meta":{"cursor":{)" +
           (after.empty() ? "" : R"("after":)" + std::string(after)) + R"(},"styles":[)" +
           std::string(items) + "]}}";
  }
  static std::string versions(std::string_view items, std::string_view before) {
    return R"({"versions":[)" + std::string(items) +
           R"(],"pagination":{"prev_page":"https://f/v?page_size=1&before=)" + std::string(before) +
           "\"}}";
  }

  Result<Answer> all(std::string_view action, std::string_view inputs = "{}",
                     Pages form = Pages::as_array) {
    const Json json = Json::parse(inputs).value();
    return gateway->perform({.proof = {.kind = Proof::Kind::key, .token = full},
                             .account = account,
                             .action = action,
                             .inputs = json,
                             .form = Form::flat,
                             .request_id = "request-1",
                             .pages = form});
  }
  // The items, then the cursor, then why it stopped.
  std::string story(std::string_view action, std::string_view inputs = "{}",
                    Pages form = Pages::as_array) {
    auto answer = all(action, inputs, form);
    std::string told = text_of(answer);
    if (!answer) return told;
    if (auto next = answer->next()) told += " next " + *next;
    if (const Error* why = answer->stopped()) told += " " + std::string(facts(why->fault).name);
    return told;
  }

  std::map<std::string, std::string> pages;
  std::function<void()> arrived;
  std::string account, full;
};

TEST_F(EveryPage, IsOneListOfFigmasBytes) {
  pages[""] = styles(R"({"big":90071992547409931,"x":1.50},  {"k":"a,]"})", "2");
  pages["?after=2"] = styles("", "3");
  pages["?after=3"] = styles(R"({"k":3})");
  EXPECT_EQ(story(kStyles), R"([{"big":90071992547409931,"x":1.50},{"k":"a,]"},{"k":3}])");
  EXPECT_EQ(story(kStyles, "{}", Pages::as_lines),
            "{\"big\":90071992547409931,\"x\":1.50}\n{\"k\":\"a,]\"}\n{\"k\":3}\n");
}

TEST_F(EveryPage, ALineEndInsideAnItemEndsNoLine) {
  pages[""] = styles("{\n\"k\": 1 \n}");
  EXPECT_EQ(story(kStyles, "{}", Pages::as_lines), "{ \"k\": 1  }\n");
}

TEST_F(EveryPage, OfNothingIsAnEmptyList) {
  pages[""] = styles("");
  EXPECT_EQ(story(kStyles), "[]");
  EXPECT_EQ(story(kStyles, "{}", Pages::as_lines), "");
}

TEST_F(EveryPage, ComesOnlyAsFarAsSomebodyReads) {
  pages[""] = styles("1", "2");
  pages["?after=2"] = styles("2", "3");
  const int before = figma.asked_count();
  auto answer = all(kStyles);
  EXPECT_EQ(answer->body->next().value(), "[1");
  EXPECT_EQ(figma.asked_count(), before + 1);
  EXPECT_EQ(answer->body->next().value(), ",2");
  EXPECT_EQ(figma.asked_count(), before + 2);
  answer->body.reset();
  EXPECT_EQ(journal().size(), 1u) << "one row for what one caller asked";
}

TEST_F(EveryPage, EndsWellWhenTheBudgetDoesAndGoesOnFromThere) {
  pages[""] = styles("1,2", "2");
  pages["?after=2"] = "429";
  EXPECT_EQ(story(kStyles), "[1,2] next 2 limited");
  EXPECT_EQ(journal()[0].fault, "limited");
  pages["?after=2"] = styles("3");
  EXPECT_EQ(story(kStyles, R"({"next":"2"})"), "[3]");
}

TEST_F(EveryPage, GivesNothingOfAPageThatBreaks) {
  pages[""] = styles("1", "2");
  for (std::string_view broken :
       {R"({"meta":{"styles":[2,3)", R"({"meta":{"styles":[2,3]}}})", R"({"meta":{"styles":[2}}})",
        R"({"meta":{}})", R"({"meta":{"styles":"2"}})", "[]", "<html>", ""}) {
    pages["?after=2"] = broken;
    EXPECT_EQ(story(kStyles), "[1] next 2 figma_broken") << broken;
  }
}

TEST_F(EveryPage, WhoseFirstFailsIsAnOrdinaryError) {
  pages[""] = "429";
  EXPECT_EQ(all(kStyles).error().fault, Fault::limited);
  pages[""] = R"({"meta":{"styles":[1,2)";
  EXPECT_EQ(all(kStyles).error().fault, Fault::figma_broken);
}

TEST_F(EveryPage, StopsWhenTheTimeIsOver) {
  pages[""] = styles("1", "2");
  pages["?after=2"] = styles("2", "3");
  arrived = [this] { clock.advance_ms(kEveryPageMs / 2 + 1); };
  EXPECT_EQ(story(kStyles), "[1,2] next 3 too_slow");
}

TEST_F(EveryPage, StopsAtABoundAndSaysWhereToGoOn) {
  int page = 0;
  figma.before = [&](Request&) -> std::optional<Response> {
    ++page;
    return json_response(200, styles("1", std::to_string(page)));
  };
  auto answer = all(kStyles);
  EXPECT_EQ(text_of(answer).size(), 2 * kPagesMax + 1);
  EXPECT_EQ(answer->next(), std::to_string(kPagesMax));
  EXPECT_EQ(answer->stopped()->message, "More than 1000 pages are not read at once.");
}

TEST_F(EveryPage, StopsWhenPagesHaveNothing) {
  int page = 0;
  figma.before = [&](Request&) -> std::optional<Response> {
    return json_response(200, styles("", std::to_string(++page)));
  };
  EXPECT_EQ(story(kStyles), "[] next 4 figma_broken");
}

TEST_F(EveryPage, EndsWhereCursorsGoRound) {
  pages[""] = styles("1", "2");
  pages["?after=2"] = styles("2", "3");
  pages["?after=3"] = styles("3", "2");
  EXPECT_EQ(story(kStyles), "[1,2,3]");
}

TEST_F(EveryPage, HasEachVersionOnceThoughFigmasLinksLeadBack) {
  pages["?page_size=1"] = versions(R"({"id":"7"})", "7");
  pages["?page_size=1&before=7"] = versions(R"({"id":"7"})", "7");
  account = link("plan", kTestPlanToken).value().id;  // whose scopes nobody knows
  EXPECT_EQ(story("figma_get_file_versions", R"({"file_key":"A","page_size":1})"),
            R"([{"id":"7"}])");
}

TEST_F(EveryPage, HasEachEventOnceThoughASecondIsOnTwoPages) {
  auto logs = [](std::string_view items, std::string_view more) {
    return R"({"meta":{"activity_logs":[)" + std::string(items) + R"(],"next_page":)" +
           std::string(more) + "}}";
  };
  pages[""] = logs(R"({"id":"a","timestamp":10},{"id":"b","timestamp":11})", "true");
  pages["?start_time=11"] = logs(R"({"id":"b","timestamp":11},{"id":"c","timestamp":11})", "true");
  pages["?start_time=12"] = logs(R"({"id":"d","timestamp":12})", "false");
  account = link("plan", kTestPlanToken).value().id;
  EXPECT_EQ(
      story("figma_get_activity_logs"),
      R"([{"id":"a","timestamp":10},{"id":"b","timestamp":11},{"id":"c","timestamp":11},{"id":"d","timestamp":12}])");
}

TEST_F(EveryPage, BoundsWhatIsHeldOfAPage) {
  pages[""] = styles("1", "2");
  pages["?after=2"] = styles("\"" + std::string(kPageHeldMax, 'x') + "\"", "3");
  EXPECT_EQ(story(kStyles), "[1] next 2 too_large");
}

TEST_F(EveryPage, StopsForAnAccountThatWasTakenAway) {
  pages[""] = styles("1", "2");
  pages["?after=2"] = styles("2");
  auto answer = all(kStyles);
  EXPECT_EQ(answer->body->next().value(), "[1");
  ASSERT_TRUE(gateway->remove_account(machine(), account).has_value());
  EXPECT_EQ(text_of(answer), "]");
  EXPECT_EQ(answer->stopped()->fault, Fault::not_found);
}

TEST_F(EveryPage, IsOnlyOfWhatHasPages) {
  auto answer = all("figma_get_file", R"({"file_key":"A","depth":"x"})");
  EXPECT_EQ(problem_of(answer.error(), "depth"), "It must be a whole number.");
  answer = all("figma_get_file", R"({"file_key":"A"})");
  EXPECT_EQ(problem_of(answer.error(), "all"), "figma_get_file has no pages: leave it out.");
}

}  // namespace
}  // namespace figlink
