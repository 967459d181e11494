#include <string>

#include "actions/catalogue.h"
#include "faces/connector.h"
#include "faces/face_answer.h"
#include "faces/face_ask.h"
#include "faces/face_cookie.h"
#include "faces/http/mounts.h"

namespace figlink {
namespace {

Result<Response> meta(const FaceParts& parts, Request& request, std::string_view provider) {
  const Presented presented = presented_in(parts, request);
  auto caller = parts.gateway.authenticate(presented.proof, Scope::actions_read);
  if (!caller) return pass(caller);
  if (provider.empty()) return json_answer(200, Json::array({connector_meta_json()}));
  if (provider == kConnector) return json_answer(200, connector_meta_json());
  return fail(Fault::not_found, "There is no connector of this name.",
              "The built-in one is named figma.");
}

}  // namespace

void mount_connectors(Routes& routes, const FaceParts& parts) {
  routes.add("GET", "/connectors/meta",
             serve(parts.clock,
                   [parts](Request& request, const Params&) { return meta(parts, request, {}); }));
  routes.add("GET", "/connectors/meta/{provider}",
             serve(parts.clock, [parts](Request& request, const Params& params) {
               return meta(parts, request, params.get("provider"));
             }));
}

}  // namespace figlink
