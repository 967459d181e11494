#include "actions/catalogue.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "actions/schema.h"
#include "faces/connector.h"
#include "faces/face_answer.h"
#include "faces/face_ask.h"
#include "faces/face_url.h"
#include "faces/fields.h"
#include "faces/http/keyed.h"
#include "faces/http/mounts.h"
#include "faces/query.h"

namespace figlink {
namespace {

constexpr std::size_t kFoundMax = 50;
constexpr std::int64_t kFoundDefault = 5;

Json scope_names(std::span<const std::string_view> scopes) {
  Json list = Json::array();
  for (auto scope : scopes) {
    if (!scope.empty()) list.push(scope);
  }
  return list;
}

// `scopes`: what a token must hold for what the entry stands by.
Json authentication_json(Json scopes, const std::string& guide_url) {
  Json item = Json::object();
  item.set("key", kAuthConfigKey);
  item.set("label", "Personal Access Token");
  item.set("type", "custom");
  item.set("required_scopes", std::move(scopes));
  item.set("support",
           Json::object({{"link", guide_url},
                         {"description", "How to make the token and find the Team ID."}}));
  Json list = Json::array();
  list.push(std::move(item));
  return list;
}

Json guides_json() {
  struct Step {
    std::string_view title, content;
  };
  static constexpr std::array<Step, 4> kSteps = {{
      {"Open the settings",
       "In Figma, open the menu under your name, choose Settings, then Security."},
      {"Make the token",
       "Choose Generate new token, give it a name, an expiry of at most 90 days, and the scopes of "
       "the actions "
       "you want to run."},
      {"Copy it once", "Figma shows the token a single time. Copy it without blanks around it."},
      {"Find the Team ID",
       "Open your team in Figma: the number after /team/ in the address is the Team ID."},
  }};
  Json steps = Json::array();
  for (const auto& step : kSteps)
    steps.push(Json::object({{"title", step.title}, {"content", step.content}}));
  Json section = Json::object();
  section.set("title", "Link Figma with a personal access token");
  section.set("content", "A token and a Team ID are all that is asked for.");
  section.set("steps", std::move(steps));
  Json sections = Json::array();
  sections.push(std::move(section));
  Json config = Json::object();
  config.set("sections", std::move(sections));
  Json guides = Json::object();
  guides.set("config", std::move(config));
  return guides;
}

Json scope_definitions_json() {
  Json list = Json::array();
  for (const auto& note : scope_notes()) {
    list.push(Json::object(
        {{"name", note.name}, {"description", note.gives}, {"includes", Json::array()}}));
  }
  return list;
}

Json details_json(const Action& action) {
  Json details = describe(action);
  details.set("input_schema", input_schema(action, Form::nested));
  return details;
}

Json action_json(const Action& action, const Query& query, const std::string& guide_url) {
  Json tags = Json::array();
  tags.push(action.group);
  tags.push(name_of(action.effect));
  if (action.deprecated) tags.push("deprecated");
  Json json = Json::object();
  json.set("id", action.name);
  json.set("label", action.label);
  json.set("description", action.summary);
  json.set("required_scopes", scope_names(action.scopes));
  json.set("schema_type", "native");
  json.set("tags", std::move(tags));
  json.set("authentication", authentication_json(scope_names(action.scopes), guide_url));
  // Clients before and after a renaming ask under different names.
  for (std::string_view name : {"action_details", "operation_details"}) {
    if (query.list_has("include", name)) json.set(name, details_json(action));
  }
  return json;
}

bool wants_figma(const Query& query) {
  auto connectors = query.list("filter[connectors]");
  return connectors.empty() ||
         std::find(connectors.begin(), connectors.end(), kConnector) != connectors.end();
}

// Whether any of the accounts that were asked for exists for this caller; without the filter, true.
Result<bool> has_account(const FaceParts& parts, const Caller& caller, const Query& query) {
  AccountFilter filter;
  filter.ids = query.list("filter[account_ids]");
  if (filter.ids.empty()) return true;
  auto found = parts.gateway.accounts(caller, filter);
  if (!found) return pass(found);
  return !found->empty();
}

// The actions that the filters leave, in the catalogue's order or, for a search, best first.
Json actions_json(const Query& query, const std::string& guide_url) {
  const auto wanted = query.list("filter[action_key]");
  auto fits = [&](const Action& action) {
    return wanted.empty() ||
           std::any_of(wanted.begin(), wanted.end(),
                       [&](const std::string& name) { return find_action(name) == &action; });
  };
  Json list = Json::array();
  if (const auto words = query.text("search"); !words.empty()) {
    for (const auto& found : search_actions(words, catalogue().size())) {
      if (fits(*found.action)) list.push(action_json(*found.action, query, guide_url));
    }
    return list;
  }
  for (const Action* action : catalogue()) {
    if (fits(*action)) list.push(action_json(*action, query, guide_url));
  }
  return list;
}

// Every scope that one of the actions asks for, each once.
Json scopes_of(const Json& actions) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < actions.size(); ++i) {
    const Json& scopes = *actions[i].find("required_scopes");
    for (std::size_t j = 0; j < scopes.size(); ++j) {
      const std::string name = scopes[j].text_or("");
      if (std::ranges::find(names, name) == names.end()) names.push_back(name);
    }
  }
  Json list = Json::array();
  for (const std::string& name : names) list.push(name);
  return list;
}

