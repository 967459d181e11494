// Tally: how often each action ran, how it ended and how long it took, for Prometheus.
//
// Adding takes no lock but the histogram's own, once an action has ended so before. Any thread.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "base/fault.h"
#include "base/metrics.h"

namespace figlink {

struct Action;

class Tally {
 public:
  explicit Tally(Metrics& metrics);
  // `fault` as facts() names it, "" when it went well.
  void add(const Action& action, std::string_view fault, std::int64_t took_us);

 private:
  static constexpr std::size_t kEndings = static_cast<std::size_t>(Fault::bug) + 2;
  struct Row {
    const Action* action;
    std::array<std::atomic<MetricCounter>, kEndings> by_ending;  // the first one: it went well
    std::atomic<MetricHistogram> seconds;
  };
  Metrics& metrics_;
  std::vector<std::unique_ptr<Row>> rows_;  // in order of the rows' addresses
};

}  // namespace figlink
