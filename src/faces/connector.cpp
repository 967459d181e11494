#include "faces/connector.h"

#include <utility>

#include "actions/catalogue.h"

namespace figlink {
namespace {

struct Field {
  std::string_view key, label, type, placeholder, description;
  bool required, secret;
};

constexpr Field kFields[] = {
    {kTokenField, "Personal Access Token", "password", "figd_...",
     "Made in Figma under Settings, Security. It is shown once, and lives at most 90 days.", true,
     true},
    {kTeamField, "Team ID", "text", "1234567890123456789",
     "The number in the team's address, https://www.figma.com/files/team/TEAM_ID/name. The whole "
     "address may be pasted.",
     true, false},
    {kExpiresField, "Expires on", "text", "YYYY-MM-DD",
     "The day that Figma showed when the token was made. Then figlink can warn before it ends.",
     false, false},
};

Json field_json(const Field& field) {
  Json json = Json::object();
  json.set("key", field.key);
  json.set("name", field.key);
  json.set("label", field.label);
  json.set("type", field.type);
  json.set("required", field.required);
  json.set("readOnly", false);
  json.set("secret", field.secret);
  json.set("placeholder", field.placeholder);
  json.set("description", field.description);
  return json;
}

}  // namespace

std::string_view connector_icon() {
  return "data:image/svg+xml;utf8,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 "
         "24'%3E%3Crect width='24' height='24' "
         "rx='6' fill='%23222'/%3E%3Cpath d='M8 18V6h9M8 12h7' stroke='%23fff' stroke-width='2.4' "
         "fill='none'/%3E%3C/svg%3E";
}

Json integration_json() {
  Json json = Json::object();
  json.set("active", true);
  json.set("name", kConnectorName);
  json.set("provider", kConnector);
  json.set("type", "custom");
  json.set("version", kConnectorVersion);
  json.set("authentication_config_key", kAuthConfigKey);
  json.set("environment", "production");
  json.set("integration_id", kIntegrationId);
  json.set("logo_url", connector_icon());
  return json;
}

Json connector_config_json(std::string_view guide_url) {
  Json fields = Json::array();
  for (const auto& field : kFields) fields.push(field_json(field));
  Json support = Json::object();
  support.set("link", guide_url);
  support.set("description", "How to make the token and find the Team ID.");
  Json json = Json::object();
  json.set("key", kAuthConfigKey);
  json.set("name", kConnectorName);
  json.set("type", "custom");
  json.set("configFields", std::move(fields));
  json.set("configNotices", Json::array());
  json.set("assets", Json::object({{"icon", connector_icon()}}));
  json.set("support", std::move(support));
  return json;
}

Json connector_meta_json() {
  Json images = Json::object();
  images.set("logo_url", connector_icon());
  images.set("original_logo_horizontal_url", connector_icon());
  Json resources = Json::object();
  resources.set("images", std::move(images));
  Json json = Json::object();
  json.set("provider", kConnector);
  json.set("provider_name", kConnectorName);
  json.set("category", "documents");
  json.set("active", true);
  json.set("models", Json::object());
  json.set("resources", std::move(resources));
  return json;
}

}  // namespace figlink
