#include "faces/hub/answers.h"

#include <utility>

#include "base/text.h"
#include "faces/connector.h"
#include "faces/views.h"
#include "gateway/needed.h"

namespace figlink {
namespace {

Json for_page(const SessionLook& look) {
  const SessionView& session = look.session;
  Json json = Json::object();
  json.set("origin_owner_id", session.origin_owner_id);
  json.set("origin_owner_name", session.origin_owner_name);
  json.set("label", text_or_null(session.label));
  json.set("type", session.type);
  json.set("account_id", text_or_null(session.account_id));
  json.set("expires_at", iso_time(session.expires_at));
  json.set("actions", texts_json(session.actions));
  json.set("scopes", texts_json(session.scopes));
  json.set("redirect_url", text_or_null(session.redirect_url));
  json.set("allowed_origins", texts_json(look.project.allowed_origins));
  return json;
}

Json user_json(const AccountView& account) {
  if (account.figma_user_id.empty()) return nullptr;
  return Json::object({{"handle", account.figma_user_name},
                       {"email", text_or_null(account.figma_user_email)},
                       {"has_picture", !account.figma_user_image.empty()}});
}

Json confirmation_json(const AccountView& account) {
  Json json = Json::object();
  json.set("id", account.id);
  json.set("status", account.status);
  json.set("label", text_or_null(account.label));
  json.set("credential_kind", account.credential_kind);
  json.set("credential_hint", account.credential_hint);
  json.set("figma_user", user_json(account));
  json.set("team_id", account.team_id);
  json.set("team_name", text_or_null(account.team_name));
  json.set("scopes", account.scopes ? texts_json(*account.scopes) : Json(nullptr));
  json.set("scopes_complete", account.scopes ? Json(account.scopes_whole) : Json(nullptr));
  json.set("expires_at", time_or_null(account.expires_at));
  return json;
}

}  // namespace

Json settings_json(const SessionLook& look) {
  Json json = Json::object();
  json.set("enabled_features", Json::array({"hub_link_account_release"}));
  if (!look.session.account_id.empty()) json.set("existing_account_id", look.session.account_id);
  json.set("session", for_page(look));
  json.set("project", Json::object({{"name", look.project.name}}));
  return json;
}

Json linked_json(const SessionView& session, const AccountView& account) {
  Json json = Json::object();
  json.set("id", account.id);
  json.set("provider", account.provider);
  json.set("account", confirmation_json(account));
  // Of scopes that are not all known, none is missed: it is only not proved yet.
  const bool whole = account.scopes && account.scopes_whole;
  const auto lacks =
      missing_scopes(session.actions, account.scopes.value_or(std::vector<std::string>{}));
  json.set("missing_scopes", whole ? texts_json(lacks) : Json::array());
  json.set("unproved_scopes", whole ? Json::array() : texts_json(lacks));
  json.set("redirect_url", text_or_null(linked_redirect(session.redirect_url, account.id)));
  return json;
}

Json setup_json(const AccountView& account) {
  Json setup = Json::object();
  setup.set(kTeamField, account.team_id);
  if (account.expires_at != 0) setup.set(kExpiresField, iso_date(account.expires_at));
  Json json = Json::object();
  json.set("secureId", account.id);
  json.set("provider", account.provider);
  json.set("setupInformation", std::move(setup));
  json.set("secrets", Json::object({{kTokenField, redacted(account.credential_hint)}}));
  json.set("status", account.status);
  json.set("status_reason", account.status_reasons.empty()
                                ? Json(nullptr)
                                : Json(account.status_reasons.front().description));
  json.set("version", kConnectorVersion);
  json.set("authConfigKey", kAuthConfigKey);
  json.set("environment", "production");
  json.set("integrationId", kIntegrationId);
  return json;
}

std::string linked_redirect(const std::string& redirect_url, const std::string& account_id) {
  if (redirect_url.empty()) return {};
  const auto fragment = std::min(redirect_url.find('#'), redirect_url.size());
  std::string url = redirect_url.substr(0, fragment);
  const auto query = url.find('?');
  if (query == url.npos) {
    url += '?';
  } else if (url.back() != '?' && url.back() != '&') {
    url += '&';
  }
  url += "account_id=";
  percent_encode_to(url, account_id);
  return url + "&status=linked" + redirect_url.substr(fragment);
}

}  // namespace figlink
