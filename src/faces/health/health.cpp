#include "faces/health/health.h"

#include "faces/face_answer.h"

namespace figlink {

void mount_health(Routes& routes, const FaceParts& parts) {
  routes.add("GET", "/health", [](Request&, const Params&) {
    return json_answer(200, Json::object({{"status", "ok"}, {"version", kVersion}}));
  });
  routes.add("GET", "/ready",
             serve(parts.clock, [parts](Request&, const Params&) -> Result<Response> {
               auto ready = parts.gateway.ready();
               if (!ready) {
                 return fail(Fault::busy, "figlink cannot serve now: its store does not answer.",
                             "The log has the story.");
               }
               return json_answer(200, Json::object({{"status", "ready"}}));
             }));
}

}  // namespace figlink
