#include "faces/hub/hub.h"

#include <memory>
#include <string>
#include <utility>

#include "actions/catalogue.h"
#include "base/text.h"
#include "faces/connector.h"
#include "faces/face_answer.h"
#include "faces/face_ask.h"
#include "faces/face_url.h"
#include "faces/fields.h"
#include "faces/given.h"
#include "faces/hub/answers.h"
#include "faces/hub/attempts.h"
#include "faces/hub/cors.h"
#include "faces/query.h"
#include "faces/views.h"

namespace figlink {
namespace {

using Work = std::function<Result<Response>(const SessionView&, Request&, const std::string& id)>;

// A call of the Hub: the session is looked up first, whatever the call.
Serve in_session(const FaceParts& parts, Work work) {
  return serve(
      parts.clock,
      [parts, work = std::move(work)](Request& request, const Params& params) -> Result<Response> {
        auto session = parts.gateway.session(session_of(request).token);
        if (!session) return pass(session);
        return work(*session, request, std::string(params.get("id")));
      });
}

Json connectors_json(const SessionView& session, const Query& query) {
  const auto asked = query.text("provider");
  auto fits = [](std::string_view wanted, std::string_view ours) {
    return wanted.empty() || wanted == ours;
  };
  Json integrations = Json::array();
  if (fits(asked, kConnector) && fits(session.provider, kConnector) &&
      fits(session.integration_id, kIntegrationId)) {
    integrations.push(integration_json());
  }
  Json json = Json::object();
  json.set("integrations", std::move(integrations));
  json.set("external_trigger_token", nullptr);
  return json;
}

// The guide, for just the actions that the link is for.
std::string guide_url(const FaceParts& parts, const Request& request, const SessionView& session) {
  const std::string url = public_url(parts, request) + "/guide";
  return session.actions.empty() ? url : url + "?actions=" + join(session.actions, ",");
}

Result<Response> connector(const FaceParts& parts, const SessionView& session, Request& request,
                           const std::string& id) {
  if (id != kIntegrationId) {
    return fail(Fault::not_found, "There is no connector of this id.",
                "GET /hub/connectors lists them.");
  }
  Json settings = Json::object();
  settings.set("configured_webhook_events", Json::array());
  settings.set("project_settings", Json::object());
  Json json = Json::object();
  json.set("config", connector_config_json(guide_url(parts, request, session)));
  json.set("hub_settings", std::move(settings));
  return json_answer(200, json);
}

// What Hubs and clients of hosted hubs send along, and what says nothing here (hosted_hubs.md 2.2).
constexpr std::string_view kIgnored[] = {
    "provider",    "provider_version",     "version", "authentication_config_key",
    "environment", "connector_profile_id", "secrets", "setup_information",
    "token"};

// The `credentials` of a body about the built-in connector, with every wrong field around them.
Result<Given> read_given(Request& request) {
  auto body = secret_json_body(request);
  if (!body) return pass(body);
  Fields fields(*body);
  if (auto id = fields.required_text("integration_id"); !id.empty() && id != kIntegrationId) {
    fields.problem("integration_id", "Names no connector; GET /hub/connectors gives the id.");
  }
  fields.know("credentials");
  fields.refuse_others(kIgnored);
  Json none = Json::object();
  Json* credentials = body->find("credentials");
  if (credentials == nullptr || !credentials->is_object()) {
    fields.problem("credentials", "Is required: an object with personal_access_token and team_id.");
    credentials = &none;
  }
  Given given = given_in(*credentials, "credentials.");
  auto around = fields.take_problems();
  given.problems.insert(given.problems.begin(), around.begin(), around.end());
  return given;
}

Result<Response> link(const FaceParts& parts, const SessionView& session, Request& request) {
  auto given = read_given(request);
  if (!given) return pass(given);
  auto account =
      parts.gateway.link_by_session(session_of(request).token, whole_credential(std::move(*given)),
                                    request.headers.get("idempotency-key"));
  if (!account) return pass_named(account, name_in_body);
  return json_answer(201, linked_json(session, *account));
}

Result<Response> relink(const FaceParts& parts, const SessionView& session, Request& request,
                        const std::string& id) {
  auto given = read_given(request);
  if (!given) return pass(given);
  AccountChange change;
  lay_over(change, std::move(*given));
  auto account = parts.gateway.relink_by_session(session_of(request).token, id, std::move(change));
  if (!account) return pass_named(account, name_in_body);
  return json_answer(200, linked_json(session, *account));
}

// A Hub repeats its token in the body; the header alone is read, and the body may be left out.
Result<void> check_attempt(Request& request) {
  auto text = read_all(request.body, kSecretBodyMax);
  if (!text) return pass(text);
  if (text->empty()) return {};
  request.body.text = std::move(*text);
  auto body = json_body(request);
  if (!body) return pass(body);
  Fields fields(*body);
  fields.know("token");
  fields.refuse_others();
  return fields.done();
}

std::unexpected<Error> no_attempt() {
  return fail(Fault::not_found, "There is no such attempt.",
              "Begin one with POST /hub/connection_attempts.");
}

Result<Response> attempt_state(const SessionView& session, const Attempts& attempts,
                               const std::string& id) {
  const auto attempt = attempts.find(id, session.id);
  if (attempt.session_id == 0) return no_attempt();
  const bool known = session.used && !session.account_id.empty();
  Json json = Json::object();
  json.set("id", id);
  json.set("status", session.used ? "authenticated" : attempt.cancelled ? "cancelled" : "pending");
  json.set("account", known ? Json::object({{"id", session.account_id}}) : Json(nullptr));
  json.set("error", nullptr);
  return json_answer(200, json);
}

void mount_attempts(Routes& routes, const FaceParts& parts) {
  auto attempts = std::make_shared<Attempts>(parts.chance);
  add_open_route(
      routes, "POST", "/hub/connection_attempts",
      in_session(
          parts,
          [attempts](const SessionView& session, Request& request, auto&) -> Result<Response> {
            if (auto good = check_attempt(request); !good) return pass(good);
            return json_answer(201, Json::object({{"id", attempts->begin(session.id)}}));
          }));
  add_open_route(routes, "GET", "/hub/connection_attempts/{id}",
                 in_session(parts, [attempts](const SessionView& session, Request&, auto& id) {
                   return attempt_state(session, *attempts, id);
                 }));
  add_open_route(
      routes, "DELETE", "/hub/connection_attempts/{id}",
      in_session(parts,
                 [attempts](const SessionView& session, Request&, auto& id) -> Result<Response> {
                   if (!attempts->cancel(id, session.id)) return no_attempt();
                   Response response;
                   response.status = 204;
                   return response;
                 }));
  add_preflight(routes, "/hub/connection_attempts", "POST");
  add_preflight(routes, "/hub/connection_attempts/{id}", "GET, DELETE");
}

}  // namespace

void mount_hub(Routes& routes, const FaceParts& parts) {
  add_open_route(
      routes, "GET", "/hub/settings",
      in_session(parts, [parts](const SessionView&, Request& request, auto&) -> Result<Response> {
        auto look = parts.gateway.look_at_session(session_of(request).token);
        if (!look) return pass(look);
        return json_answer(200, settings_json(*look));
      }));
  add_open_route(
      routes, "GET", "/hub/connectors",
      in_session(parts,
                 [](const SessionView& session, Request& request, auto&) -> Result<Response> {
                   return json_answer(200, connectors_json(session, Query(request)));
                 }));
  add_open_route(routes, "GET", "/hub/connectors/{id}",
                 in_session(parts, [parts](const SessionView& session, Request& request, auto& id) {
                   return connector(parts, session, request, id);
                 }));
  add_open_route(routes, "POST", "/hub/accounts",
                 in_session(parts, [parts](const SessionView& session, Request& request, auto&) {
                   return link(parts, session, request);
                 }));
  add_open_route(
      routes, "GET", "/hub/accounts/{id}",
      in_session(parts,
                 [parts](const SessionView&, Request& request, auto& id) -> Result<Response> {
                   auto account = parts.gateway.account_by_session(session_of(request).token, id);
                   if (!account) return pass(account);
                   return json_answer(200, setup_json(*account));
                 }));
  add_open_route(routes, "PATCH", "/hub/accounts/{id}",
                 in_session(parts, [parts](const SessionView& session, Request& request, auto& id) {
                   return relink(parts, session, request, id);
                 }));
  add_open_route(
      routes, "GET", "/hub/accounts/{id}/picture",
      serve(parts.clock, [parts](Request& request, const Params& params) -> Result<Response> {
        auto portrait = parts.gateway.portrait_by_session(session_of(request).token,
                                                          std::string(params.get("id")));
        if (!portrait) return pass(portrait);
        return portrait_answer(std::move(*portrait));
      }));
  add_preflight(routes, "/hub/settings", "GET");
  add_preflight(routes, "/hub/connectors", "GET");
  add_preflight(routes, "/hub/connectors/{id}", "GET");
  add_preflight(routes, "/hub/accounts", "POST");
  add_preflight(routes, "/hub/accounts/{id}", "GET, PATCH");
  add_preflight(routes, "/hub/accounts/{id}/picture", "GET");
  mount_attempts(routes, parts);
}

}  // namespace figlink
