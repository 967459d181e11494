#include <string>
#include <utility>

#include "faces/face_ask.h"
#include "faces/face_url.h"
#include "faces/fields.h"
#include "faces/http/keyed.h"
#include "faces/http/mounts.h"
#include "faces/views.h"

namespace figlink {
namespace {

Result<Response> shown(const FaceParts& parts, const Request& request,
                       Result<ProjectView> project) {
  if (!project) return pass(project);
  Json json = Json::object();
  json.set("id", project->id);
  json.set("name", project->name);
  json.set("allowed_origins", texts_json(project->allowed_origins));
  json.set("public_url", public_url(parts, request));
  return json_answer(200, json);
}

Result<Response> change(const FaceParts& parts, const Caller& caller, Request& request) {
  auto body = json_body(request);
  if (!body) return pass(body);
  Fields fields(*body);
  const auto origins = fields.maybe_texts("allowed_origins");
  if (auto done = fields.done(); !done) return pass(done);
  return shown(
      parts, request,
      origins ? parts.gateway.allow_origins(caller, *origins) : parts.gateway.project(caller));
}

}  // namespace

void mount_project(Routes& routes, const FaceParts& parts) {
  routes.add("GET", "/project",
             keyed(parts, Scope::admin, [parts](auto& caller, Request& request, auto&) {
               return shown(parts, request, parts.gateway.project(caller));
             }));
  routes.add("PATCH", "/project",
             keyed(parts, Scope::admin, [parts](auto& caller, Request& request, auto&) {
               return change(parts, caller, request);
             }));
}

}  // namespace figlink
