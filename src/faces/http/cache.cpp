#include <string>
#include <utility>

#include "faces/face_ask.h"
#include "faces/fields.h"
#include "faces/http/keyed.h"
#include "faces/http/mounts.h"

namespace figlink {
namespace {

Result<Response> changed(const FaceParts& parts, const Caller& caller, Request& request) {
  auto body = json_body(request);
  if (!body) return pass(body);
  Fields fields(*body);
  const std::string file = fields.text("file_key");
  auto told = parts.gateway.file_changed(caller, file, fields.take_problems());
  if (!told) return pass(told);
  return json_answer(200, Json::object({{"file_key", *told}}));
}

}  // namespace

void mount_cache(Routes& routes, const FaceParts& parts) {
  routes.add("POST", "/cache/changes",
             keyed(parts, Scope::actions_write, [parts](auto& caller, Request& request, auto&) {
               return changed(parts, caller, request);
             }));
}

}  // namespace figlink
