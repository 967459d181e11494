#include <charconv>
#include <string>
#include <utility>

#include "base/text.h"
#include "faces/connector.h"
#include "faces/face_answer.h"
#include "faces/face_ask.h"
#include "faces/face_url.h"
#include "faces/fields.h"
#include "faces/http/keyed.h"
#include "faces/http/mounts.h"
#include "faces/views.h"

namespace figlink {
namespace {

// organization_id is a text; typed clients up to 4.28 alone refuse anything but a number
// (hosted_hubs.md 1.1). We have no organizations, so the value says nothing; only its kind must
// please the caller.
constexpr int kLastMinorWithNumber = 28;
bool wants_text_organization(const Request& request) {
  const auto agent = request.headers.get("user-agent");
  if (agent.find("@stackone/stackone-client-ts") == std::string_view::npos) return true;
  static constexpr std::string_view kBefore = "speakeasy-sdk/typescript 4.";
  const auto at = agent.find(kBefore);
  if (at == std::string_view::npos) return true;
  const auto rest = agent.substr(at + kBefore.size());
  int minor = kLastMinorWithNumber + 1;
  std::from_chars(rest.data(), rest.data() + rest.size(), minor);
  return minor > kLastMinorWithNumber;
}

// What clients of hosted hubs send along, and what says nothing here (hosted_hubs.md 1.1).
constexpr std::string_view kIgnored[] = {
    "provider_version", "shared", "relink", "scopes", "environment", "authentication_config_key"};

void check_integration(Fields& fields, std::string_view name, const std::string& id) {
  if (id.empty() || id == kIntegrationId) return;
  fields.problem(name, "Names no connector; the one of Figma is " + std::string(kIntegrationId) +
                           ", and it may be left out.");
}

Result<SessionWish> read_wish(Request& request) {
  auto body = json_body(request);
  if (!body) return pass(body);
  Fields fields(*body);
  SessionWish wish;
  wish.origin_owner_id = fields.required_text("origin_owner_id");
  wish.origin_owner_name = fields.required_text("origin_owner_name");
  wish.origin_username = fields.text("origin_username");
  wish.account_id = fields.text("account_id");
  wish.provider = fields.text("provider");
  wish.integration_id = fields.text("integration_id");
  check_integration(fields, "integration_id", wish.integration_id);
  const std::string profile = fields.text("connector_profile_id");
  check_integration(fields, "connector_profile_id", profile);
  if (wish.integration_id.empty()) wish.integration_id = profile;
  wish.label = fields.text("label");
  wish.type = fields.maybe_text("type");
  wish.expires_in_s = fields.maybe_integer("expires_in");
  wish.multiple = fields.maybe_bool("multiple").value_or(false);
  wish.categories = fields.maybe_array("categories").value_or(Json());
  wish.actions = fields.maybe_texts("actions").value_or(std::vector<std::string>());
  wish.redirect_url = fields.text("redirect_url");
  wish.metadata = fields.maybe_object("metadata").value_or(Json());
  fields.refuse_others(kIgnored);
  wish.problems = fields.take_problems();
  return wish;
}

std::string as_it_is(std::string_view field) { return std::string(field); }

Result<Response> begin(const FaceParts& parts, const Caller& caller, Request& request) {
  auto wish = read_wish(request);
  if (!wish) return pass(wish);
  auto session = parts.gateway.begin_session(caller, *wish);
  if (!session) return pass_named(session, as_it_is);
  Json json = session_json(*session, wants_text_organization(request));
  std::string link = public_url(parts, request) + "/link?token=";
  percent_encode_to(link, session->token);
  json.set("token", session->token);
  json.set("auth_link_url", link);
  return json_answer(201, json);
}

Result<Response> check(const FaceParts& parts, const Caller& caller, Request& request) {
  auto body = json_body(request);
  if (!body) return pass(body);
  Fields fields(*body);
  const auto token = fields.required_text("token");
  fields.refuse_others();
  if (auto done = fields.done(); !done) return pass(done);
  auto session = parts.gateway.session(token);
  // A project never learns of another one's sessions: they are refused in the very words of a token
  // that nobody knows.
  if (session && session->project_id != caller.project_id()) session = parts.gateway.session({});
  // The key was good, so this is no 401: clients drop a key that gets one.
  if (!session && session.error().fault == Fault::unauthenticated)
    session.error().fault = Fault::not_found;
  if (!session) return pass(session);
  return json_answer(201, session_json(*session, wants_text_organization(request)));
}

}  // namespace

void mount_sessions(Routes& routes, const FaceParts& parts) {
  routes.add("POST", "/connect_sessions",
             keyed(parts, Scope::sessions_write, [parts](auto& caller, Request& request, auto&) {
               return begin(parts, caller, request);
             }));
  routes.add("POST", "/connect_sessions/authenticate",
             keyed(parts, Scope::sessions_write, [parts](auto& caller, Request& request, auto&) {
               return check(parts, caller, request);
             }));
}

}  // namespace figlink
