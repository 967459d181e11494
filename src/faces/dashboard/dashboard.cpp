#include "faces/dashboard/dashboard.h"

#include <string>
#include <utility>

#include "faces/face_answer.h"
#include "faces/face_cookie.h"
#include "faces/face_url.h"
#include "faces/fields.h"
#include "faces/views.h"

namespace figlink {
namespace {

constexpr std::string_view kKeyField = "key";

Json dashboard_json(const DashboardView& view) {
  Json project = Json::object();
  project.set("id", view.project.id);
  project.set("name", view.project.name);
  Json key = Json::object();
  key.set("id", view.key.id);
  key.set("name", view.key.name);
  key.set("hint", view.key.hint);
  Json json = Json::object();
  json.set("project", std::move(project));
  json.set("key", std::move(key));
  json.set("csrf_token", view.csrf_token);
  json.set("idle_seconds", kDashboardIdleMs / kSecondMs);
  json.set("expires_at", iso_time(view.expires_at));
  return json;
}

std::string cookie(const FaceParts& parts, const Request& request, std::string_view token,
                   std::int64_t seconds) {
  std::string text(kDashboardCookie);
  text += "=";
  text += token;
  text += "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + std::to_string(seconds);
  if (public_url(parts, request).starts_with("https://")) text += "; Secure";
  return text;
}

Response kept_nowhere(Response response) {
  response.headers.add_view("cache-control", "no-store");
  return response;
}

// A page of another origin could otherwise sign a person in as somebody else.
Result<void> check_origin(const FaceParts& parts, const Request& request) {
  if (is_of_own_origin(parts, request)) return {};
  return fail(Fault::forbidden, "A page of another origin cannot sign you in.",
              "Open /dashboard of this gateway. Behind a proxy, tell figlink its address with "
              "--public-url.");
}

Result<Response> sign_in(const FaceParts& parts, Request& request) {
  if (auto own = check_origin(parts, request); !own) return pass(own);
  auto body = secret_json_body(request);
  if (!body) return pass(body);
  auto key = take_secret(*body, kKeyField, kKeyField);
  if (!key) return pass(key);
  if (key->empty()) return wrong_fields({{std::string(kKeyField), "Is required: an API key."}});
  auto made = parts.gateway.sign_in({.kind = Proof::Kind::key, .token = key->expose()});
  if (!made) return pass(made);
  Response response = kept_nowhere(json_answer(201, dashboard_json(made->dashboard)));
  response.headers.add("set-cookie",
                       cookie(parts, request, made->token.expose(), kDashboardMs / kSecondMs));
  return response;
}

Result<Response> look(const FaceParts& parts, Request& request) {
  auto view = parts.gateway.dashboard(cookie_proof(parts, request));
  if (!view) return pass(view);
  // The CSRF token is for our own page's eyes.
  if (auto own = check_origin(parts, request); !own) return pass(own);
  return kept_nowhere(json_answer(200, dashboard_json(*view)));
}

Result<Response> sign_out(const FaceParts& parts, Request& request) {
  auto out = parts.gateway.sign_out(cookie_proof(parts, request));
  if (!out) return pass(out);
  Response response;
  response.status = 204;
  response.headers.add("set-cookie", cookie(parts, request, "", 0));
  return response;
}

}  // namespace

void mount_dashboard(Routes& routes, const FaceParts& parts) {
  auto add = [&](std::string_view method, auto work) {
    routes.add(method, "/dashboard/session",
               serve(parts.clock, [parts, work](Request& request, const Params&) {
                 return work(parts, request);
               }));
  };
  add("POST", sign_in);
  add("GET", look);
  add("DELETE", sign_out);
}

}  // namespace figlink
