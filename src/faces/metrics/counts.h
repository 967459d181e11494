// Counts: how many requests were served, how they ended and how long they took, by route.
//
// Adding is a few relaxed atomic increments and takes no lock. Routes must be filled before. Any
// thread.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "faces/front.h"
#include "net/routes.h"

namespace figlink {

// The statuses that figlink answers; any other is counted as 0, which is shown as "other".
inline constexpr std::array<int, 19> kCountedStatuses = {
    200, 201, 204, 400, 401, 403, 404, 405, 408, 409, 412, 413, 429, 431, 500, 502, 503, 504, 0};
// Upper bounds of the time buckets, in microseconds.
inline constexpr std::array<std::int64_t, 12> kTimeBounds = {
    500,     1000,    2500,      5000,      10'000,     25'000,
    100'000, 500'000, 1'000'000, 5'000'000, 30'000'000, 60'000'000};

class Counts {
 public:
  explicit Counts(const Routes& routes);
  void add(const Served& served);
  // The counts in the text form that Prometheus reads, routes and statuses never seen left out.
  void write_to(std::string& out) const;

 private:
  using Count = std::atomic<std::uint64_t>;
  struct Row {
    std::string method, route;
    std::array<Count, kCountedStatuses.size()> by_status{};
    std::array<Count, kTimeBounds.size() + 1> by_time{};  // the last one: longer than all
    Count total_us{0};
  };
  Row& row_of(const Served& served);
  std::vector<std::unique_ptr<Row>>
      rows_;  // in order of route and method; the last one is for everything else
};

}  // namespace figlink
