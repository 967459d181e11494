// The memory from a read down to the disk, over the sandbox: what Figma is asked, and what it is
// not.
#include "figma/recall.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <mutex>
#include <thread>

#include "actions/catalogue.h"
#include "actions/check.h"
#include "base/fiber_test_world.h"
#include "figma/fake.h"
#include "figma/share.h"
#include "figma/staircase.h"
#include "gateway/file_archive.h"
#include "gateway/gateway_test_house.h"

namespace figlink {
namespace {

constexpr ArchiveLimits kRoom = {64u << 20, 16u << 20};

// The sandbox, with a note of each call.
class NotedFigma final : public Handler {
 public:
  explicit NotedFigma(std::unique_ptr<Handler> fake) : fake_(std::move(fake)) {}
  Response handle(Request& request) override {
    const std::string target(request.target);
    {
      std::lock_guard lock(mutex_);
      asked.push_back(target);
    }
    if (refuse) {
      if (auto refusal = refuse(target)) return std::move(*refusal);
    }
    return fake_->handle(request);
  }
  std::function<std::optional<Response>(const std::string& target)> refuse;
  std::vector<std::string> asked;

 private:
  std::mutex mutex_;
  std::unique_ptr<Handler> fake_;
};

struct Got {
  std::string text;
  Memory memory = Memory::none;
  std::int64_t age_s = 0;
  std::string fault;
};

struct Recalled : testing::Test {
  Recalled() {
    char name[] = "/tmp/figlink-recall-XXXXXX";
    root = ::mkdtemp(name);
    write("100");
    figma = std::make_unique<NotedFigma>(make_fake(clock, {.files_dir = root}));
    transport = std::make_unique<HandlerTransport>(*figma);
    vault = Vault::unlock(Secret(std::string_view("0123456789abcdef0123456789abcdef")), {}, chance)
                .value();
    start();
  }
  ~Recalled() override {
    stairs.reset();
    archive.reset();
    std::filesystem::remove_all(root);
  }
  void start() {
    stairs.reset();
    archive.reset();
    freshness = std::make_unique<Freshness>(clock);
    archive = std::make_unique<FileArchive>(root + "/memory", kRoom, *vault, clock, chance, log);
    stairs = make_staircase({.transport = *transport,
                             .origin = Origin::parse("http://figma.test").value(),
                             .clock = clock,
                             .log = log,
                             .archive = archive.get(),
                             .freshness = freshness.get()});
  }
  // The file as it is now.
  void write(std::string_view version, std::string_view more = "") {
    std::ofstream(root + "/doc.json", std::ios::trunc)
        << R"({"document":{"id":"0:0","name":"Document","type":"DOCUMENT","children":[{"id":"0:1",)"
        << R"("name":"Page","type":"CANVAS","children":[{"id":"1:1","name":")" << version << more
        << R"(","type":"FRAME","children":[]},{"id":"1:2","name":"b","type":"FRAME","children":[]}]}]},)"
        << R"("components":{},"componentSets":{},"schemaVersion":0,"styles":{},"name":"Doc",)"
        << R"("lastModified":"2026-01-01T00:00:00Z","thumbnailUrl":"","version":")" << version
        << R"(","role":"owner","editorType":"figma","linkAccess":"view"})";
  }
  struct By {
    std::string_view account = "acc1";
    std::string_view token = kDemoToken;
    ReadWish read = {};
    const std::vector<std::string>* scopes = nullptr;
  };
  Got ask(std::string_view action, std::string_view inputs, const By& by) {
    const Call call =
        check(*find_action(action), Json::parse(inputs).value(), Form::flat, {}).value();
    const Secret token(by.token);
    Trace trace;
    auto reply = stairs->send({.call = call,
                               .kind = Credentials::personal,
                               .token = token,
                               .account_id = by.account,
                               .scopes = by.scopes,
                               .read = by.read},
                              trace);
    if (!reply) return {"", Memory::none, 0, std::string(facts(reply.error().fault).name)};
    auto text = read_all(*reply->body, 64u << 20);
    return {text ? *text : "(broken)", reply->memory, reply->age_s, ""};
  }
  Got ask(std::string_view action, std::string_view inputs) { return ask(action, inputs, {}); }
  Got file(const ReadWish& read = {}) {
    return ask("figma_get_file", R"({"file_key":"doc"})", {.read = read});
  }
  Got node(const ReadWish& read = {}) {
    return ask("figma_get_file_nodes", R"({"file_key":"doc","ids":["1:1"]})", {.read = read});
  }
  // What was asked since the last time.
  std::string asked() {
    std::string all;
    for (const std::string& target : std::exchange(figma->asked, {})) all += target + " ";
    return all;
  }
  void later(std::int64_t ms = kBelievedMs + 1) { clock.advance_ms(ms); }

  std::string root;
  HandClock clock;
  SystemChance chance;
  KeptLog log;
  std::unique_ptr<NotedFigma> figma;
  std::unique_ptr<HandlerTransport> transport;
  std::unique_ptr<Vault> vault;
  std::unique_ptr<Freshness> freshness;
  std::unique_ptr<FileArchive> archive;
  std::unique_ptr<Upstream> stairs;
};

