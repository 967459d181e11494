#include "figma/gather.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/text.h"
#include "figma/limiter.h"
#include "figma/upstream_test_below.h"

namespace figlink {
namespace {

// A Figma that answers for the ids it is asked for, unless the test says otherwise.
class Figma final : public Upstream {
 public:
  explicit Figma(World& world) : world_(world) {}

  Result<Reply> send(const Errand& errand, Trace& trace) override {
    ++trace.calls;
    const auto ids = ids_of(errand.call);
    asked.push_back(ids);
    targets.push_back(errand.call.target());
    accounts.emplace_back(errand.account_id);
    trace.figma_status = 200;
    trace.figma_request_id = "r" + std::to_string(asked.size());
    world_.yield();
    if (answer) {
      if (auto error = answer(errand, ids)) return std::unexpected(std::move(*error));
    }
    Reply reply;
    reply.content_type = "application/json; charset=utf-8";
    reply.request_id = trace.figma_request_id;
    reply.body = text_source(text ? text(ids) : says(errand.call, ids));
    return reply;
  }

  static std::vector<std::string> ids_of(const Call& call) {
    std::vector<std::string> ids;
    for (std::string_view item : call.split_items()) ids.push_back(percent_decode(item).value());
    return ids;
  }
  // Blanks around the list and the places of members are Figma's own.
  static std::string says(const Call& call, const std::vector<std::string>& ids) {
    const bool is_nodes = call.action().name == "figma_get_file_nodes";
    std::string entries;
    for (const std::string& id : ids) {
      entries += entries.empty() ? "\"" : ",\"";
      entries += id;
      if (id.starts_with("9:")) {
        entries += "\":null";
      } else if (is_nodes) {
        entries += R"(":{"document":{"id":")" + id + R"(","name":"a , } \" b"},"styles":{}})";
      } else {
        entries += "\":\"https://p/" + id + "\"";
      }
    }
    return is_nodes ? R"({"name":"A","version":"7","nodes": {)" + entries + R"(},"role":"owner"})"
                    : R"({"err":null,"images":{)" + entries + "}}";
  }

  std::function<std::optional<Error>(const Errand&, const std::vector<std::string>&)> answer;
  std::function<std::string(const std::vector<std::string>&)> text;
  std::vector<std::vector<std::string>> asked;
  std::vector<std::string> targets, accounts;

 private:
  World& world_;
};

Error refused_for(int status, std::string_view text) {
  return judge(*find_action("figma_get_file_nodes"),
               {.status = status, .content_type = "application/json"},
               R"({"status":)" + std::to_string(status) + R"(,"err":")" + std::string(text) + "\"}")
      .error;
}

