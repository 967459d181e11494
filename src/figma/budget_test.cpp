#include "figma/budget.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <span>
#include <vector>

#include "actions/catalogue.h"
#include "actions/check.h"
#include "base/chance.h"
#include "figma/line.h"

namespace figlink {
namespace {

constexpr SteadyUs kSecond = 1'000'000, kMinute = 60 * kSecond;
constexpr Quota kTen{10, kMinuteMs};

TEST(LimitTable, HoldsWhatFigmaDocuments) {
  const LimitTable table;
  struct Row {
    PlanKind plan;
    SeatKind seat;
    int one, two, three;
  };
  for (const Row& row : {Row{PlanKind::professional, SeatKind::high, 10, 25, 50},
                         Row{PlanKind::organization, SeatKind::high, 15, 50, 100},
                         Row{PlanKind::enterprise, SeatKind::high, 20, 100, 150},
                         Row{PlanKind::unknown, SeatKind::unknown, 10, 25, 50},
                         Row{PlanKind::enterprise, SeatKind::low, 20, 5, 10},
                         Row{PlanKind::starter, SeatKind::high, 20, 5, 10}}) {
    const Standing standing{row.plan, row.seat};
    EXPECT_EQ(table.of(Tier::one, standing).calls, row.one) << name_of(row.plan);
    EXPECT_EQ(table.of(Tier::two, standing), (Quota{row.two, kMinuteMs}));
    EXPECT_EQ(table.of(Tier::three, standing), (Quota{row.three, kMinuteMs}));
  }
  EXPECT_EQ(text_of(table.of(Tier::one, {PlanKind::starter, SeatKind::high})), "20 a month");
}

TEST(LimitTable, TakesChangesAndTellsWrongOnes) {
  auto table = parse_limits("low1=6/month, organization2=40/minute,unknown3=1/hour");
  ASSERT_TRUE(table);
  EXPECT_EQ(table->of(Tier::one, {PlanKind::starter, SeatKind::low}).calls, 6);
  EXPECT_EQ(table->of(Tier::two, {PlanKind::organization, SeatKind::high}).calls, 40);
  EXPECT_EQ(table->of(Tier::three, {}), (Quota{1, kHourMs}));
  EXPECT_EQ(table->of(Tier::three, {PlanKind::professional, SeatKind::high}).calls, 50);
  EXPECT_EQ(parse_limits("all1=7/minute")->of(Tier::one, {}).calls, 7);
  for (const char* wrong : {"", "off", "low1", "low1=", "low4=1/minute", "low1=0/minute",
                            "low1=1/fortnight", "gold1=1/minute", "starter1=9/minute",
                            "low1=-1/day", "low1=1/minute,", "=1/minute", "1=1/minute"}) {
    auto refused = parse_limits(wrong);
    ASSERT_FALSE(refused) << wrong;
    EXPECT_NE(refused.error().message.find("is no limit"), std::string::npos) << wrong;
  }
}

TEST(Bucket, TakesABurstAndThenOneByOne) {
  Bucket bucket;
  SteadyUs now = 5 * kMinute;
  for (int i = 0; i < 10; ++i) {
    EXPECT_TRUE(bucket.fits(now, kTen));
    bucket.take();
    bucket.done(now, kTen);
  }
  EXPECT_EQ(bucket.used(now, kTen), 10);
  const std::int64_t wait = bucket.wait_us(now, kTen);
  EXPECT_GE(wait, 6 * kSecond);
  EXPECT_LE(wait, 6 * kSecond + 100'000);
  EXPECT_FALSE(bucket.fits(now + wait - 1, kTen));
  EXPECT_TRUE(bucket.fits(now + wait, kTen));
  EXPECT_GE(bucket.wait_us(now, kTen, 3), 18 * kSecond) << "the third waits for three";
}

TEST(Bucket, WhatIsUnderWayDoesNotDrain) {
  Bucket bucket;
  for (int i = 0; i < 10; ++i) bucket.take();
  EXPECT_FALSE(bucket.fits(30 * kMinute, kTen));
  EXPECT_FALSE(bucket.drains_by_time(kTen));
  bucket.give_back();
  EXPECT_TRUE(bucket.fits(30 * kMinute, kTen)) << "one that never left weighs nothing";
}

TEST(Bucket, ARefusalFillsItUntilTheTimeThatFigmaNames) {
  Bucket bucket;
  const SteadyUs now = kMinute;
  bucket.refused(now, kTen, 7'000);
  EXPECT_GE(bucket.wait_us(now, kTen), 7 * kSecond);
  EXPECT_FALSE(bucket.fits(now + 7 * kSecond - 1, kTen));
  EXPECT_TRUE(bucket.fits(now + 7 * kSecond, kTen));
  bucket.take();
  EXPECT_FALSE(bucket.fits(now + 7 * kSecond, kTen)) << "one, and not ten";
}

TEST(Bucket, ComesBackNoFullerThanFull) {
  Bucket bucket;
  bucket.restore(kMinute, kTen, kMinute + 1000 * kMinute, 0);
  EXPECT_EQ(bucket.used(kMinute, kTen), 10);
  EXPECT_LE(bucket.wait_us(kMinute, kTen), 7 * kSecond)
      << "a wall clock that jumped locks nobody out";
  bucket.restore(kMinute, kTen, 0, 0);
  EXPECT_EQ(bucket.used(kMinute, kTen), 0);
}

TEST(Bucket, KeepsItsCallsWhenTheLimitChanges) {
  Bucket bucket;
  for (int i = 0; i < 8; ++i) bucket.take(), bucket.done(kMinute, kTen);
  bucket.change(kMinute, kTen, {20, kMinuteMs});
  EXPECT_EQ(bucket.used(kMinute, {20, kMinuteMs}), 9) << "rounded up";
}

// A leaky bucket as Figma's: what does not fit is refused.
class FigmaBucket {
 public:
  explicit FigmaBucket(Quota quota) : quota_(quota) {}
  bool takes(SteadyUs at) {
    const double leak = quota_.calls / (static_cast<double>(quota_.period_ms) * 1000);
    level_ = std::max(0.0, level_ - static_cast<double>(at - at_) * leak);
    at_ = at;
    if (level_ + 1 > quota_.calls) return false;
    level_ += 1;
    return true;
  }

 private:
  Quota quota_;
  double level_ = 0;
  SteadyUs at_ = 0;
};

// Whenever calls are granted, however long they are on their way, whenever in that time Figma
// counts them, and though its clock runs differently, and though we die and come back.
TEST(Bucket, NeverOverflowsFigmasWhateverTheRoadDoes) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    SeededChance chance(seed);
    auto draw = [&](std::int64_t below) {
      std::uint32_t bits = 0;
      chance.fill(std::as_writable_bytes(std::span(&bits, 1)));
      return static_cast<std::int64_t>(bits % static_cast<std::uint64_t>(below));
    };
    const Quota quota{static_cast<std::int32_t>(1 + draw(20)), kMinuteMs};
    const double drift = 1.0 + (static_cast<double>(draw(1600)) - 800) / 1'000'000;
    const std::int64_t longest = seed % 3 == 0 ? kSecond / 10 : 70 * kSecond;
    struct Sent {
      SteadyUs counted, answered;
    };
    std::vector<Sent> sent;
    std::vector<SteadyUs> counted;
    Bucket bucket;
    SteadyUs now = kMinute;
    for (int step = 0; step < 4000; ++step) {
      now += draw(step % 50 == 0 ? 40 * kSecond : kSecond);
      std::erase_if(sent, [&](const Sent& one) {
        if (one.answered > now) return false;
        bucket.done(one.answered, quota);
        return true;
      });
      if (draw(500) == 0 && sent.empty()) {
        const SteadyUs empty_at = bucket.empty_at(now, quota);
        bucket = Bucket();
        bucket.restore(now, quota, empty_at, 0);
      }
      if (!bucket.fits(now, quota)) continue;
      bucket.take();
      const std::int64_t takes = draw(longest), until = draw(takes + 1);
      sent.push_back({now + until, now + takes});
      counted.push_back(now + until);
    }
    std::ranges::sort(counted);
    FigmaBucket figma(quota);
    for (SteadyUs at : counted)
      ASSERT_TRUE(figma.takes(static_cast<SteadyUs>(static_cast<double>(at) * drift))) << seed;
    EXPECT_GT(counted.size(), 5u);
  }
}

TEST(Budget, TheResourceIsTheFileOrWhatThePathNames) {
  auto resource = [](std::string_view action, std::string_view inputs) {
    const Call call =
        check(*find_action(action), Json::parse(inputs).value(), Form::flat, {}).value();
    return std::string(resource_of(call));
  };
  EXPECT_EQ(resource("figma_get_file", R"({"file_key": "codeconnect"})"), "codeconnect");
  EXPECT_EQ(resource("figma_render_images", R"({"file_key": "codeconnect", "ids": "1:2"})"),
            "codeconnect");
  EXPECT_EQ(resource("figma_get_team_components", R"({"team_id": "12", "page_size": 3})"),
            "teams/12");
  EXPECT_EQ(resource("figma_get_current_user", "{}"), "me");
}

std::string order_of(Line<1>& line, int count) {
  std::string order;
  for (int i = 0; i < count; ++i) {
    Waiting* next = line.next([](std::size_t) { return true; });
    if (next == nullptr) break;
    order += next->owner;
    line.serve(*next);
  }
  return order;
}

TEST(Line, OwnersTakeTurnsHoweverManyCallsOneHas) {
  Line<1> line;
  std::vector<Waiting> a(5, Waiting{.owner = "a"}), b(2, Waiting{.owner = "b"});
  for (Waiting& one : a) line.join(one);
  for (Waiting& one : b) line.join(one);
  EXPECT_EQ(order_of(line, 10), "ababaaa");
  EXPECT_EQ(line.size(), 0u);
}

TEST(Line, WhoComesLateIsNotBehindAGreedyOne) {
  Line<1> line;
  std::vector<Waiting> greedy(6, Waiting{.owner = "g"});
  for (Waiting& one : greedy) line.join(one);
  EXPECT_EQ(order_of(line, 2), "gg");
  Waiting late{.owner = "l"};
  EXPECT_EQ(line.ahead_of(late), 1u);
  line.join(late);
  EXPECT_EQ(order_of(line, 9), "glggg");
}

TEST(Line, InteractiveCallsPassBulkOnesWhichStillCome) {
  Line<1> line;
  Waiting bulk{.owner = "B", .priority = Priority::bulk};
  line.join(bulk);
  std::vector<Waiting> quick(12, Waiting{.owner = "q"});
  for (Waiting& one : quick) line.join(one);
  const std::string order = order_of(line, 20);
  EXPECT_EQ(order.find('B'), kBulkStep - 1) << order;
}

TEST(Line, OneWithoutRoomDoesNotHoldTheOthers) {
  Line<2> line;
  Waiting parked{.owner = "a", .slot = 0}, free{.owner = "a", .slot = 1};
  line.join(parked);
  line.join(free);
  EXPECT_EQ(line.next([](std::size_t slot) { return slot == 1; }), &free);
  line.leave(free);
  EXPECT_EQ(line.next([](std::size_t slot) { return slot == 1; }), nullptr);
  EXPECT_EQ(line.size(), 1u);
}

}  // namespace
}  // namespace figlink