constexpr std::string_view kMeta = "/v1/files/doc/meta ";
constexpr std::string_view kWhole = "/v1/files/doc ";

TEST_F(Recalled, AnUnchangedFileCostsNoTierOneCall) {
  const Got first = file();
  EXPECT_EQ(first.memory, Memory::miss);
  EXPECT_EQ(asked(), kWhole);
  const Got second = file();
  EXPECT_EQ(second.memory, Memory::hit);
  EXPECT_EQ(second.text, first.text);
  EXPECT_EQ(asked(), "");
  later();
  const Got third = file();
  EXPECT_EQ(third.memory, Memory::revalidated);
  EXPECT_EQ(third.age_s, 0);
  EXPECT_EQ(third.text, first.text);
  EXPECT_EQ(asked(), kMeta);
  clock.advance_ms(2'000);
  EXPECT_EQ(file().age_s, 2);
  EXPECT_EQ(asked(), "") << "the check is believed for a while too";
}

// The one who joins a question says how long ago it was asked, and asks anew when it came after it
// and believes nothing. The simulator found it.
TEST_F(Recalled, WhoJoinsAQuestionKnowsItsAge) {
  file();
  file();  // it is there now
  later();
  figma->asked.clear();
  World world(3, &clock);
  figma->refuse = [&](const std::string&) {
    Gate never;  // the question is under way for a while
    never.wait_until(clock.steady_ms() + 4'000);
    return std::optional<Response>();
  };
  const SteadyMs began = clock.steady_ms();
  auto joins = [&](std::int64_t after_ms, const ReadWish& read, Got& got) {
    world.add([&, after_ms, read] {
      Gate never;
      never.wait_until(began + after_ms);
      got = file(read);
    });
  };
  Got first, second, strict;
  joins(0, {}, first);
  joins(2'000, {}, second);
  joins(3'000, {.no_cache = true}, strict);
  world.run();
  EXPECT_EQ(first.age_s, 0);
  EXPECT_EQ(second.memory, Memory::revalidated);
  EXPECT_EQ(second.age_s, 2);
  EXPECT_EQ(strict.memory, Memory::revalidated);
  EXPECT_EQ(strict.age_s, 0);
  EXPECT_EQ(asked(), std::string(kMeta) + std::string(kMeta));
}

TEST_F(Recalled, AChangedFileIsReadAgain) {
  file();
  later();
  write("101");
  asked();
  const Got got = file();
  EXPECT_EQ(got.memory, Memory::miss);
  EXPECT_NE(got.text.find("101"), std::string::npos);
  EXPECT_EQ(asked(), std::string(kMeta) + std::string(kWhole));
  EXPECT_EQ(file().memory, Memory::hit);
}

// The old answer stays until the new one is there.
TEST_F(Recalled, AChangeThatFigmaDoesNotGiveLeavesTheOldAnswer) {
  const Got first = file();
  write("200");
  later();
  figma->refuse = [](const std::string& target) -> std::optional<Response> {
    if (target.ends_with("/meta")) return std::nullopt;
    return SmallFigma::refused(429, "Rate limit exceeded");
  };
  for (int i = 0; i < 2; ++i) {  // just learned, and known for a while
    const Got stale = file();
    EXPECT_EQ(stale.memory, Memory::stale);
    EXPECT_EQ(stale.text, first.text);
    EXPECT_EQ(node().memory, Memory::stale);
    EXPECT_EQ(file({.max_age_s = 60}).fault, "limited");
  }
  figma->refuse = nullptr;
  const Got fresh = file();
  EXPECT_EQ(fresh.memory, Memory::miss);
  EXPECT_NE(fresh.text, first.text);
  EXPECT_EQ(file().memory, Memory::hit);
}

TEST_F(Recalled, ARefusalEndsTheOldAnswer) {
  file();
  write("200");
  later();
  figma->refuse = [](const std::string& target) -> std::optional<Response> {
    if (target.ends_with("/meta")) return std::nullopt;
    return SmallFigma::refused(404, "Not found");
  };
  EXPECT_EQ(file().fault, "not_found");
  figma->refuse = [](const std::string&) {
    return SmallFigma::refused(429, "Rate limit exceeded");
  };
  EXPECT_EQ(file().fault, "limited") << "nothing old is left";
}

// With real threads, as the archive has some of its own.
TEST_F(Recalled, ManyWhoWantOneLargeFileMakeOneCall) {
  write("100", std::string(kSharedBodyMax + 1, 'x'));
  const SystemClock time;
  stairs.reset();
  freshness = std::make_unique<Freshness>(time);
  archive = std::make_unique<FileArchive>(root + "/large", kRoom, *vault, time, chance, log);
  stairs = make_staircase({.transport = *transport,
                           .origin = Origin::parse("http://figma.test").value(),
                           .clock = time,
                           .log = log,
                           .archive = archive.get(),
                           .freshness = freshness.get()});
  figma->refuse = [&](const std::string&) {
    Gate never;  // most come meanwhile
    never.wait_until(time.steady_ms() + 200);
    return std::optional<Response>();
  };
  std::vector<Got> got(40);
  std::vector<std::jthread> threads;
  for (Got& each : got) threads.emplace_back([&] { each = file(); });
  threads.clear();
  EXPECT_EQ(asked(), kWhole);
  for (const Got& each : got) EXPECT_EQ(each.text.size(), got[0].text.size()) << each.fault;
}

TEST_F(Recalled, NarrowerReadsAreCutOutOfTheWhole) {
  file();
  asked();
  const std::pair<std::string_view, std::string_view> narrower[] = {
      {"figma_get_file", R"({"file_key":"doc","depth":1})"},
      {"figma_get_file", R"({"file_key":"doc","ids":["1:2","9:9"]})"},
      {"figma_get_file_nodes", R"({"file_key":"doc","ids":["1:2","0:1","9:9"],"depth":1})"},
      {"figma_get_file_nodes", R"({"file_key":"doc","ids":["1:1"]})"}};
  for (int round = 0; round < 2; ++round) {
    for (auto [action, inputs] : narrower) {
      const Got cut = ask(action, inputs);
      EXPECT_EQ(cut.memory, Memory::hit) << inputs;
      EXPECT_EQ(asked(), "");
      const Got figmas = ask(action, inputs, {.read = {.no_store = true}});
      EXPECT_EQ(cut.text, figmas.text);
      EXPECT_EQ(figmas.memory, Memory::miss);
      asked();
    }
  }
}

TEST_F(Recalled, VariantsAreNeverMixed) {
  file();
  asked();
  for (std::string_view other :
       {R"("geometry":"paths")", R"("plugin_data":["1"])", R"("branch_data":true)"}) {
    const std::string inputs = R"({"file_key":"doc",)" + std::string(other) + "}";
    EXPECT_EQ(ask("figma_get_file", inputs).memory, Memory::miss) << inputs;
    EXPECT_EQ(ask("figma_get_file", inputs).memory, Memory::hit) << inputs;
  }
  EXPECT_EQ(ask("figma_get_file", R"({"file_key":"doc","branch_data":false})").memory, Memory::hit);
  EXPECT_EQ(
      ask("figma_get_file_nodes", R"({"file_key":"doc","ids":["1:1"],"geometry":"paths"})").memory,
      Memory::hit)
      << "of its own variant";
}

TEST_F(Recalled, AnAnswerCrossesNeitherAccountNorCredential) {
  file();
  asked();
  const std::string_view inputs = R"({"file_key":"doc"})";
  EXPECT_EQ(ask("figma_get_file", inputs, {.account = "acc2"}).memory, Memory::miss);
  const Got other =
      ask("figma_get_file", inputs, {.token = "figd_sandbox-stranger-0000000000000000000000"});
  EXPECT_NE(other.fault, "") << "another token of the same account must ask for itself";
}

TEST_F(Recalled, WhatWasRememberedOutlivesTheProcess) {
  const Got first = file();
  start();
  asked();
  EXPECT_EQ(file().text, first.text);
  later();
  EXPECT_EQ(node().memory, Memory::revalidated);
  EXPECT_EQ(asked(), kMeta);
}

TEST_F(Recalled, TheCallersCacheControlIsObeyed) {
  EXPECT_EQ(file({.only_if_cached = true}).fault, "too_slow");
  EXPECT_EQ(asked(), "");
  EXPECT_EQ(file({.no_store = true}).memory, Memory::miss);
  EXPECT_EQ(file({.only_if_cached = true}).fault, "too_slow") << "no-store keeps nothing";
  file();
  asked();
  EXPECT_EQ(file({.no_cache = true}).memory, Memory::revalidated);
  EXPECT_EQ(file({.max_age_s = 0}).memory, Memory::revalidated);
  EXPECT_EQ(asked(), std::string(kMeta) + std::string(kMeta));
  clock.advance_ms(60'000);
  EXPECT_EQ(file({.only_if_cached = true}).fault, "too_slow") << "too old";
  const Got old = file({.only_if_cached = true, .max_age_s = 60});
  EXPECT_EQ(old.memory, Memory::hit);
  EXPECT_EQ(old.age_s, 60);
  EXPECT_EQ(file({.only_if_cached = true, .max_stale_s = 60}).memory, Memory::stale);
  EXPECT_EQ(asked(), "");
  EXPECT_EQ(file({.max_age_s = 59}).memory, Memory::revalidated);
}

TEST_F(Recalled, AParkedBudgetLeavesWhatMemoryCanServe) {
  const Got first = file();
  later(kMinuteMs);
  figma->refuse = [](const std::string&) -> std::optional<Response> {
    return json_response(429, R"({"status":429,"err":"Rate limit exceeded"})");
  };
  const Got got = node();
  EXPECT_EQ(got.memory, Memory::stale);
  EXPECT_EQ(got.age_s, 60);
  EXPECT_EQ(file().text, first.text);
  EXPECT_EQ(file({.no_cache = true}).fault, "limited");
  EXPECT_EQ(file({.max_age_s = 10}).fault, "limited") << "the caller wants nothing older";
  EXPECT_EQ(file({.max_age_s = 10, .max_stale_s = 100}).memory, Memory::stale);
  EXPECT_EQ(file({.max_age_s = 10, .max_stale_s = 10}).fault, "limited");
  later(kStaleMaxMs);
  EXPECT_NE(file().memory, Memory::stale);
}

TEST_F(Recalled, WhoMayNoLongerSeeTheFileIsToldByFigma) {
  file();
  later();
  figma->refuse = [](const std::string&) -> std::optional<Response> {
    return json_response(404, R"({"status":404,"err":"Not found"})");
  };
  asked();
  EXPECT_EQ(file().fault, "not_found");
  EXPECT_EQ(asked(), std::string(kMeta) + std::string(kWhole));
  figma->refuse = nullptr;
  EXPECT_EQ(file({.only_if_cached = true}).fault, "too_slow") << "and it is forgotten";
}

TEST_F(Recalled, ATokenWithoutTheMetadataScopeAsksForTheFileItself) {
  const std::vector<std::string> scopes = {"file_content:read"};
  const By by{.scopes = &scopes};
  const std::string_view inputs = R"({"file_key":"doc"})";
  ask("figma_get_file", inputs, by);
  EXPECT_EQ(ask("figma_get_file", inputs, by).memory, Memory::hit);
  later();
  asked();
  EXPECT_EQ(ask("figma_get_file", inputs, by).memory, Memory::miss);
  EXPECT_EQ(asked(), kWhole);
}

TEST_F(Recalled, ToldThatAFileChangedItBelievesNothingOlder) {
  file();
  later(1);
  freshness->file_changed("doc");
  asked();
  EXPECT_EQ(file({.max_age_s = 1'000}).memory, Memory::revalidated);
  EXPECT_EQ(asked(), kMeta);
  later(1);
  freshness->file_changed("doc");
  EXPECT_EQ(file().memory, Memory::revalidated);
  EXPECT_EQ(file().memory, Memory::hit);
}

TEST_F(Recalled, WhatACallerHearsOfTheVersionCountsToo) {
  file();
  write("101");
  EXPECT_EQ(file().memory, Memory::hit) << "young enough to be believed";
  const Got metadata = ask("figma_get_file_metadata", R"({"file_key":"doc"})");
  EXPECT_NE(metadata.text.find("101"), std::string::npos);
  asked();
  const Got after = file();
  EXPECT_EQ(after.memory, Memory::miss);
  EXPECT_NE(after.text.find("101"), std::string::npos);
  EXPECT_EQ(asked(), "/v1/files/doc ");
  EXPECT_EQ(file().memory, Memory::hit);
}

TEST_F(Recalled, APinnedVersionIsAskedForTheRightToSeeItAlone) {
  const std::string_view inputs =
      R"({"file_key":"codeconnect","version":"2170832056625071133","depth":1})";
  const Got first = ask("figma_get_file", inputs);
  ASSERT_EQ(first.memory, Memory::miss) << first.fault;
  later();
  asked();
  EXPECT_EQ(ask("figma_get_file", inputs).memory, Memory::revalidated);
  EXPECT_EQ(asked(), "/v1/files/codeconnect/meta ");
}

TEST_F(Recalled, LinksAreRememberedWhileTheyLive) {
  const std::string_view inputs = R"({"file_key":"codeconnect","ids":["0:1"],"format":"png"})";
  const Got first = ask("figma_render_images", inputs);
  ASSERT_EQ(first.memory, Memory::miss) << first.fault;
  asked();
  EXPECT_EQ(ask("figma_render_images", inputs).text, first.text);
  EXPECT_EQ(asked(), "");
  EXPECT_EQ(ask("figma_render_images", R"({"file_key":"codeconnect","ids":["0:1"],"format":"svg"})")
                .memory,
            Memory::miss)
      << "the same inputs alone";
  later();
  EXPECT_EQ(ask("figma_render_images", inputs).memory, Memory::revalidated);
  later(kRenderLifeMs);
  EXPECT_EQ(ask("figma_render_images", inputs).memory, Memory::miss);
  // What was not rendered is asked for again.
  const std::string_view some = R"({"file_key":"codeconnect","ids":["0:1","9:9"]})";
  ask("figma_render_images", some);
  EXPECT_EQ(ask("figma_render_images", some).memory, Memory::miss);
}

TEST_F(Recalled, AnAnswerThatBrokeIsNotRemembered) {
  struct Cut final : Source {
    Result<std::string_view> next() override {
      if (std::exchange(given, true)) return fail(Fault::figma_broken, "cut");
      return std::string_view(R"({"version":"100","document":{"id":"0:0"})");
    }
    bool given = false;
  };
  figma->refuse = [](const std::string&) -> std::optional<Response> {
    Response response;
    response.headers.add("content-type", "application/json");
    response.body.source = std::make_unique<Cut>();
    return response;
  };
  EXPECT_EQ(file().text, "(broken)");
  figma->refuse = nullptr;
  EXPECT_EQ(file().memory, Memory::miss);
}

TEST_F(Recalled, OtherActionsPassByIt) {
  EXPECT_EQ(ask("figma_get_comments", R"({"file_key":"doc"})").memory, Memory::none);
  EXPECT_EQ(ask("figma_get_file_metadata", R"({"file_key":"doc"})").memory, Memory::none);
}

}  // namespace
}  // namespace figlink
