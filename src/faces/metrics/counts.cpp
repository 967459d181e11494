#include "faces/metrics/counts.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <tuple>

namespace figlink {
namespace {

constexpr double kMicrosPerSecond = 1e6;
constexpr std::array<double, 12> kSecondsBounds = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
                                                   0.1,    0.5,   1,      5,     30,   60};

using Name = std::tuple<std::string_view, std::string_view>;

}  // namespace

Counts::Counts(const Routes& routes, Metrics& metrics) : metrics_(metrics) {
  for (auto& [method, route] : routes.list()) {
    rows_.push_back(std::make_unique<Row>());
    rows_.back()->method = method;
    rows_.back()->route = route;
  }
  std::sort(rows_.begin(), rows_.end(), [](const auto& a, const auto& b) {
    return std::tie(a->route, a->method) < std::tie(b->route, b->method);
  });
  rows_.push_back(std::make_unique<Row>());
}

Counts::Row& Counts::row_of(const Served& served) {
  const Name wanted(served.route,
                    served.method == "HEAD" ? std::string_view("GET") : served.method);
  auto name_of = [](const auto& row) { return Name(row->route, row->method); };
  const auto end = std::prev(rows_.end());
  auto at = std::lower_bound(rows_.begin(), end, wanted, [&](const auto& row, const auto& value) {
    return name_of(row) < value;
  });
  return at != end && name_of(*at) == wanted ? **at : **end;
}

// Two threads that meet here ask for the same counter and get the same one.
void Counts::add(const Served& served) {
  Row& row = row_of(served);
  const auto* status =
      std::find(kCountedStatuses.begin(), std::prev(kCountedStatuses.end()), served.status);
  auto& counted = row.by_status[static_cast<std::size_t>(status - kCountedStatuses.begin())];
  MetricCounter counter = counted.load(std::memory_order_acquire);
  if (!counter) {
    const std::string name = *status == 0 ? "other" : std::to_string(*status);
    counter = metrics_.counter("figlink_requests_total", "Requests answered.",
                               {{"method", row.method}, {"route", row.route}, {"status", name}});
    counted.store(counter, std::memory_order_release);
  }
  counter.add();
  MetricHistogram seconds = row.seconds.load(std::memory_order_acquire);
  if (!seconds) {
    seconds = metrics_.histogram("figlink_request_seconds", "Time until the head of the answer.",
                                 {{"method", row.method}, {"route", row.route}}, kSecondsBounds);
    row.seconds.store(seconds, std::memory_order_release);
  }
  seconds.observe(static_cast<double>(served.took_us) / kMicrosPerSecond);
}

}  // namespace figlink
