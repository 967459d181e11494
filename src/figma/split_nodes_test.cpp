#include "figma/split_nodes.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "actions/catalogue.h"
#include "actions/check.h"
#include "base/text.h"
#include "figma/fake.h"
#include "figma/split.h"
#include "figma/staircase.h"

namespace figlink {
namespace {

constexpr int kFileNodes = 1000;

// The sandbox with a file of many nodes, a note of each call, and what the test makes of it.
class Noted final : public Handler {
 public:
  Noted(const Clock& clock, const std::string& root)
      : fake_(make_fake(clock, {.files_dir = root})) {}
  Response handle(Request& request) override {
    targets.emplace_back(request.target);
    if (answer) {
      if (auto early = answer()) return std::move(*early);
    }
    return fake_->handle(request);
  }
  std::function<std::optional<Response>()> answer;
  std::vector<std::string> targets;

 private:
  std::unique_ptr<Handler> fake_;
};

struct SplitNodes : testing::Test {
  SplitNodes() {
    char name[] = "/tmp/figlink-nodes-XXXXXX";
    root = ::mkdtemp(name);
    write("100");
    figma = std::make_unique<Noted>(clock, root);
    transport = std::make_unique<HandlerTransport>(*figma);
    stairs = make_staircase({*transport, Origin::parse("http://figma.test").value(), clock, log});
  }
  ~SplitNodes() override { std::filesystem::remove_all(root); }

  void write(std::string_view version) {
    std::string kids;
    for (int i = 1; i <= kFileNodes; ++i) {
      kids += kids.empty() ? "" : ",";
      kids += R"({"id":"1:)" + std::to_string(i) + R"(","name":"n \"}], )" + std::to_string(i) +
              R"(","type":"FRAME","children":[]})";
    }
    std::ofstream(root + "/doc.json", std::ios::trunc)
        << R"({"document":{"id":"0:0","name":"Document","type":"DOCUMENT","children":[{"id":"0:1",)"
        << R"("name":"Page","type":"CANVAS","children":[)" << kids << "]}]},"
        << R"("components":{},"componentSets":{},"schemaVersion":0,"styles":{},"name":"Doc",)"
        << R"("lastModified":"2026-01-01T00:00:00Z","thumbnailUrl":"","version":")" << version
        << R"(","role":"owner","editorType":"figma","linkAccess":"view"})";
  }

  static Json ids(int count) {
    Json list = Json::array();
    for (int i = 1; i <= count; ++i) list.push("1:" + std::to_string(i));
    return list;
  }
  Result<std::string> nodes(Json list, Json more = Json::object()) {
    Json inputs = std::move(more);
    inputs.set("file_key", "doc");
    inputs.set("ids", std::move(list));
    auto call = check(*find_action("figma_get_file_nodes"), inputs, Form::flat, {});
    if (!call) return pass(call);
    trace = {};
    auto reply = stairs->send(
        {.call = *call, .kind = Credentials::personal, .token = token, .account_id = "a"}, trace);
    if (!reply) return pass(reply);
    return read_all(*reply->body, 64u << 20);
  }
  // The same of the sandbox itself, in one call.
  std::string as_figma_says(std::string_view target) {
    Request request;
    request.method = "GET";
    const std::string kept(target);
    request.target = kept;
    request.headers.add("x-figma-token", std::string(kDemoToken));
    auto response = figma->handle(request);
    figma->targets.clear();
    return read_all(response.body, 64u << 20).value();
  }

  std::string root;
  HandClock clock;
  QuietLog log;
  Secret token{kDemoToken};
  Trace trace;
  std::unique_ptr<Noted> figma;
  std::unique_ptr<HandlerTransport> transport;
  std::unique_ptr<Upstream> stairs;
};

TEST_F(SplitNodes, GivesWhatFigmaWouldSayOfAll) {
  std::string target = "/v1/files/doc/nodes?ids=9:9";
  Json list = Json::array({"9:9"});
  for (int i = 700; i >= 1; --i) {
    list.push("1:" + std::to_string(i));
    target += ",1:" + std::to_string(i);
  }
  const std::string expected = as_figma_says(target);
  EXPECT_EQ(nodes(std::move(list)).value(), expected);
  EXPECT_EQ(figma->targets.size(), 2u);
  EXPECT_EQ(trace.calls, 2);
}

TEST_F(SplitNodes, LeavesAloneWhatFitsIntoOneCall) {
  EXPECT_EQ(nodes(ids(400)).value().find("failures"), std::string::npos);
  EXPECT_EQ(figma->targets.size(), 1u);
  Json twice = ids(400);
  for (int i = 1; i <= 400; ++i) twice.push("1:" + std::to_string(i));
  EXPECT_TRUE(nodes(std::move(twice)));
  EXPECT_EQ(figma->targets.size(), 2u) << "the same ids again are no more of them";
}

