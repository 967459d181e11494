// GET /catalogue.json: what the guide shows. Public: it is the same for everybody and tells nothing
// of this gateway.
#include <memory>
#include <string>
#include <utility>

#include "actions/catalogue.h"
#include "base/secret.h"
#include "base/text.h"
#include "faces/face_answer.h"
#include "faces/face_file.h"
#include "faces/http/mounts.h"
#include "faces/views.h"

namespace figlink {
namespace {

template <class Names>
void push_names(const Names& names, Json& list) {
  for (std::string_view name : names) {
    if (!name.empty()) list.push(name);
  }
}

// Any one of them is enough; first the one to ask for when a token is made today.
Json scopes_json(const Action& action) {
  Json list = Json::array();
  push_names(action.detour.scopes, list);
  push_names(action.scopes, list);
  return list;
}

Json credentials_json(const Action& action) {
  Json list = Json::array();
  if (action.takes(Credentials::personal)) list.push("personal");
  if (action.takes(Credentials::plan)) list.push("plan");
  if (action.takes(Credentials::oauth) || action.takes(Credentials::org_oauth)) list.push("oauth");
  return list;
}

Json action_json(const Action& action) {
  Json old_scopes = Json::array();
  push_names(action.old_scopes, old_scopes);
  Json json = Json::object();
  json.set("name", action.name);
  json.set("label", action.label);
  json.set("summary", action.summary);
  json.set("group", action.group);
  json.set("effect", name_of(action.effect));
  json.set("scopes", scopes_json(action));
  json.set("old_scopes", std::move(old_scopes));
  json.set("credentials", credentials_json(action));
  json.set("plan", name_of(action.plan));
  json.set("tier", static_cast<int>(action.tier));
  json.set("in_guide", action.in_guide);
  json.set("deprecated", action.deprecated);
  json.set("instead", text_or_null(action.instead));
  return json;
}

Json scope_json(const ScopeNote& note) {
  Json json = Json::object();
  json.set("name", note.name);
  json.set("gives", note.gives);
  json.set("limits", note.personal ? Json(nullptr) : Json("No personal token can have it."));
  json.set("enterprise", note.enterprise_only);
  json.set("deprecated", note.deprecated);
  return json;
}

std::string guide_text() {
  Json actions = Json::array(), scopes = Json::array();
  for (const Action* action : catalogue()) actions.push(action_json(*action));
  for (const ScopeNote& note : scope_notes()) scopes.push(scope_json(note));
  return Json::object({{"actions", std::move(actions)}, {"scopes", std::move(scopes)}}).dump();
}

}  // namespace

void mount_guide_data(Routes& routes, const FaceParts&) {
  auto text = std::make_shared<const std::string>(guide_text());
  auto file = std::make_shared<const FaceFile>(
      FaceFile{.type = "application/json", .bytes = *text, .etag = etag_of(*text)});
  routes.add("GET", "/catalogue.json", [text, file](Request& request, const Params&) {
    return answer_file(*file, request, "no-cache");
  });
}

}  // namespace figlink
