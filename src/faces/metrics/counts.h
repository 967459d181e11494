// Counts: how many requests were served, how they ended and how long they took, by route.
//
// Adding takes no lock but the histogram's own, once a route has answered with a status. Routes
// must be filled before: what has none is counted together, so that a stranger can make no new row.
// Any thread.
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "base/metrics.h"
#include "faces/front.h"
#include "net/routes.h"

namespace figlink {

// The statuses that figlink answers; any other is counted as 0, which is shown as "other".
inline constexpr std::array<int, 19> kCountedStatuses = {
    200, 201, 204, 400, 401, 403, 404, 405, 408, 409, 412, 413, 429, 431, 500, 502, 503, 504, 0};

class Counts {
 public:
  Counts(const Routes& routes, Metrics& metrics);
  void add(const Served& served);

 private:
  struct Row {
    std::string method, route;
    std::array<std::atomic<MetricCounter>, kCountedStatuses.size()> by_status;
    std::atomic<MetricHistogram> seconds;
  };
  Row& row_of(const Served& served);
  Metrics& metrics_;
  // In order of route and method; the last one is for everything else.
  std::vector<std::unique_ptr<Row>> rows_;
};

}  // namespace figlink
