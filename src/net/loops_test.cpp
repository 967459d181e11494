#include "net/loops.h"

#include <gtest/gtest.h>
#include <sched.h>

#include <memory>
#include <thread>

#include "base/clock.h"
#include "base/fiber.h"

namespace figlink {
namespace {

TEST(Loops, AFiberWaitsForATimeOrAGateWhicheverComesFirst) {
  Loops loops(2);
  SystemClock clock;
  loops.run_until_done([&] {
    Gate never;
    const SteadyMs due = clock.steady_ms() + 1;
    EXPECT_FALSE(never.wait_until(due));
    EXPECT_GE(clock.steady_ms(), due);
    Gate opened;
    loops.spawn_on(1, [&] { opened.open(); });
    EXPECT_TRUE(opened.wait_until(clock.steady_ms() + kHourMs));
  });
}

TEST(Loops, TheyAreAsManyAsTheCoresTheProcessMayUse) {
  std::thread([] {
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(sched_getcpu(), &one);
    ASSERT_EQ(sched_setaffinity(0, sizeof one, &one), 0);
    EXPECT_EQ(Loops(0).count(), 1u);
  }).join();
}

TEST(Loops, AnOpeningThatMeetsTheTimeIsNotLostAndDisturbsNobody) {
  Loops loops(2);
  SystemClock clock;
  loops.run_until_done([&] {
    for (int i = 0; i < 3; ++i) {
      auto gate = std::make_unique<Gate>();
      std::thread opener([&gate = *gate, &clock, due = clock.steady_ms() + 1] {
        while (clock.steady_ms() < due) std::this_thread::yield();
        gate.open();
      });
      gate->wait_until(clock.steady_ms() + 1);
      opener.join();
      Gate later;
      loops.spawn_on(1, [&] { later.open(); });
      EXPECT_TRUE(later.wait_until(clock.steady_ms() + kHourMs)) << "an old wake-up ended it";
    }
  });
}

TEST(Loops, CuttingEndsWaitsForATime) {
  Loops loops(1);
  SystemClock clock;
  loops.run_until_done([&] {
    loops.spawn([&] { loops.cut_all(); });
    Gate never;
    EXPECT_FALSE(never.wait_until(clock.steady_ms() + kHourMs));
  });
}

}  // namespace
}  // namespace figlink
