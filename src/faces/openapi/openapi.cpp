#include "faces/openapi/openapi.h"

#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "actions/catalogue.h"
#include "actions/schema.h"
#include "faces/face_answer.h"
#include "faces/openapi/surface.h"

namespace figlink {
namespace {

Json ref(std::string_view kind, std::string_view name) {
  return Json::object({{"$ref", "#/components/" + std::string(kind) + "/" + std::string(name)}});
}

Json json_content(Json schema) {
  Json content = Json::object();
  content.set("application/json", Json::object({{"schema", schema}}));
  return content;
}

Json json_response_of(std::string_view description, Json schema) {
  Json response = Json::object();
  response.set("description", description);
  response.set("content", json_content(std::move(schema)));
  return response;
}

// The request of one action: its nested inputs beside its name.
Json request_schema(const Action& action) {
  Json schema = input_schema(action, Form::nested);
  schema.erase("$schema");
  Json inputs = schema.find("properties") != nullptr ? *schema.find("properties") : Json::object();
  Json properties = Json::object();
  properties.set("action", Json::object({{"const", action.name}}));
  inputs.each([&](std::string_view name, const Json& value) { properties.set(name, value); });
  if (action.paging != Paging::none) {
    properties.set(kAllField, Json::object({{"type", "boolean"},
                                            {"description",
                                             "Every page as one answer: `data` is the list of all "
                                             "items."}}));
  }
  properties.set("headers", Json::object({{"type", "object"}}));
  Json required = Json::array({"action"});
  if (const Json* list = schema.find("required")) {
    for (std::size_t i = 0; i < list->size(); ++i) required.push((*list)[i]);
  }
  schema.set("type", "object");
  schema.set("title", action.label);
  schema.set("description", action.summary);
  schema.set("properties", std::move(properties));
  schema.set("required", std::move(required));
  schema.erase("additionalProperties");  // the route itself ignores what clients send along
  if (action.deprecated) schema.set("deprecated", true);
  return schema;
}

// One schema an action, and the choice among them by name.
void add_actions(Json& schemas) {
  Json choices = Json::array();
  Json mapping = Json::object();
  for (const Action* action : catalogue()) {
    schemas.set(action->name, request_schema(*action));
    choices.push(ref("schemas", action->name));
    mapping.set(action->name, "#/components/schemas/" + std::string(action->name));
  }
  Json discriminator = Json::object();
  discriminator.set("propertyName", "action");
  discriminator.set("mapping", std::move(mapping));
  Json request = Json::object();
  request.set("oneOf", std::move(choices));
  request.set("discriminator", std::move(discriminator));
  schemas.set("ActionRequest", std::move(request));
}

Json error_schema() {
  Json faults = Json::array();
  for (const auto& row : all_faults()) faults.push(row.name);
  auto schema = Json::parse(R"json({
    "type": "object", "required": ["statusCode", "message", "timestamp", "error", "hint", "request_id"],
    "properties": {
      "statusCode": {"type": "integer"}, "message": {"type": "string"}, "timestamp": {"type": "string", "format": "date-time"},
      "error": {"type": "string"}, "hint": {"type": "string"}, "request_id": {"type": "string"}, "errorCode": {"type": "string"},
      "errors": {"type": "array", "items": {"type": "object", "required": ["field", "message"], "properties": {"field": {"type": "string"}, "message": {"type": "string"}}}},
      "missing_scopes": {"type": "array", "items": {"type": "string"}, "description": "Scopes of Figma's that the token lacks."},
      "retry_after": {"type": "integer", "description": "Seconds, as in the header Retry-After."},
      "provider_errors": {"type": "array", "items": {"type": "object", "properties": {"status": {"type": "integer"}, "method": {"type": "string"}, "url": {"type": "string"}, "raw": {"type": "object"}, "headers": {"type": "object"}}}}
    }})json");
  schema->find("properties")->find("error")->set("enum", std::move(faults));
  return std::move(*schema);
}

Json security_schemes() {
  Json schemes = Json::object();
  schemes.set("bearer", Json::object({{"type", "http"}, {"scheme", "bearer"}}));
  schemes.set("basic", Json::object({{"type", "http"},
                                     {"scheme", "basic"},
                                     {"description", "The API key as user name, no password."}}));
  schemes.set(
      "session",
      Json::object({{"type", "apiKey"}, {"in", "header"}, {"name", "x-hub-session-token"}}));
  schemes.set("cookie",
              Json::object({{"type", "apiKey"}, {"in", "cookie"}, {"name", "figlink_dashboard"}}));
  schemes.set("csrf",
              Json::object({{"type", "apiKey"},
                            {"in", "header"},
                            {"name", "x-figlink-csrf"},
                            {"description", "Goes with the cookie wherever something changes."}}));
  return schemes;
}

// What every operation has and nobody writes out.
void add_defaults(Json& paths) {
  for (std::string_view path : paths.keys()) {
    Json& item = *paths.find(path);
    for (std::string_view method : {"get", "post", "patch", "delete"}) {
      if (Json* operation = item.find(method))
        operation->find("responses")->set("default", ref("responses", "Error"));
    }
  }
}

Json components() {
  auto schemas = Json::parse(kSurfaceSchemas);
  schemas->set("Error", error_schema());
  add_actions(*schemas);
  Json responses = Json::object();
  responses.set("Error", json_response_of("The one error shape.", ref("schemas", "Error")));
  responses.set("Account", json_response_of("The account.", ref("schemas", "Account")));
  responses.set("Budget", json_response_of("What is known.", ref("schemas", "Budget")));
  responses.set(
      "Linked",
      json_response_of(
          "The linked account.",
          *Json::parse(
              R"({"type": "object", "required": ["id", "provider"], "properties": {"id": {"type": "string"}, "provider": {"type": "string"},
                 "account": {"type": "object"}, "missing_scopes": {"type": "array", "items": {"type": "string"}},
                 "unproved_scopes": {"type": "array", "items": {"type": "string"}, "description": "Needed by the session's actions; Figma has not told whether the token holds them."}, "redirect_url": {"type": ["string", "null"]}}})")));
  responses.set("Project", json_response_of("The project.", ref("schemas", "Project")));
  responses.set("Page",
                *Json::parse(R"({"description": "The page.", "content": {"text/html": {}}})"));
  Json parameters = *Json::parse(
      R"({"id": {"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}})");
  Json all = Json::object();
  all.set("securitySchemes", security_schemes());
  all.set("parameters", std::move(parameters));
  all.set("responses", std::move(responses));
  all.set("schemas", std::move(*schemas));
  return all;
}

}  // namespace