struct Gathers : testing::Test {
  Gathers() { stack(nullptr); }
  void stack(Limiter* limiter) {
    auto made = std::make_unique<Figma>(world);
    figma = made.get();
    auto step = make_depart(std::move(made));
    if (limiter) step = make_limit(std::move(step), *limiter);
    layer = make_gather(std::move(step), clock);
  }
  struct Wish {
    std::string_view account = "a", token = "t";
    bool gathers = true;
    Priority priority = Priority::interactive;
    SteadyMs deadline = 0, permit_due = 0;
    std::string_view person = {};
  };
  static Call nodes(const std::string& ids, const std::string& more = "") {
    return call_of("figma_get_file_nodes",
                   R"({"file_key": "F", "ids": ")" + ids + "\"" + more + "}");
  }
  static Call renders(const std::string& ids, const std::string& more = "") {
    return call_of("figma_render_images",
                   R"({"file_key": "F", "ids": ")" + ids + "\"" + more + "}");
  }
  struct Got {
    Call call;
    std::optional<Error> error = {};
    std::string body = {};
    Trace trace = {};
    SteadyMs at = 0;
    bool done = false;
    bool is_right() const { return !error && body == Figma::says(call, Figma::ids_of(call)); }
  };
  // Each goes when the world lets it.
  Got& ask(Call call, const Wish& wish) {
    Got& got = *gots.emplace_back(std::make_unique<Got>(Got{std::move(call)}));
    world.add([this, &got, wish] { send(got, wish); });
    return got;
  }
  Got& ask(Call call) { return ask(std::move(call), {}); }
  // The same when another one leads already.
  Got& later(Call call, const Wish& wish) {
    Got& got = *gots.emplace_back(std::make_unique<Got>(Got{std::move(call)}));
    world.add([this, &got, wish, due = clock.steady_ms() + kGatherWindowMs / 2] {
      Gate never;
      never.wait_until(due);
      send(got, wish);
    });
    return got;
  }
  void send(Got& got, const Wish& wish) {
    const Secret token(wish.token);
    auto reply = layer->send({.call = got.call,
                              .kind = Credentials::personal,
                              .token = token,
                              .account_id = wish.account,
                              .deadline = wish.deadline,
                              .person = wish.person,
                              .owner = "o",
                              .priority = wish.priority,
                              .permit_due = wish.permit_due,
                              .may_gather = wish.gathers},
                             got.trace);
    got.at = clock.steady_ms();
    got.done = true;
    if (!reply) {
      got.error = reply.error();
      return;
    }
    auto text = read_all(*reply->body, 64u << 20);
    got.body = text ? *text : "broken: " + text.error().message;
  }
  bool all_right() const {
    return std::ranges::all_of(gots, [](const auto& got) { return got->is_right(); });
  }

  HandClock clock;
  World world{17, &clock};
  QuietLog log;
  std::unique_ptr<Upstream> layer;
  Figma* figma = nullptr;
  std::vector<std::unique_ptr<Got>> gots;
};

TEST_F(Gathers, GivesEachWhatFigmaWouldSayOfItsOwnIds) {
  Got& first = ask(nodes("1:1,1:2"));
  Got& second = ask(nodes("1:2,I3:4;5:6"));
  Got& third = ask(nodes("9:9"));
  world.run();
  ASSERT_EQ(figma->asked.size(), 1u);
  EXPECT_EQ(figma->asked[0].size(), 4u) << "1:2 once";
  for (Got* got : {&first, &second, &third}) {
    EXPECT_TRUE(got->is_right()) << got->body;
    EXPECT_EQ(got->trace.gathered, 3);
    EXPECT_EQ(got->trace.figma_request_id, "r1");
  }
  EXPECT_EQ(first.trace.calls + second.trace.calls + third.trace.calls, 1);
  EXPECT_NE(third.body.find(R"("9:9":null)"), std::string::npos);
}

TEST_F(Gathers, GathersRendersToo) {
  for (int i = 1; i <= 5; ++i) ask(renders("1:" + std::to_string(i), R"(, "scale": 2)"));
  world.run();
  EXPECT_EQ(figma->asked.size(), 1u);
  EXPECT_NE(figma->targets[0].find("scale=2"), std::string::npos);
  EXPECT_TRUE(all_right());
}

TEST_F(Gathers, OneAloneGoesThrough) {
  Got& got = ask(nodes("1:1"));
  world.run();
  EXPECT_TRUE(got.is_right());
  EXPECT_EQ(figma->targets[0], got.call.target());
  EXPECT_EQ(got.trace.gathered, 0);
}

TEST_F(Gathers, AsksOnlyForWhoAllowsIt) {
  ask(nodes("1:1"), {.gathers = false});
  ask(nodes("1:2"), {.gathers = false});
  ask(nodes("1:3"));
  world.run();
  EXPECT_EQ(figma->asked.size(), 3u);
  EXPECT_TRUE(all_right());
}

TEST_F(Gathers, NeverMixesAccountsCredentialsPrioritiesOrVariants) {
  ask(nodes("1:1"));
  ask(nodes("1:2"), {.account = "b"});
  ask(nodes("1:3"), {.token = "another"});
  ask(nodes("1:4"), {.priority = Priority::bulk});
  ask(nodes("1:5", R"(, "depth": 1)"));
  ask(nodes("1:6", R"(, "depth": 2)"));
  ask(nodes("1:7", R"(, "geometry": "paths")"));
  ask(nodes("1:8", R"(, "plugin_data": "shared")"));
  ask(nodes("1:9", R"(, "version": "5")"));
  ask(renders("1:1"));
  ask(renders("1:2", R"(, "format": "svg")"));
  ask(call_of("figma_get_file_nodes", R"({"file_key": "G", "ids": "1:1"})"));
  world.run();
  EXPECT_EQ(figma->asked.size(), 12u);
  EXPECT_TRUE(all_right());
}

