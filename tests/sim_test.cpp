// The roads under a seed (tests/sim/sim.h). FIGLINK_SIM_SEED=N runs that one, FIGLINK_SIM_RUNS=N as
// many as wanted; figlink_sim runs thousands.
#include "sim/sim.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

namespace figlink {
namespace {

constexpr std::uint64_t kRuns = 60;

std::uint64_t number_from(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr || *text == '\0' ? otherwise : std::strtoull(text, nullptr, 10);
}

TEST(Sim, TheRoadsKeepTheirPromisesInEveryOrder) {
  const std::uint64_t only = number_from("FIGLINK_SIM_SEED", 0);
  const std::uint64_t runs = only != 0 ? 1 : number_from("FIGLINK_SIM_RUNS", kRuns);
  for (std::uint64_t n = 0; n < runs && !HasFailure(); ++n) {
    const std::uint64_t seed = only != 0 ? only : n + 1;
    for (const std::string& sentence : simulate(seed).broken)
      ADD_FAILURE() << sentence << "\nagain: ./dev sim " << seed;
  }
}

TEST(Sim, ASeedIsTheSameRunAgain) {
  for (std::uint64_t seed : {3, 7, 11})
    EXPECT_EQ(simulate(seed).story, simulate(seed).story) << seed;
}

// A world in which nothing happens would keep every promise.
TEST(Sim, TheWorldIsWorthItsName) {
  SimEnd all;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const SimEnd end = simulate(seed);
    all.answers += end.answers, all.from_memory += end.from_memory, all.limited += end.limited;
    all.deaths += end.deaths;
  }
  EXPECT_GT(all.answers, 20 * 20u);
  EXPECT_GT(all.from_memory, 20u);
  EXPECT_GT(all.limited, 20u);
  EXPECT_GT(all.deaths, 5u);
}

}  // namespace
}  // namespace figlink