Json connector_json(const Query& query, const std::string& guide_url) {
  Json actions = actions_json(query, guide_url);
  Json authentication = authentication_json(scopes_of(actions), guide_url);
  if (query.list_has("include", "authentication_guides"))
    authentication[0].find("support")->set("guides", guides_json());
  Json json = Json::object();
  json.set("key", kConnector);
  json.set("name", kConnectorName);
  json.set(
      "description",
      "Files, comments, components, dev resources, variables, webhooks and analytics of Figma.");
  json.set("icon", connector_icon());
  json.set("version", kConnectorVersion);
  json.set("release_stage", "ga");
  json.set("categories", Json::array({"documents"}));
  json.set("integration_id", kIntegrationId);
  json.set("authentication", std::move(authentication));
  json.set("scope_definitions", scope_definitions_json());
  if (!query.list_has("exclude", "actions")) json.set("actions", std::move(actions));
  return json;
}

Result<Response> list_actions(const FaceParts& parts, const Caller& caller, Request& request) {
  Query query(request);
  query.integer("page_size", 25, 1, kQueryListMax);
  if (auto done = query.done(); !done) return pass(done);
  auto linked = has_account(parts, caller, query);
  if (!linked) return pass(linked);
  // One connector is one page, so a cursor can only be past the end.
  Json data = Json::array();
  if (*linked && wants_figma(query) && query.text("next").empty())
    data.push(connector_json(query, public_url(parts, request) + "/guide"));
  return json_answer(200, Json::object({{"data", data}, {"next", nullptr}}));
}

// The union of what two generations of clients read.
Json found_json(const Found& found, const std::string& project_id) {
  Json json = Json::object();
  json.set("id", found.action->name);
  json.set("action_name", found.action->name);
  json.set("connector_key", kConnector);
  json.set("label", found.action->label);
  json.set("description", found.action->summary);
  json.set("project_id", project_id);
  json.set("similarity_score", found.score);
  return json;
}

Result<Response> search(const Caller& caller, Request& request) {
  auto body = json_body(request);
  if (!body) return pass(body);
  Fields fields(*body);
  const auto words = fields.required_text("query");
  const auto connector = fields.maybe_text("connector");
  const auto project = fields.maybe_text("project_id");
  const auto top_k = fields.maybe_integer("top_k").value_or(kFoundDefault);
  const auto at_least = fields.maybe_number("min_similarity").value_or(0.0);
  if (top_k < 1 || top_k > static_cast<std::int64_t>(kFoundMax))
    fields.problem("top_k", "Must be from 1 to 50.");
  if (at_least < 0 || at_least > 1) fields.problem("min_similarity", "Must be from 0 to 1.");
  fields.refuse_others();
  if (auto done = fields.done(); !done) return pass(done);

  Json results = Json::array();
  if (!connector || connector->empty() || *connector == kConnector) {
    for (const auto& found : search_actions(words, static_cast<std::size_t>(top_k))) {
      if (found.score >= at_least) results.push(found_json(found, caller.project_id()));
    }
  }
  Json json = Json::object();
  json.set("total_count", static_cast<std::int64_t>(results.size()));
  json.set("results", std::move(results));
  json.set("query", words);
  json.set("connector_filter", connector ? Json(*connector) : Json(nullptr));
  json.set("project_filter", project ? Json(*project) : Json(nullptr));
  return json_answer(200, json);
}

}  // namespace

void mount_catalogue(Routes& routes, const FaceParts& parts) {
  routes.add("GET", "/actions",
             keyed(parts, Scope::actions_read, [parts](auto& caller, Request& request, auto&) {
               return list_actions(parts, caller, request);
             }));
  routes.add("POST", "/actions/search",
             keyed(parts, Scope::actions_read,
                   [](auto& caller, Request& request, auto&) { return search(caller, request); }));
}

}  // namespace figlink