TEST_F(Gathers, ThousandsOfCallersInAFewCalls) {
  constexpr int kCallers = 2000;
  for (int i = 1; i <= kCallers; ++i) ask(nodes("1:" + std::to_string(i)));
  world.run();
  EXPECT_TRUE(all_right());
  EXPECT_EQ(figma->asked.size(), 5u) << "of 400 each";
  for (const std::string& target : figma->targets) EXPECT_LE(target.size(), 6000u);
}

TEST_F(Gathers, MoreComeWhileThePermitIsWaitedFor) {
  Limiter limiter(LimiterParts{.clock = clock, .log = log});
  stack(&limiter);
  const SteadyMs began = clock.steady_ms();
  // Ten fit at once and then one each six seconds; these come over half a minute.
  constexpr int kCallers = 400;
  for (int i = 1; i <= kCallers; ++i) {
    Got& got = *gots.emplace_back(std::make_unique<Got>(Got{nodes("1:" + std::to_string(i))}));
    world.add([this, &got, due = began + (i <= 10 ? 100 * i : 2000 + 70 * i)] {
      Gate never;
      never.wait_until(due);
      send(got, {.person = "p"});
    });
  }
  world.run();
  EXPECT_TRUE(all_right());
  EXPECT_LE(figma->asked.size(), 16u);
  EXPECT_GE(figma->asked.size(), 11u);
}

TEST_F(Gathers, OneBadIdFailsOnlyWhoNamedIt) {
  for (int status : {400, 404, 500}) {
    gots.clear();
    figma->asked.clear();
    World another(29, &clock);
    figma->answer = [&](const Errand&, const auto& ids) -> std::optional<Error> {
      if (std::ranges::find(ids, "6:66") == ids.end()) return std::nullopt;
      return refused_for(status, "Bad id");
    };
    for (int i = 1; i <= 64; ++i) {
      Got& got = *gots.emplace_back(
          std::make_unique<Got>(Got{nodes(i == 40 ? "6:66,1:40" : "1:" + std::to_string(i))}));
      another.add([&] { send(got, {}); });
    }
    another.run();
    int failed = 0;
    for (const auto& got : gots) {
      failed += got->error.has_value();
      EXPECT_EQ(got->error.has_value(), got->call.target().find("6%3A66") != std::string::npos);
    }
    EXPECT_EQ(failed, 1) << status;
    EXPECT_LE(figma->asked.size(), 13u) << status << ": halved, not each for itself";
  }
}

TEST_F(Gathers, WhatFailsForAllIsNotHalvedForEver) {
  figma->answer = [](const Errand&, const auto&) { return refused_for(404, "Not found"); };
  for (int i = 1; i <= 32; ++i) ask(nodes("1:" + std::to_string(i)));
  world.run();
  for (const auto& got : gots) EXPECT_EQ(got->error->fault, Fault::not_found);
  EXPECT_LE(figma->asked.size(), 32u + 15u);
}

TEST_F(Gathers, WhatIsTooLargeIsHalved) {
  figma->answer = [](const Errand&, const auto& ids) -> std::optional<Error> {
    if (ids.size() <= 10) return std::nullopt;
    return refused_for(400, "Request too large. If applicable, filter by query params.");
  };
  for (int i = 1; i <= 40; ++i) ask(nodes("1:" + std::to_string(i)));
  world.run();
  EXPECT_TRUE(all_right());
  EXPECT_EQ(figma->asked.size(), 1u + 2u + 4u);
}

