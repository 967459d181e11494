#include "gateway/tally.h"

#include <algorithm>
#include <functional>

#include "actions/catalogue.h"

namespace figlink {
namespace {

constexpr double kMicrosPerSecond = 1e6;
// Figma gives up after 55 s.
constexpr std::array<double, 10> kSecondsBounds = {0.005, 0.025, 0.1, 0.25, 0.5,
                                                   1,     2.5,   10,  30,   60};

std::size_t place_of(std::string_view fault) {
  if (fault.empty()) return 0;
  const auto all = all_faults();
  const auto at =
      std::ranges::find_if(all, [&](const FaultFacts& each) { return each.name == fault; });
  return static_cast<std::size_t>(at - all.begin()) + 1;
}

}  // namespace

Tally::Tally(Metrics& metrics) : metrics_(metrics) {
  for (const Action* action : catalogue()) {
    rows_.push_back(std::make_unique<Row>());
    rows_.back()->action = action;
  }
  std::ranges::sort(rows_, std::less<>(), [](const auto& row) { return row->action; });
}

// Two threads that meet here ask for the same counter and get the same one.
void Tally::add(const Action& action, std::string_view fault, std::int64_t took_us) {
  const auto at = std::ranges::lower_bound(rows_, &action, std::less<>(),
                                           [](const auto& row) { return row->action; });
  Row& row = **at;
  auto& counted = row.by_ending[place_of(fault)];
  MetricCounter counter = counted.load(std::memory_order_acquire);
  if (!counter) {
    counter = metrics_.counter("figlink_actions_total", "Actions run, by how they ended.",
                               {{"action", action.name}, {"fault", fault}});
    counted.store(counter, std::memory_order_release);
  }
  counter.add();
  MetricHistogram seconds = row.seconds.load(std::memory_order_acquire);
  if (!seconds) {
    seconds =
        metrics_.histogram("figlink_action_seconds", "Time until the last byte of the answer.",
                           {{"action", action.name}}, kSecondsBounds);
    row.seconds.store(seconds, std::memory_order_release);
  }
  seconds.observe(static_cast<double>(took_us) / kMicrosPerSecond);
}

}  // namespace figlink
