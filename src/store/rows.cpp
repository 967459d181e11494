#include "store/rows.h"

#include "base/json.h"

namespace figlink {
namespace {

std::vector<std::string> text_list(std::string_view text) {
  std::vector<std::string> list;
  if (auto json = Json::parse(text)) {
    for (std::size_t i = 0; i < json->size(); ++i) list.push_back((*json)[i].text_or(""));
  }
  return list;
}

std::string reasons_text(const std::vector<StatusReason>& reasons) {
  Json out = Json::array();
  for (const StatusReason& reason : reasons) {
    out.push(Json::object(
        {{"code", reason.code}, {"description", reason.description}, {"at", reason.at}}));
  }
  return out.dump();
}

std::vector<StatusReason> text_reasons(std::string_view text) {
  std::vector<StatusReason> reasons;
  auto json = Json::parse(text);
  for (std::size_t i = 0; json && i < json->size(); ++i) {
    const Json& each = (*json)[i];
    const Json *code = each.find("code"), *description = each.find("description"),
               *at = each.find("at");
    if (code && description && at)
      reasons.push_back(
          {code->text_or(""), description->text_or(""), at->as_integer().value_or(0)});
  }
  return reasons;
}

// null, ["all", "of", "them"], or {"some": ["of", "them"]}.
void read_scopes(std::string_view text, Account& account) {
  auto json = Json::parse(text);
  if (!json || json->is_null()) return;
  const Json* some = json->find("some");
  account.scopes_whole = some == nullptr;
  account.scopes = some == nullptr ? text_list(text) : text_list(some->dump());
}

std::string scopes_text(const Account& account) {
  if (!account.scopes) return "null";
  const std::string list = list_text(*account.scopes);
  return account.scopes_whole ? list : "{\"some\":" + list + "}";
}

}  // namespace

std::string list_text(const std::vector<std::string>& list) {
  Json out = Json::array();
  for (const std::string& item : list) out.push(item);
  return out.dump();
}

Project project_of(const SqlRow& row) {
  return {std::string(row.text(0)), std::string(row.text(1)), row.integer(2),
          text_list(row.text(3))};
}

Key key_of(const SqlRow& row) {
  Key key;
  key.id = row.text(0);
  key.project_id = row.text(1);
  key.name = row.text(2);
  key.digest = row.text(3);
  key.hint = row.text(4);
  key.scopes = text_list(row.text(5));
  key.created_at = row.integer(6);
  key.last_used_at = row.integer(7);
  key.revoked_at = row.integer(8);
  return key;
}

Account account_of(const SqlRow& row) {
  Account a;
  std::string* texts[] = {&a.id,
                          &a.project_id,
                          &a.provider,
                          &a.origin_owner_id,
                          &a.origin_owner_name,
                          &a.origin_username,
                          &a.label,
                          &a.type,
                          &a.status};
  int at = 0;
  for (std::string* text : texts) *text = row.text(at++);
  a.status_reasons = text_reasons(row.text(at++));
  a.credential_kind = row.text(at++);
  a.credential.bytes = row.text(at++);
  std::string* more[] = {&a.credential_hint, &a.team_id,         &a.team_name,
                         &a.figma_user_id,   &a.figma_user_name, &a.figma_user_email,
                         &a.figma_user_image};
  for (std::string* text : more) *text = row.text(at++);
  std::string_view scopes = row.text(at++);
  read_scopes(scopes, a);
  a.expires_at = row.integer(at++);
  a.shared = row.integer(at++) != 0;
  a.metadata = row.text(at++);
  a.created_at = row.integer(at++);
  a.updated_at = row.integer(at++);
  a.last_used_at = row.integer(at++);
  a.revision = row.integer(at++);
  a.sole = row.integer(at++) != 0;
  a.person = row.text(at++);
  return a;
}

// The columns' values in their order; the texts made for them live in `kept`.
std::vector<SqlValue> values_of(const Account& a, std::vector<std::string>& kept) {
  kept = {reasons_text(a.status_reasons), scopes_text(a)};
  return {a.id,
          a.project_id,
          a.provider,
          a.origin_owner_id,
          a.origin_owner_name,
          a.origin_username,
          a.label,
          a.type,
          a.status,
          kept[0],
          a.credential_kind,
          Bytes{a.credential.bytes},
          a.credential_hint,
          a.team_id,
          a.team_name,
          a.figma_user_id,
          a.figma_user_name,
          a.figma_user_email,
          a.figma_user_image,
          kept[1],
          a.expires_at,
          std::int64_t{a.shared},
          a.metadata,
          a.created_at,
          a.updated_at,
          a.last_used_at,
          a.revision,
          std::int64_t{a.sole},
          a.person};
}

LinkSession session_of(const SqlRow& row) {
  LinkSession s;
  s.id = row.integer(0);
  std::string* texts[] = {
      &s.project_id,      &s.digest,     &s.origin_owner_id, &s.origin_owner_name,
      &s.origin_username, &s.account_id, &s.provider,        &s.integration_id,
      &s.label,           &s.type};
  int at = 1;
  for (std::string* text : texts) *text = row.text(at++);
  s.multiple = row.integer(at++) != 0;
  s.categories = row.text(at++);
  s.metadata = row.text(at++);
  s.created_at = row.integer(at++);
  s.expires_at = row.integer(at++);
  s.used_at = row.integer(at++);
  s.actions = text_list(row.text(at++));
  s.redirect_url = row.text(at++);
  return s;
}

JournalEntry entry_of(const SqlRow& row) {
  JournalEntry e;
  e.id = row.integer(0);
  std::string* texts[] = {&e.request_id, &e.project_id, &e.key_id, &e.account_id,
                          &e.action,     &e.face,       &e.fault};
  int at = 1;
  for (std::string* text : texts) *text = row.text(at++);
  e.figma_status = static_cast<int>(row.integer(at++));
  e.figma_request_id = row.text(at++);
  e.at = row.integer(at++);
  e.took_us = row.integer(at++);
  e.answer_bytes = row.integer(at++);
  e.figma_calls = static_cast<int>(row.integer(at++));
  return e;
}

}  // namespace figlink