TEST_F(Gathers, AnAnswerIsHeldOnlyWithinItsBound) {
  figma->text = [](const std::vector<std::string>& ids) {
    std::string text;
    for (const std::string& id : ids) {
      text += text.empty() ? "{\"nodes\":{\"" : ",\"";
      text += id + "\":\"" + std::string(5u << 20, 'x') + "\"";
    }
    return text + "}}";
  };
  for (int i = 1; i <= 4; ++i) ask(nodes("1:" + std::to_string(i)));
  world.run();
  EXPECT_EQ(figma->asked.size(), 3u) << "four are too many, two are not";
  for (const auto& got : gots) {
    const std::string key = "{\"nodes\":{\"" + Figma::ids_of(got->call)[0] + "\":\"";
    EXPECT_TRUE(got->body.starts_with(key));
    EXPECT_EQ(got->body.size(), key.size() + (5u << 20) + 3);
  }
}

TEST_F(Gathers, ADeadCredentialIsToldToAll) {
  figma->answer = [](const Errand&, const auto&) { return refused_for(403, "Invalid token"); };
  for (int i = 1; i <= 8; ++i) ask(nodes("1:" + std::to_string(i)));
  world.run();
  EXPECT_EQ(figma->asked.size(), 1u);
  for (const auto& got : gots) EXPECT_EQ(got->error->fault, gots[0]->error->fault);
}

TEST_F(Gathers, AnAnswerThatCannotBeTakenApartIsNobodys) {
  int answers = 0;
  figma->text = [&](const std::vector<std::string>& ids) {
    ++answers;
    const std::string own = Figma::says(nodes("1:1"), ids);
    if (ids.size() == 1) return own;
    return R"({"err":"One of them is strange",)" + own.substr(1);
  };
  for (int i = 1; i <= 4; ++i) ask(nodes("1:" + std::to_string(i)));
  world.run();
  EXPECT_TRUE(all_right());
  EXPECT_EQ(answers, 5);
}

