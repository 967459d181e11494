// Gates and pools: how one part of the house waits for another.
#include "base/pool.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <limits>
#include <memory>
#include <thread>
#include <vector>

#include "base/fiber.h"

namespace figlink {
namespace {

TEST(Gate, LetsEveryThreadThroughOnce) {
  Gate gate;
  std::atomic<int> through = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      gate.wait();
      ++through;
    });
  }
  EXPECT_FALSE(gate.is_open());
  gate.open();
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(through, 4);
  gate.wait();
}

// A fiber whose turns the test takes by hand: park() notes that it would sleep and returns.
class HandFiber final : public Fiber {
 public:
  void park() override {
    ++parked;
    if (while_parked) while_parked();
  }
  bool park_until(SteadyMs due) override {
    until = due;
    ++parked;
    if (while_parked) while_parked();
    return unparked > 0;
  }
  void unpark() override { ++unparked; }
  SteadyMs until = 0;
  std::function<void()> while_parked;
  int parked = 0;
  std::atomic<int> unparked = 0;
};

struct AsFiber {
  explicit AsFiber(Fiber* fiber) : before(Fiber::set_current(fiber)) {}
  ~AsFiber() { Fiber::set_current(before); }
  Fiber* before;
};

TEST(Gate, ParksAFiberAndBlocksNoThread) {
  Gate gate;
  HandFiber fiber;
  fiber.while_parked = [&] {
    EXPECT_EQ(fiber.unparked, 0);
    gate.open();
  };
  AsFiber here(&fiber);
  gate.wait();
  EXPECT_EQ(fiber.parked, 1);
  EXPECT_EQ(fiber.unparked, 1);
  gate.wait();  // open doors stay open
  EXPECT_EQ(fiber.parked, 1);
}

TEST(Gate, WakesEveryFiberThatWaits) {
  Gate gate;
  HandFiber outer, inner;
  outer.while_parked = [&] {
    AsFiber here(&inner);
    gate.wait();
  };
  inner.while_parked = [&] { gate.open(); };
  AsFiber here(&outer);
  gate.wait();
  EXPECT_EQ(outer.unparked, 1);
  EXPECT_EQ(inner.unparked, 1);
}

TEST(Gate, GivesUpWhenTheTimePassesFirst) {
  HandFiber fiber;
  AsFiber here(&fiber);
  {
    Gate gate;
    EXPECT_FALSE(gate.wait_until(4711));
    EXPECT_EQ(fiber.until, 4711);
    gate.open();
    EXPECT_EQ(fiber.unparked, 0) << "who gave up is not called";
    EXPECT_TRUE(gate.wait_until(4712));
    EXPECT_EQ(fiber.parked, 1);
  }
}

TEST(Gate, AnOpeningInTheLastMomentEndsNoOtherWait) {
  class LateFiber final : public Fiber {
   public:
    void park() override { ++used_up; }
    bool park_until(SteadyMs) override {
      gate->open();  // and yet the time is what ended it
      return false;
    }
    void unpark() override { ++unparked; }
    Gate* gate = nullptr;
    int used_up = 0, unparked = 0;
  };
  Gate gate;
  LateFiber fiber;
  fiber.gate = &gate;
  AsFiber here(&fiber);
  EXPECT_TRUE(gate.wait_until(1));
  EXPECT_EQ(fiber.unparked, 1);
  EXPECT_EQ(fiber.used_up, 1);
}

TEST(Gate, AThreadGivesUpToo) {
  Gate gate;
  EXPECT_FALSE(gate.wait_until(0));
  std::thread opener([&] { gate.open(); });
  EXPECT_TRUE(gate.wait_until(std::numeric_limits<std::int32_t>::max()));
  opener.join();
}

TEST(Gate, MayBeDestroyedByTheThreadThatWaited) {
  for (int i = 0; i < 300; ++i) {
    auto gate = std::make_unique<Gate>();
    std::thread opener([door = gate.get()] { door->open(); });
    gate->wait();
    gate.reset();
    opener.join();
  }
}

TEST(Fiber, IsKnownOnItsThreadAlone) {
  HandFiber fiber;
  AsFiber here(&fiber);
  EXPECT_EQ(Fiber::current(), &fiber);
  Fiber* elsewhere = &fiber;
  std::thread([&] { elsewhere = Fiber::current(); }).join();
  EXPECT_EQ(elsewhere, nullptr);
}

TEST(Pool, RunWaitsForTheEndOfTheJob) {
  Pool pool(2);
  int sum = 0;  // no atomic: run() orders the job before what follows it
  for (int i = 1; i <= 100; ++i) ASSERT_TRUE(pool.run([&] { sum += i; }));
  EXPECT_EQ(sum, 5050);
}

TEST(Pool, RunsJobsInTheOrderTheyCame) {
  std::vector<int> order;
  {
    Pool pool(1);
    for (int i = 0; i < 50; ++i) ASSERT_TRUE(pool.post([&order, i] { order.push_back(i); }));
  }  // finishes what was accepted
  EXPECT_EQ(order.size(), 50u);
  EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
}

TEST(Pool, ServesManyThreadsAtOnce) {
  Pool pool(2);
  std::atomic<int> done = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 200; ++i) EXPECT_TRUE(pool.run([&] { ++done; }));
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(done, 800);
}

TEST(Pool, RunsWhatItAcceptsAndRefusesPastItsBound) {
  Gate begun, go;
  std::atomic<int> done = 0;
  {
    Pool pool(1, 2);
    ASSERT_TRUE(pool.post([&] {
      begun.open();
      go.wait();
      ++done;
    }));
    begun.wait();
    EXPECT_TRUE(pool.post([&] { ++done; }));
    EXPECT_TRUE(pool.post([&] { ++done; }));
    auto refused = pool.post([&] { ++done; });
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().fault, Fault::busy);
    EXPECT_GT(refused.error().retry_after_ms, 0);
    go.open();
    while (!pool.run([&] { ++done; })) {  // until there is room
    }
  }
  EXPECT_EQ(done, 4);
}

}  // namespace
}  // namespace figlink
