#include "faces/metrics/metrics.h"

#include <string>
#include <utility>

#include "faces/face.h"

namespace figlink {
namespace {

void gauge(std::string& out, std::string_view name, std::string_view help, std::size_t value) {
  const std::string called(name);
  out += "# HELP " + called + " " + std::string(help) + "\n# TYPE " + called + " gauge\n" + called +
         " " + std::to_string(value) + "\n";
}

}  // namespace

void mount_metrics(Routes& routes, const Counts& counts, std::function<Gauges()> measure) {
  routes.add("GET", "/metrics", [&counts, measure = std::move(measure)](Request&, const Params&) {
    std::string text =
        "# HELP figlink_info The version that runs.\n# TYPE figlink_info "
        "gauge\nfiglink_info{version=\"" +
        std::string(kVersion) + "\"} 1\n";
    const Gauges now = measure();
    gauge(text, "figlink_connections", "Connections that are open.", now.connections);
    gauge(text, "process_resident_memory_bytes", "Resident memory.", now.resident_bytes);
    counts.write_to(text);
    Response response;
    response.headers.add_view("content-type", "text/plain; version=0.0.4; charset=utf-8");
    response.body.text = std::move(text);
    return response;
  });
}

}  // namespace figlink
