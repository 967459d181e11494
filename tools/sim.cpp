// Runs seeds of tests/sim: figlink_sim [--story|--all] FIRST [COUNT [JOBS]]. Exit 1 when a promise
// was broken. --story also tells what happened; --all goes on after the third broken seed.
#include "../tests/sim/sim.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"

namespace {

constexpr int kBrokenMax = 3;  // seeds, for each job; then it is enough

enum class Talk { little, story, all };

struct Sum {
  std::size_t seeds = 0, broken = 0, calls = 0, answers = 0, from_memory = 0, limited = 0,
              requests = 0, deaths = 0;
};

// Every jobs-th seed, so that all jobs have the same mixture.
Sum run(std::uint64_t first, std::uint64_t count, std::uint64_t job, std::uint64_t jobs,
        Talk talk) {
  Sum sum;
  for (std::uint64_t n = job; n < count; n += jobs) {
    const figlink::SimEnd end = figlink::simulate(first + n);
    if (talk == Talk::story) std::printf("%s", end.story.c_str());
    ++sum.seeds;
    sum.calls += end.calls;
    sum.answers += end.answers;
    sum.from_memory += end.from_memory;
    sum.limited += end.limited;
    sum.requests += end.requests;
    sum.deaths += end.deaths;
    if (end.broken.empty()) continue;
    const auto seed = static_cast<unsigned long long>(first + n);
    std::printf("seed %llu broke a promise; again: ./dev sim %llu\n", seed, seed);
    for (const std::string& sentence : end.broken) std::printf("    %s\n", sentence.c_str());
    std::fflush(stdout);
    if (++sum.broken == kBrokenMax && talk != Talk::all) break;
  }
  return sum;
}

}  // namespace

int main(int count_of_words, char** words) {
  Talk talk = Talk::little;
  if (count_of_words > 1 && std::strcmp(words[1], "--story") == 0) talk = Talk::story;
  if (count_of_words > 1 && std::strcmp(words[1], "--all") == 0) talk = Talk::all;
  if (talk != Talk::little) ++words, --count_of_words;
  auto number = [&](int at, std::uint64_t otherwise) {
    return count_of_words > at ? std::strtoull(words[at], nullptr, 10) : otherwise;
  };
  const std::uint64_t first = number(1, 1), count = number(2, 1);
  const std::uint64_t jobs = std::max<std::uint64_t>(
      1,
      std::min<std::uint64_t>(count, number(3, std::max(1u, std::thread::hardware_concurrency()))));
  const figlink::SystemClock clock;
  const std::int64_t began = clock.steady_ms();
  std::vector<int> pipes;
  for (std::uint64_t job = 0; job < jobs; ++job) {
    int ends[2];
    if (::pipe(ends) != 0) return 2;
    if (::fork() == 0) {
      const Sum sum = run(first, count, job, jobs, talk);
      const bool told = ::write(ends[1], &sum, sizeof sum) == static_cast<ssize_t>(sizeof sum);
      std::fflush(stdout);
      ::_exit(told && sum.broken == 0 ? 0 : 1);
    }
    ::close(ends[1]);
    pipes.push_back(ends[0]);
  }
  Sum all;
  bool died = false;
  for (int pipe : pipes) {
    Sum sum;
    if (::read(pipe, &sum, sizeof sum) != static_cast<ssize_t>(sizeof sum)) died = true;
    all.seeds += sum.seeds, all.broken += sum.broken, all.calls += sum.calls;
    all.answers += sum.answers, all.from_memory += sum.from_memory, all.limited += sum.limited;
    all.requests += sum.requests, all.deaths += sum.deaths;
  }
  while (::wait(nullptr) > 0) continue;
  const auto took_ms = static_cast<double>(clock.steady_ms() - began);
  std::printf(
      "%zu seeds, %zu broke a promise; %zu calls, %zu answers, %zu of them from memory, %zu "
      "refused for a limit, %zu requests to Figma, %zu deaths; %.1f s, %.1f ms a seed and job\n",
      all.seeds, all.broken, all.calls, all.answers, all.from_memory, all.limited, all.requests,
      all.deaths, took_ms / 1000,
      took_ms * static_cast<double>(jobs) /
          static_cast<double>(std::max<std::size_t>(1, all.seeds)));
  if (died) std::printf("a job died: its seeds are first + job + n * %d\n", static_cast<int>(jobs));
  return died || all.broken > 0 ? 1 : 0;
}
