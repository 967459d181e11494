#include "figma/limiter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "figma/upstream_test_below.h"

namespace figlink {
namespace {

// What outlives a process, in memory.
class KeptRows final : public BudgetMemory {
 public:
  Result<Rows> recall(const std::string& person) override {
    ++recalls;
    if (fails) return fail(Fault::busy, "The store is full.");
    Rows rows;
    for (const auto& [key, row] : buckets) {
      if (row.person == person) rows.buckets.push_back(row);
    }
    for (const auto& [key, row] : facts) {
      if (row.person == person) rows.facts.push_back(row);
    }
    return rows;
  }
  Result<void> keep(const Rows& rows) override {
    ++keeps;
    if (before_keep) before_keep(rows);
    if (fails) return fail(Fault::busy, "The store is full.");
    for (const BucketRow& row : rows.buckets) {
      BucketRow& kept = buckets[row.person + std::to_string(static_cast<int>(row.tier)) +
                                (row.is_default ? ""
                                                : std::string(name_of(row.standing.plan)) +
                                                      std::string(name_of(row.standing.seat)))];
      const BucketRow before = std::exchange(kept, row);
      if (before.empty_at != row.claimed) kept.empty_at = std::max(before.empty_at, row.empty_at);
      kept.parked_until = std::max(before.parked_until, row.parked_until);
      if (row.upgrade_link.empty()) kept.upgrade_link = before.upgrade_link;
    }
    for (const FactRow& row : rows.facts)
      facts[row.person + "/" + row.resource + "/" + row.project] = row;
    return {};
  }
  Result<void> forget(const std::string&) override {
    buckets.clear();
    facts.clear();
    return {};
  }
  std::map<std::string, BucketRow> buckets;
  std::map<std::string, FactRow> facts;
  int recalls = 0, keeps = 0;
  bool fails = false;
  std::function<void(const Rows&)> before_keep;
};

struct Limits : testing::Test {
  void start(LimitTable table = {}) {
    limiter = std::make_unique<Limiter>(
        LimiterParts{.clock = clock, .log = log, .memory = &memory, .table = table});
    auto made = std::make_unique<Below>(clock);
    if (below != nullptr) made->answer = below->answer;
    below = made.get();
    layer = make_limit(std::move(made), *limiter);
  }
  Limits() { start(); }

  struct Wish {
    std::string_view person = "p", project = "", owner = "";
    SteadyMs deadline = 1;  // passed: whoever must wait is refused at once
  };
  Result<Reply> send(const Call& call, const Wish& wish) {
    Trace trace;
    return layer->send({.call = call,
                        .kind = Credentials::personal,
                        .token = token,
                        .account_id = "a",
                        .deadline = wish.deadline,
                        .person = wish.person,
                        .project = wish.project,
                        .owner = wish.owner},
                       trace);
  }
  Result<Reply> send(const Call& call) { return send(call, Wish{}); }
  int good(const Call& call, int tries, std::string_view person = "p") {
    int count = 0;
    for (int i = 0; i < tries; ++i) count += send(call, {.person = person}).has_value();
    return count;
  }
  BudgetView::Row row(Tier tier, std::size_t number = 0) {
    const BudgetView view = limiter->look("p", "").value();
    std::vector<BudgetView::Row> rows;
    std::ranges::copy_if(view.rows, std::back_inserter(rows),
                         [&](const auto& each) { return each.tier == tier; });
    return rows.at(number);
  }

