#include <string>
#include <utility>

#include "faces/face_ask.h"
#include "faces/fields.h"
#include "faces/http/keyed.h"
#include "faces/http/mounts.h"
#include "faces/views.h"

namespace figlink {
namespace {

Result<Response> list(Gateway& gateway, const Caller& caller) {
  auto keys = gateway.keys(caller);
  if (!keys) return pass(keys);
  Json data = Json::array();
  for (const auto& key : *keys) data.push(key_json(key));
  return json_answer(200, Json::object({{"data", std::move(data)}}));
}

Result<Response> create(Gateway& gateway, const Caller& caller, Request& request) {
  auto body = json_body(request);
  if (!body) return pass(body);
  Fields fields(*body);
  const auto name = fields.required_text("name");
  const auto scopes = fields.maybe_texts("scopes").value_or(std::vector<std::string>());
  if (auto done = fields.done(); !done) return pass(done);
  auto made = gateway.create_key(caller, name, scopes);
  if (!made) return pass(made);
  Json json = key_json(made->key);
  json.set("secret", made->text.expose());
  Response response = json_answer(201, json);
  response.headers.add_view("cache-control", "no-store");
  return response;
}

}  // namespace

void mount_keys(Routes& routes, const FaceParts& parts) {
  Gateway& gateway = parts.gateway;
  routes.add("GET", "/keys", keyed(parts, Scope::admin, [&gateway](auto& caller, Request&, auto&) {
               return list(gateway, caller);
             }));
  routes.add("POST", "/keys",
             keyed(parts, Scope::admin, [&gateway](auto& caller, Request& request, auto&) {
               return create(gateway, caller, request);
             }));
  routes.add(
      "DELETE", "/keys/{id}",
      keyed(parts, Scope::admin, [&gateway](auto& caller, Request&, auto& id) -> Result<Response> {
        auto key = gateway.revoke_key(caller, id);
        if (!key) return pass(key);
        return json_answer(200, key_json(*key));
      }));
}

}  // namespace figlink
