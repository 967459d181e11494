// The metrics face: GET /metrics in the text form that Prometheus reads. Served on a listener of
// its own, without a key.
#pragma once

#include "base/metrics.h"
#include "net/routes.h"

namespace figlink {

// `metrics` must outlive the routes.
void mount_metrics(Routes& routes, const Metrics& metrics);

}  // namespace figlink
