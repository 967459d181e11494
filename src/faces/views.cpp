#include "faces/views.h"

#include <utility>

#include "faces/connector.h"

namespace figlink {
namespace {

Json reasons_json(const AccountView& account) {
  Json list = Json::array();
  for (const auto& reason : account.status_reasons) {
    Json item = Json::object();
    item.set("code", reason.code);
    item.set("description", reason.description);
    item.set("timestamp", iso_time(reason.at));
    list.push(std::move(item));
  }
  return list;
}

Json figma_user_json(const AccountView& account) {
  if (account.figma_user_id.empty()) return nullptr;
  Json user = Json::object();
  user.set("id", account.figma_user_id);
  user.set("handle", account.figma_user_name);
  user.set("email", text_or_null(account.figma_user_email));
  user.set("img_url", text_or_null(account.figma_user_image));
  return user;
}

}  // namespace

Json texts_json(const std::vector<std::string>& texts) {
  Json json = Json::array();
  for (const auto& text : texts) json.push(text);
  return json;
}

Json text_or_null(std::string_view text) { return text.empty() ? Json(nullptr) : Json(text); }
Json time_or_null(UnixMs time) { return time == 0 ? Json(nullptr) : Json(iso_time(time)); }
std::string redacted(std::string_view hint) { return std::string(kRedacted) + std::string(hint); }

Json account_json(const AccountView& account) {
  Json setup = Json::object();
  setup.set("team_id", text_or_null(account.team_id));
  setup.set("expires_on",
            account.expires_at == 0 ? Json(nullptr) : Json(iso_date(account.expires_at)));
  Json credential = Json::object();
  credential.set("kind", account.credential_kind);
  credential.set("hint", account.credential_hint);

  Json json = Json::object();
  json.set("id", account.id);
  json.set("provider", account.provider);
  json.set("provider_name", kConnectorName);
  json.set("status", account.status);
  json.set("status_reasons", reasons_json(account));
  json.set("origin_owner_id", account.origin_owner_id);
  json.set("origin_owner_name", account.origin_owner_name);
  json.set("origin_username", text_or_null(account.origin_username));
  json.set("label", text_or_null(account.label));
  json.set("type", account.type);
  json.set("shared", account.shared);
  json.set("setup_information", std::move(setup));
  json.set("metadata", account.metadata);
  json.set("integration_id", kIntegrationId);
  json.set("team_id", text_or_null(account.team_id));
  json.set("team_name", text_or_null(account.team_name));
  json.set("figma_user", figma_user_json(account));
  json.set("credential", std::move(credential));
  json.set("scopes", account.scopes ? texts_json(*account.scopes) : Json(nullptr));
  json.set("scopes_complete", account.scopes ? Json(account.scopes_whole) : Json(nullptr));
  json.set("expires_at", time_or_null(account.expires_at));
  json.set("days_left", account.days_left ? Json(*account.days_left) : Json(nullptr));
  json.set("expiring", account.expiring);
  json.set("created_at", iso_time(account.created_at));
  json.set("updated_at", iso_time(account.updated_at));
  json.set("last_used_at", time_or_null(account.last_used_at));
  return json;
}

Json key_json(const KeyView& key) {
  Json json = Json::object();
  json.set("id", key.id);
  json.set("name", key.name);
  json.set("hint", key.hint);
  json.set("scopes", texts_json(key.scopes));
  json.set("created_at", iso_time(key.created_at));
  json.set("last_used_at", time_or_null(key.last_used_at));
  json.set("revoked_at", time_or_null(key.revoked_at));
  return json;
}

Json session_json(const SessionView& session, bool organization_as_text) {
  Json json = Json::object();
  json.set("id", session.id);
  json.set("organization_id", organization_as_text ? Json("1") : Json(1));
  json.set("project_id", session.project_id);
  json.set("origin_owner_id", session.origin_owner_id);
  json.set("origin_owner_name", session.origin_owner_name);
  json.set("origin_username", text_or_null(session.origin_username));
  json.set("account_id", text_or_null(session.account_id));
  json.set("provider", text_or_null(session.provider));
  json.set("integration_id", text_or_null(session.integration_id));
  json.set("label", text_or_null(session.label));
  json.set("type", text_or_null(session.type));
  json.set("multiple", session.multiple);
  json.set("categories", session.categories);
  json.set("metadata", session.metadata);
  json.set("external_trigger_token", nullptr);
  json.set("actions", texts_json(session.actions));
  json.set("redirect_url", text_or_null(session.redirect_url));
  json.set("created_at", iso_time(session.created_at));
  json.set("expires_at", iso_time(session.expires_at));
  return json;
}

namespace {

Json budget_row_json(const AccountBudget::Row& row) {
  Json json = Json::object();
  json.set("tier", row.tier);
  json.set("applies_to", row.is_default ? "unknown" : "learned");
  json.set("plan", text_or_null(row.plan));
  json.set("seat", text_or_null(row.seat));
  json.set("known", row.known);
  json.set("limit", row.limit);
  json.set("period_seconds", row.period_s);
  json.set("used", row.used);
  json.set("left", row.left);
  json.set("under_way", row.under_way);
  json.set("queue_length", row.waiting);
  json.set("resets_at", time_or_null(row.resets_at));
  json.set("next_at", time_or_null(row.next_at));
  json.set("parked_until", time_or_null(row.parked_until));
  json.set("upgrade_link", text_or_null(row.upgrade_link));
  return json;
}

}  // namespace

Json budget_json(const AccountBudget& budget) {
  Json limits = Json::array();
  for (const auto& row : budget.rows) limits.push(budget_row_json(row));
  Json files = Json::array();
  for (const auto& file : budget.files) {
    Json item = Json::object();
    item.set("resource", file.resource);
    item.set("plan", text_or_null(file.plan));
    item.set("seat", text_or_null(file.seat));
    item.set("learned_at", iso_time(file.at));
    files.push(std::move(item));
  }
  Json json = Json::object();
  json.set("account_id", budget.account_id);
  json.set("paced", budget.is_paced);
  json.set("plan", text_or_null(budget.plan));
  json.set("seat", text_or_null(budget.seat));
  json.set("known", text_or_null(budget.known));
  json.set("limits", std::move(limits));
  json.set("files", std::move(files));
  return json;
}

}  // namespace figlink
