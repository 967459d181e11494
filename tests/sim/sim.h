// The roads under a seed: callers, people who link again, keys and tokens that die, files that
// change, budgets that end, a store, a memory and a line that fail, clocks that jump, processes
// that die and come back, in every order.
//
// The promises are sentences in promises.h. All that happens is drawn from the seed, so a run that
// broke one comes again by its number: `./dev sim NUMBER`.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace figlink {

struct SimEnd {
  std::vector<std::string> broken;  // sentences, with what was seen
  // What happened, to tell two runs apart and to see that a run is worth its name.
  std::string story;
  std::size_t calls = 0, answers = 0, from_memory = 0, limited = 0, requests = 0, deaths = 0;
};

SimEnd simulate(std::uint64_t seed);

}  // namespace figlink