Json openapi_document(std::string_view server_url) {
  auto paths = Json::parse(kSurfacePaths);
  add_defaults(*paths);
  Json license = Json::object({{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}});
  Json document = Json::object();
  document.set("openapi", "3.1.0");
  document.set("info", Json::object({{"title", "figlink"},
                                     {"version", kVersion},
                                     {"summary", "A self-hosted gateway to the Figma REST API."},
                                     {"license", license}}));
  document.set("servers", Json::array({Json::object({{"url", server_url}})}));
  document.set("security",
               Json::array({Json::object({{"bearer", Json::array()}}),
                            Json::object({{"basic", Json::array()}}),
                            Json::object({{"cookie", Json::array()}, {"csrf", Json::array()}})}));
  document.set("paths", std::move(*paths));
  document.set("components", components());
  return document;
}

void mount_openapi(Routes& routes, const FaceParts& parts) {
  // Made at the first wish and kept: most processes are never asked.
  struct Kept {
    std::once_flag once;
    std::string text;
  };
  auto kept = std::make_shared<Kept>();
  routes.add("GET", "/openapi.json", [parts, kept](Request&, const Params&) {
    std::call_once(kept->once, [&] {
      kept->text = openapi_document(parts.public_url.empty() ? "/" : parts.public_url).dump();
    });
    return json_response(200, kept->text);
  });
}

}  // namespace figlink
