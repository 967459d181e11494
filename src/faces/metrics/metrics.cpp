#include "faces/metrics/metrics.h"

namespace figlink {

void mount_metrics(Routes& routes, const Metrics& metrics) {
  routes.add("GET", "/metrics", [&metrics](Request&, const Params&) {
    Response response;
    response.headers.add_view("content-type", "text/plain; version=0.0.4; charset=utf-8");
    response.body.text = metrics.text();
    return response;
  });
}

}  // namespace figlink
