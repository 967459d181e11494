// The metrics face: GET /metrics in the text form that Prometheus reads. Served on a listener of
// its own, without a key.
#pragma once

#include <cstddef>
#include <functional>

#include "faces/metrics/counts.h"
#include "net/routes.h"

namespace figlink {

// What is measured at the moment of asking.
struct Gauges {
  std::size_t connections = 0;
  std::size_t resident_bytes = 0;
};

// `counts` must outlive the routes.
void mount_metrics(Routes& routes, const Counts& counts, std::function<Gauges()> measure);

}  // namespace figlink