TEST_F(Gathers, TheOneThatLeadsMayLeave) {
  // Its deadline passes while Figma is silent: another one leads, and nobody else notices.
  Gate never;
  figma->answer = [&](const Errand& errand, const auto&) -> std::optional<Error> {
    if (errand.deadline == 0) return std::nullopt;
    never.wait_until(errand.deadline);
    return fail(Fault::too_slow, "figma.test did not answer in time.").error();
  };
  const SteadyMs began = clock.steady_ms();
  Got& first = ask(nodes("1:0"), {.deadline = began + 5'000});
  for (int i = 1; i <= 5; ++i) later(nodes("1:" + std::to_string(i)), {});
  world.run();
  EXPECT_EQ(figma->asked.size(), 2u);
  EXPECT_EQ(first.error->fault, Fault::too_slow);
  EXPECT_EQ(first.at, began + 5'000);
  for (std::size_t i = 1; i < gots.size(); ++i) EXPECT_TRUE(gots[i]->is_right()) << i;
}

TEST_F(Gathers, WhoJoinedLeavesAtItsOwnDeadline) {
  Gate never;
  figma->answer = [&](const Errand&, const auto&) -> std::optional<Error> {
    never.wait_until(clock.steady_ms() + kMinuteMs);
    return std::nullopt;
  };
  const SteadyMs began = clock.steady_ms();
  Got& first = ask(nodes("1:1"));
  Got& late = later(nodes("1:2"), {.deadline = began + 9'000});
  Got& patient = later(nodes("1:3"), {});
  world.run();
  EXPECT_EQ(late.error->fault, Fault::too_slow);
  EXPECT_EQ(late.error->message, "Figma did not answer within the time of this call.");
  EXPECT_EQ(late.at, began + 9'000);
  EXPECT_TRUE(first.is_right());
  EXPECT_TRUE(patient.is_right());
  EXPECT_EQ(figma->asked.size(), 1u);
}

TEST_F(Gathers, NobodyWaitsLongerForAPermitThanItWished) {
  Limiter limiter(LimiterParts{.clock = clock, .log = log});
  stack(&limiter);
  for (int i = 0; i < 10; ++i) {  // all of the minute
    ask(nodes("0:" + std::to_string(i)), {.gathers = false, .person = "p"});
  }
  world.run();
  World after(31, &clock);
  const SteadyMs began = clock.steady_ms();
  std::vector<Got*> mine;
  for (int i = 0; i < 6; ++i) {
    Got& got = *gots.emplace_back(std::make_unique<Got>(Got{nodes("1:" + std::to_string(i))}));
    mine.push_back(&got);
    const SteadyMs due = i % 2 == 0 ? began + 2'000 : began + 20'000;
    after.add([this, &got, due] { send(got, {.permit_due = due, .person = "p"}); });
  }
  after.run();
  for (std::size_t i = 0; i < mine.size(); ++i) {
    if (i % 2 == 1) {
      EXPECT_TRUE(mine[i]->is_right());
      continue;
    }
    ASSERT_TRUE(mine[i]->error) << i;
    EXPECT_EQ(mine[i]->error->fault, Fault::limited);
    EXPECT_LE(mine[i]->at, began + 2'000);
    EXPECT_GT(mine[i]->error->retry_after_ms, 0);
  }
  EXPECT_EQ(figma->asked.size(), 11u);
}

// Whoever leaves when, and whatever Figma refuses: each gets its own answer or a refusal of its
// own.
TEST_F(Gathers, InAnyOrder) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    World any(seed, &clock);
    Limiter limiter(LimiterParts{.clock = clock, .log = log});
    auto made = std::make_unique<Figma>(any);
    Figma& one = *made;
    layer = make_gather(make_limit(make_depart(std::move(made)), limiter), clock);
    one.answer = [&](const Errand& errand, const auto& ids) -> std::optional<Error> {
      Gate never;
      const SteadyMs until = clock.steady_ms() + static_cast<SteadyMs>(any.draw(9'000));
      never.wait_until(errand.deadline != 0 ? std::min(errand.deadline, until) : until);
      if (errand.deadline != 0 && clock.steady_ms() >= errand.deadline)
        return fail(Fault::too_slow, "figma.test did not answer in time.").error();
      if (std::ranges::find(ids, "6:66") != ids.end()) return refused_for(404, "Not found");
      if (ids.size() > 12) return refused_for(400, "Request too large.");
      if (any.luck(5)) return refused_for(500, "Internal server error");
      return std::nullopt;
    };
    gots.clear();
    const SteadyMs began = clock.steady_ms();
    for (int i = 0; i < 40; ++i) {
      const std::string id = any.luck(5) ? "6:66" : "1:" + std::to_string(any.draw(30));
      Got& got = *gots.emplace_back(
          std::make_unique<Got>(Got{nodes(id + ",2:" + std::to_string(any.draw(9)))}));
      const SteadyMs at = began + static_cast<SteadyMs>(any.draw(100));
      Wish wish{.person = "p"};
      if (any.luck(30)) wish.deadline = at + 1 + static_cast<SteadyMs>(any.draw(60'000));
      if (any.luck(30)) wish.permit_due = at + static_cast<SteadyMs>(any.draw(60'000));
      any.add([&, at, wish] {
        Gate never;
        never.wait_until(at);
        send(got, wish);
        EXPECT_TRUE(wish.deadline == 0 || got.at <= wish.deadline) << seed;
      });
    }
    any.run();
    layer.reset();  // before its limiter
    for (const auto& got : gots) {
      EXPECT_TRUE(got->done);
      const auto ids = Figma::ids_of(got->call);
      const bool is_bad = std::ranges::find(ids, "6:66") != ids.end();
      if (got->error) {
        EXPECT_TRUE(is_bad || got->error->fault != Fault::not_found) << seed;
      } else {
        EXPECT_TRUE(got->is_right()) << seed << got->body;
      }
    }
  }
}

TEST_F(Gathers, WhoComesAfterTheCallWentOutIsOfTheNextOne) {
  // So nobody reads what was there before it asked.
  std::set<std::string> under_way;
  figma->answer = [&](const Errand&, const auto& ids) -> std::optional<Error> {
    if (figma->asked.size() == 1) {
      under_way.insert(ids.begin(), ids.end());
      Got& got = *gots.emplace_back(std::make_unique<Got>(Got{nodes("5:5")}));
      send(got, {});
      EXPECT_EQ(figma->asked.size(), 2u);
    }
    return std::nullopt;
  };
  ask(nodes("1:1"));
  ask(nodes("1:2"));
  world.run();
  EXPECT_TRUE(all_right());
}

}  // namespace
}  // namespace figlink