TEST_F(SplitNodes, TakesThousandsAndKeepsTheOtherInputs) {
  const auto text = nodes(ids(kFileNodes), Json::object({{"depth", 1}}));
  const auto json = Json::parse(text.value());
  ASSERT_TRUE(json);
  EXPECT_EQ(json->find("nodes")->size(), static_cast<std::size_t>(kFileNodes));
  EXPECT_EQ(json->find("nodes")->keys().back(), "1:1000");
  EXPECT_EQ(json->find("version")->text_or(""), "100");
  EXPECT_EQ(figma->targets.size(), 3u);
  for (const std::string& asked : figma->targets) {
    EXPECT_LE(asked.size(), kSplitTargetMax);
    EXPECT_NE(asked.find("depth=1"), asked.npos);
  }
}

TEST_F(SplitNodes, AreOfOneVersion) {
  // It rises while the second part is asked for: all is asked for again, as it is now.
  figma->answer = [this]() -> std::optional<Response> {
    if (figma->targets.size() == 2) write("101");
    return std::nullopt;
  };
  const auto text = nodes(ids(1000));
  EXPECT_EQ(Json::parse(text.value())->find("version")->text_or(""), "101");
  EXPECT_EQ(figma->targets.size(), 2u + 3u);
}

TEST_F(SplitNodes, AreRefusedWhenTheFileDoesNotRest) {
  figma->answer = [this]() -> std::optional<Response> {
    write(std::to_string(100 + figma->targets.size()));
    return std::nullopt;
  };
  const auto text = nodes(ids(1000));
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().fault, Fault::conflict);
  EXPECT_EQ(text.error().message,
            "The file was changed while its nodes were read in several calls.");
  EXPECT_EQ(figma->targets.size(), 4u) << "two rounds, each ended by its second part";
}

TEST_F(SplitNodes, BreakWhenTheLastPartTellsTooLate) {
  figma->answer = [this]() -> std::optional<Response> {
    const std::string version = figma->targets.size() == 1 ? "1" : "2";
    return json_response(200,
                         R"({"nodes":{"1:)" + version + R"(":null},"version":")" + version + "\"}");
  };
  const auto text = nodes(ids(500));
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().fault, Fault::conflict);
}

TEST_F(SplitNodes, HalveAPartThatIsTooLarge) {
  figma->answer = [this]() -> std::optional<Response> {
    if (figma->targets.back().size() < 2500) return std::nullopt;
    return json_response(400, R"({"status":400,"err":"Request too large."})");
  };
  EXPECT_EQ(Json::parse(nodes(ids(1000)).value())->find("nodes")->size(), 1000u);
}

TEST_F(SplitNodes, AreAllOrNothing) {
  figma->answer = [this]() -> std::optional<Response> {
    if (figma->targets.size() < 2) return std::nullopt;
    return json_response(404, R"({"status":404,"err":"Not found"})");
  };
  EXPECT_EQ(nodes(ids(1000)).error().fault, Fault::not_found);
  EXPECT_EQ(figma->targets.size(), 2u);
}

TEST_F(SplitNodes, AreNeverPutTogetherFromSomethingElse) {
  for (std::string_view body : {R"({"nodes":{}})", R"({"nodes":7})", R"({"nodes":{"1:1":null})",
                                R"({"err":"Something","nodes":{"1:1":null}})"}) {
    figma->targets.clear();
    figma->answer = [&]() -> std::optional<Response> {
      if (figma->targets.size() == 1) return json_response(200, R"({"nodes":{"1:2":null}})");
      return json_response(200, std::string(body));
    };
    const auto text = nodes(ids(1000));
    ASSERT_FALSE(text) << *text;
    EXPECT_EQ(text.error().fault, Fault::figma_broken) << body;
  }
}

TEST_F(SplitNodes, BoundWhatIsHeld) {
  figma->answer = [this]() -> std::optional<Response> {
    return json_response(200, R"({"version":"1","nodes":{"1:)" +
                                  std::to_string(figma->targets.size()) + R"(":")" +
                                  std::string(kNodesHeldMax / 2, 'x') + R"("}})");
  };
  EXPECT_EQ(nodes(ids(1000)).error().message, "The nodes together are larger than 64 MB.");
  EXPECT_EQ(figma->targets.size(), 2u);
}

}  // namespace
}  // namespace figlink