  HandClock clock;
  QuietLog log;
  KeptRows memory;
  Secret token{std::string_view("t")};
  std::unique_ptr<Limiter> limiter;
  std::unique_ptr<Upstream> layer;
  Below* below = nullptr;
};

TEST_F(Limits, WhatIsNotKnownIsAFullSeatOnProfessional) {
  EXPECT_EQ(good(file("one"), 30), 10);
  EXPECT_EQ(good(call_of("figma_get_comments", R"({"file_key": "one"})"), 40), 25);
  EXPECT_EQ(good(call_of("figma_get_current_user", "{}"), 70), 50);
  EXPECT_EQ(good(file("one"), 30, "somebody else"), 10);
  EXPECT_EQ(below->sent.size(), 95u);
}

TEST_F(Limits, ARefusalTellsTheTrueTimeAndTheCause) {
  good(file("one"), 10);
  auto refused = send(file("one"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, Fault::limited);
  EXPECT_EQ(refused.error().message,
            "Figma's rate limit is used up (10 a minute calls of tier 1 for Full and Dev seats on "
            "Professional, which is assumed until Figma tells): the next call fits in 7 seconds.");
  const std::int64_t wait = refused.error().retry_after_ms;
  clock.advance_ms(wait - 1);
  EXPECT_FALSE(send(file("one")));
  clock.advance_ms(1);
  EXPECT_TRUE(send(file("one")));
}

TEST_F(Limits, NobodysCallsAreNotCounted) { EXPECT_EQ(good(file("one"), 30, ""), 30); }

TEST_F(Limits, TheWallClockMayJump) {
  good(file("one"), 10);
  clock.jump_ms(30 * kDayMs);
  EXPECT_FALSE(send(file("one")));
  clock.jump_ms(-60 * kDayMs);
  clock.advance_ms(7'000);
  EXPECT_TRUE(send(file("one")));
}

TEST_F(Limits, A429TeachesThePlanAndTheSeatOfThatFileAlone) {
  below->answer = [](const Errand& errand, Trace&) -> std::optional<Error> {
    if (errand.call.file_key() == "starterfile") return refusal("396749", "starter", "low");
    return std::nullopt;
  };
  auto refused = send(file("starterfile"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().retry_after_ms, 396'749'000);
  refused = send(file("starterfile"), {.deadline = 0});
  ASSERT_FALSE(refused);
  EXPECT_EQ(below->sent.size(), 1u) << "parked: refused here, at once";
  EXPECT_EQ(refused.error().message,
            "Figma's rate limit is used up (20 a month calls of tier 1 for any seat on Starter; "
            "starterfile belongs to the Starter plan; Figma refused one and named the time): the "
            "next call fits in 4 days 14 hours.");
  EXPECT_NE(refused.error().hint.find("Upgrade: https://www.figma.com/pricing"), std::string::npos);
  EXPECT_EQ(good(file("one"), 20), 9) << "another file's budget is another one";
  EXPECT_EQ(row(Tier::one, 1).standing, (Standing{PlanKind::starter, SeatKind::low}));
  EXPECT_EQ(row(Tier::one, 1).parked_until, clock.now_ms() + 396'749'000);
}

TEST_F(Limits, AnUnknownFileWeighsInEveryBucketThatItMayBeIn) {
  below->answer = [](const Errand& errand, Trace&) -> std::optional<Error> {
    if (errand.call.file_key() == "first") return refusal("1", "org", "high");
    return std::nullopt;
  };
  EXPECT_FALSE(send(file("first")));
  below->answer = nullptr;
  clock.advance_ms(10 * kMinuteMs);
  EXPECT_EQ(good(file("first"), 8), 8);
  EXPECT_EQ(good(file("other"), 20), 7) << "together fifteen, whatever plan the other one is of";
  EXPECT_EQ(good(file("first"), 5), 0);
}

TEST_F(Limits, ParksAndFactsSurviveARestart) {
  below->answer = [](const Errand&, Trace&) { return refusal("7200", "starter", "low"); };
  EXPECT_FALSE(send(file("one")));
  clock.advance_ms(kHourMs);
  start();
  auto refused = send(file("one"));
  ASSERT_FALSE(refused);
  EXPECT_TRUE(below->sent.empty());
  EXPECT_NEAR(static_cast<double>(refused.error().retry_after_ms), 3'600'000, 1);
  EXPECT_NE(refused.error().message.find("Starter"), std::string::npos);
}

TEST_F(Limits, ADeadProcessLeavesNoRoomThatIsNotThere) {
  good(file("one"), 10);
  start();  // without settling
  EXPECT_EQ(good(file("one"), 5), 0);
  clock.advance_ms(7'000);
  EXPECT_LE(good(file("one"), 5), 1);
  limiter->settle();
  clock.advance_ms(10 * kMinuteMs);
  start();
  EXPECT_EQ(good(file("one"), 20), 10);
}

TEST_F(Limits, TheMemoryIsToldAWhileAhead) {
  send(file("one"));
  const int first = memory.keeps;
  EXPECT_EQ(first, 1);
  for (int i = 0; i < 9; ++i) send(file("one"));
  EXPECT_LE(memory.keeps, 2);
  EXPECT_EQ(memory.recalls, 1);
}

TEST_F(Limits, WhatNeverLeftWeighsNothing) {
  below->answer = [](const Errand&, Trace& trace) -> std::optional<Error> {
    trace.unsent = true;
    return fail(Fault::figma_broken, "figma.test cannot be reached.").error();
  };
  EXPECT_EQ(good(file("one"), 50), 0);
  EXPECT_EQ(below->sent.size(), 50u);
  EXPECT_EQ(row(Tier::one).used, 0);
}

TEST_F(Limits, AnOperatorTellsAndTakesBack) {
  ASSERT_TRUE(limiter->tell("p", {PlanKind::enterprise, SeatKind::high}));
  EXPECT_EQ(good(file("one"), 30), 20);
  EXPECT_EQ(row(Tier::one).known, Known::told);
  start();
  EXPECT_EQ(limiter->look("p", "")->standing.plan, PlanKind::enterprise) << "also after a restart";
  ASSERT_TRUE(limiter->tell("p", {}));
  EXPECT_EQ(row(Tier::one).known, Known::assumed);
}

TEST_F(Limits, ForgettingEndsAPark) {
  below->answer = [](const Errand&, Trace&) { return refusal("396749", "starter", "low"); };
  EXPECT_FALSE(send(file("one")));
  below->answer = nullptr;
  ASSERT_TRUE(limiter->forget("p"));
  EXPECT_TRUE(send(file("one")));
}

TEST_F(Limits, AParkThatAnotherProcessForgotEnds) {
  below->answer = [](const Errand&, Trace&) { return refusal("396749", "pro", "high"); };
  EXPECT_FALSE(send(file("one")));
  below->answer = nullptr;
  Limiter command(LimiterParts{.clock = clock, .log = log, .memory = &memory});
  limiter->refresh();
  EXPECT_FALSE(send(file("one"))) << "the memory still knows it";
  ASSERT_TRUE(command.forget("p"));
  limiter->refresh();
  EXPECT_TRUE(send(file("one")));
}

// Otherwise the gateway would knock at a parked budget again. The simulator found both.
TEST_F(Limits, ALookThatBeganBeforeAParkWasKeptDoesNotEndIt) {
  below->answer = [](const Errand&, Trace&) { return refusal("396749", "starter", "low"); };
  memory.before_keep = [&](const BudgetMemory::Rows& rows) {
    if (rows.facts.empty()) return;
    memory.before_keep = nullptr;
    limiter->refresh();
    (void)limiter->look("p", "");
  };
  EXPECT_FALSE(send(file("one")));
  below->answer = nullptr;
  EXPECT_EQ(below->sent.size(), 1u);
  EXPECT_FALSE(send(file("one")));
  EXPECT_EQ(below->sent.size(), 1u);
}

TEST_F(Limits, AParkThatCouldNotBeKeptHolds) {
  below->answer = [](const Errand&, Trace&) { return refusal("396749", "starter", "low"); };
  memory.fails = true;
  EXPECT_FALSE(send(file("one")));
  memory.fails = false;
  limiter->refresh();
  EXPECT_FALSE(send(file("one")));
  EXPECT_EQ(below->sent.size(), 1u);
}

TEST_F(Limits, AProjectIsShownTheFilesThatItsOwnCallsMet) {
  below->answer = [](const Errand&, Trace&) { return refusal("7200", "starter", "low"); };
  EXPECT_FALSE(send(file("secretfile"), {.project = "acme"}));
  EXPECT_FALSE(send(file("secretfile"), {.project = "rival"})) << "it counts for the person";
  EXPECT_EQ(below->sent.size(), 1u);
  for (bool restarted : {false, true}) {
    if (restarted) start();
    EXPECT_TRUE(limiter->look("p", "rival")->files.empty());
    const auto files = limiter->look("p", "acme")->files;
    ASSERT_EQ(files.size(), 1u);
    EXPECT_EQ(files[0].resource, "secretfile");
  }
}

TEST_F(Limits, WhatTwoProcessesKeepIsTheFullerOfBoth) {
  Limiter other(LimiterParts{.clock = clock, .log = log, .memory = &memory});
  send(file("one"));
  const UnixMs mine = memory.buckets.at("p1").empty_at;
  clock.advance_ms(30'000);
  auto busier = std::make_unique<Below>(clock);
  auto beside = make_limit(std::move(busier), other);
  for (int i = 0; i < 10; ++i) {
    const Call call = file("one");
    Trace trace;
    (void)beside->send({.call = call,
                        .kind = Credentials::personal,
                        .token = token,
                        .account_id = "a",
                        .deadline = 1,
                        .person = "p"},
                       trace);
  }
  const UnixMs fuller = memory.buckets.at("p1").empty_at;
  EXPECT_GT(fuller, mine);
  limiter->settle();
  EXPECT_EQ(memory.buckets.at("p1").empty_at, fuller) << "not lowered by the one that stops";
  other.settle();
  EXPECT_LT(memory.buckets.at("p1").empty_at, fuller) << "but by the one that claimed it";
}

TEST_F(Limits, AParkOutlivesTheDaysOfItsFact) {
  constexpr std::int64_t kLong = (kFactDays + 3) * kDayMs;
  below->answer = [](const Errand&, Trace&) {
    return refusal(std::to_string(kLong / kSecondMs), "starter", "low");
  };
  EXPECT_FALSE(send(file("one")));
  clock.advance_ms((kFactDays + 1) * kDayMs);
  EXPECT_FALSE(send(file("one")));
  start();
  EXPECT_FALSE(send(file("one")));
  EXPECT_TRUE(below->sent.empty()) << "parked, also for who starts now";
  below->answer = nullptr;
  clock.advance_ms(2 * kDayMs);
  EXPECT_TRUE(send(file("one")));
}

TEST_F(Limits, ALowSeatIsLearnedAlsoWithoutItsPlan) {
  below->answer = [](const Errand&, Trace&) { return refusal("3600", "", "low"); };
  EXPECT_FALSE(send(file("one")));
  below->answer = nullptr;
  EXPECT_FALSE(send(file("one")));
  EXPECT_TRUE(send(file("two"))) << "only what that file draws from is parked";
}

TEST_F(Limits, WhatAnotherProcessToldIsHeard) {
  send(file("one"));
  Limiter command(LimiterParts{.clock = clock, .log = log, .memory = &memory});
  ASSERT_TRUE(command.tell("p", {PlanKind::enterprise, SeatKind::high}));
  limiter->refresh();
  EXPECT_GE(good(file("one"), 30), 18) << "twenty, less the one that was counted, rounded down";
}

TEST_F(Limits, WhatFigmaToldIsBelievedForAWeek) {
  below->answer = [](const Errand&, Trace&) { return refusal("1", "starter", "low"); };
  EXPECT_FALSE(send(file("one")));
  below->answer = nullptr;
  clock.advance_ms((kFactDays + 1) * kDayMs);
  EXPECT_EQ(good(file("one"), 20), 10);
}

// Waiting: on fibers, in virtual time.
struct Waits : Limits {
  World world{4711, &clock};
};

TEST_F(Waits, WhoDoesNotFitWaitsUntilItDoes) {
  const SteadyMs began = clock.steady_ms();
  int answered = 0;
  for (int i = 0; i < 14; ++i)
    world.add([&] { answered += send(file("one"), {.deadline = 0}).has_value(); });
  world.run();
  EXPECT_EQ(answered, 14);
  ASSERT_EQ(below->sent.size(), 14u);
  EXPECT_EQ(below->sent[9], began);
  for (std::size_t i = 10; i < 14; ++i)
    EXPECT_NEAR(static_cast<double>(below->sent[i] - began), 6'006.0 * static_cast<double>(i - 9),
                3);
}

TEST_F(Waits, WhoWouldWaitTooLongIsRefusedAtOnceWithTheTimeOfItsTurn) {
  const SteadyMs began = clock.steady_ms();
  std::vector<std::int64_t> told;
  int answered = 0;
  for (int i = 0; i < 20; ++i) {
    world.add([&] {
      auto reply = send(file("one"), {.deadline = 0});
      if (reply) {
        ++answered;
        return;
      }
      EXPECT_EQ(clock.steady_ms(), began) << "at once";
      told.push_back(reply.error().retry_after_ms);
    });
  }
  world.run();
  EXPECT_EQ(answered, 14) << "ten, and four that fit within thirty seconds";
  ASSERT_EQ(told.size(), 6u);
  for (std::int64_t each : told) EXPECT_NEAR(static_cast<double>(each), 30'030, 5);
}

TEST_F(Waits, OwnersTakeTurns) {
  good(file("one"), 10);
  below->owners.clear();
  for (int i = 0; i < 4; ++i) {
    world.add([&] { EXPECT_TRUE(send(file("one"), {.owner = "greedy", .deadline = 9'000'000})); });
  }
  world.add([&] {
    world.yield();
    while (limiter->look("p", "")->rows[0].waiting < 4) world.yield();
    EXPECT_TRUE(send(file("one"), {.owner = "late", .deadline = 9'000'000}));
  });
  world.run();
  EXPECT_EQ(below->owners,
            (std::vector<std::string>{"greedy", "late", "greedy", "greedy", "greedy"}));
}

TEST_F(Waits, ALongRefusalSendsThoseWhoWaitHome) {
  good(file("one"), 10);
  below->answer = [](const Errand&, Trace&) { return refusal("100000", "starter", "low"); };
  int limited = 0;
  for (int i = 0; i < 4; ++i) {
    world.add([&] {
      auto reply = send(file("one"), {.deadline = 0});
      ASSERT_FALSE(reply);
      limited += reply.error().fault == Fault::limited && reply.error().retry_after_ms > 90'000'000;
    });
  }
  world.run();
  EXPECT_EQ(limited, 4);
  EXPECT_EQ(below->sent.size(), 11u) << "the first one was refused, and no other was sent";
}

TEST_F(Waits, TheLineIsBounded) {
  start(parse_limits("all1=10/second").value());
  constexpr int kTooMany = 6;
  std::size_t busy = 0, answered = 0;
  for (std::size_t i = 0; i < 10 + kWaitersMax + kTooMany; ++i) {
    world.add([&] {
      auto reply = send(file("one"), {.deadline = clock.steady_ms() + kDayMs});
      answered += reply.has_value();
      if (reply) return;
      ++busy;
      EXPECT_EQ(reply.error().fault, Fault::busy);
      EXPECT_GE(reply.error().retry_after_ms, 100'000) << "when its turn would come";
    });
  }
  world.run();
  EXPECT_EQ(answered, 10 + kWaitersMax);
  EXPECT_EQ(busy, kTooMany);
}

TEST_F(Waits, NobodyWaitsForLongerThanTheBound) {
  good(file("one"), 10);
  world.add([&] {
    below->answer = [](const Errand&, Trace&) { return refusal("301"); };
    clock.advance_ms(7'000);
    EXPECT_FALSE(send(file("one"), {.deadline = 0}));
    EXPECT_FALSE(send(file("one"), {.deadline = clock.steady_ms() + kDayMs}));
  });
  world.run();
  EXPECT_EQ(below->sent.size(), 11u);
}

}  // namespace
}  // namespace figlink
