#include "faces/front.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "base/json.h"

namespace figlink {
namespace {

class KeepingLog final : public Log {
 public:
  bool takes(Level) const noexcept override { return true; }
  void write(Level level, std::string_view event, std::initializer_list<LogField> fields) override {
    std::string line = std::to_string(static_cast<int>(level)) + " " + std::string(event);
    for (const auto& field : fields) {
      if (auto* text = std::get_if<std::string_view>(&field.value))
        line += " " + std::string(*text);
    }
    lines.push_back(line);
  }
  std::vector<std::string> lines;
};

struct Desk {
  Desk() {
    routes.add("GET", "/things/{id}", [](Request&, const Params& params) {
      return json_response(200, Json::object({{"id", params.get("id")}}).dump());
    });
    routes.add("PUT", "/things/{id}",
               [](Request&, const Params&) -> Response { throw std::runtime_error("a bad day"); });
  }
  Response ask(std::string_view method, std::string_view target, std::string_view id = {}) {
    Request request;
    request.method = method;
    request.target = target;
    if (!id.empty()) request.headers.add("x-request-id", id);
    return front.handle(request);
  }
  HandClock clock;
  SeededChance chance{1};
  KeepingLog log;
  Routes routes;
  std::vector<std::string> counted;
  Front front{{routes, clock, chance, log, [this](const Served& served) {
                 counted.push_back(std::string(served.method) + " " + std::string(served.route) +
                                   " " + std::to_string(served.status));
               }}};
};

Json body_of(const Response& response) { return Json::parse(response.body.text).value(); }

TEST(Front, KeepsTheCallersIdWhenItIsHarmless) {
  Desk desk;
  EXPECT_EQ(desk.ask("GET", "/things/1", "abc_DEF-123").headers.get("x-request-id"), "abc_DEF-123");
  for (std::string bad :
       {std::string("a b"), std::string("a\"b"), std::string(65, 'a'), std::string("ü")}) {
    Response response = desk.ask("GET", "/things/1", bad);
    EXPECT_NE(response.headers.get("x-request-id"), bad);
    EXPECT_FALSE(response.headers.get("x-request-id").empty());
  }
}

TEST(Front, GivesEveryRequestItsOwnId) {
  Desk desk;
  EXPECT_NE(desk.ask("GET", "/things/1").headers.get("x-request-id"),
            desk.ask("GET", "/things/1").headers.get("x-request-id"));
}

TEST(Front, AnswersAnUnknownPathInTheErrorShape) {
  Desk desk;
  Response response = desk.ask("GET", "/thingz/1");
  EXPECT_EQ(response.status, 404);
  Json json = body_of(response);
  EXPECT_EQ(json.find("statusCode")->as_integer(), 404);
  EXPECT_EQ(json.find("error")->as_text(), "not_found");
  EXPECT_EQ(json.find("request_id")->as_text(), response.headers.get("x-request-id"));
  EXPECT_EQ(json.find("timestamp")->as_text(), iso_time(desk.clock.now_ms()));
}

TEST(Front, NamesTheMethodsOfAPathThatTakesOthers) {
  Desk desk;
  Response response = desk.ask("DELETE", "/things/1");
  EXPECT_EQ(response.status, 405);
  EXPECT_NE(response.headers.get("allow").find("GET"), std::string_view::npos);
  EXPECT_EQ(body_of(response).find("statusCode")->as_integer(), 405);
}

TEST(Front, TurnsAnExceptionIntoABugWithTheStoryInTheLog) {
  Desk desk;
  Response response = desk.ask("PUT", "/things/1", "id-1");
  EXPECT_EQ(response.status, 500);
  EXPECT_EQ(body_of(response).find("error")->as_text(), "bug");
  EXPECT_EQ(response.body.text.find("a bad day"), std::string::npos)
      << "a stranger reads no inner story";
  ASSERT_FALSE(desk.log.lines.empty());
  EXPECT_EQ(desk.log.lines.front(), "3 bug id-1 a bad day");
}

TEST(Front, LogsThePatternAndNeverThePath) {
  Desk desk;
  desk.ask("GET", "/things/secret?token=figd_x", "id-1");
  ASSERT_EQ(desk.log.lines.size(), 1u);
  EXPECT_EQ(desk.log.lines[0], "0 request id-1 GET /things/{id}");
  EXPECT_EQ(desk.counted, std::vector<std::string>{"GET /things/{id} 200"});
}

TEST(Front, RefusalsOfTheServerHaveTheSameShapeAndAnId) {
  Desk desk;
  Error error;
  error.fault = Fault::too_large;
  error.message = "The head is too large.";
  Response response = desk.front.refuse(431, error);
  EXPECT_EQ(response.status, 431);
  Json json = body_of(response);
  EXPECT_EQ(json.find("statusCode")->as_integer(), 431);
  EXPECT_EQ(json.find("error")->as_text(), "too_large");
  EXPECT_EQ(json.find("message")->as_text(), "The head is too large.");
  EXPECT_EQ(json.find("request_id")->as_text(), response.headers.get("x-request-id"));
}

}  // namespace
}  // namespace figlink
