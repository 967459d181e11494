#include "gateway/show.h"

#include <algorithm>
#include <utility>

#include "gateway/account.h"
#include "gateway/needed.h"

namespace figlink {
namespace {

Json parsed(const std::string& text) {
  auto json = Json::parse(text);
  return json ? std::move(*json) : Json();
}

}  // namespace

AccountView show(const Account& row, UnixMs now) {
  Account account = row;
  settle(account, now);
  AccountView view;
  view.id = account.id;
  view.project_id = account.project_id;
  view.provider = account.provider;
  view.status = account.status;
  view.type = account.type;
  view.label = account.label;
  view.credential_kind = account.credential_kind;
  view.credential_hint = account.credential_hint;
  view.origin_owner_id = account.origin_owner_id;
  view.origin_owner_name = account.origin_owner_name;
  view.origin_username = account.origin_username;
  view.team_id = account.team_id;
  view.team_name = account.team_name;
  view.figma_user_id = account.figma_user_id;
  view.figma_user_name = account.figma_user_name;
  view.figma_user_email = account.figma_user_email;
  view.figma_user_image = account.figma_user_image;
  view.scopes = account.scopes;
  view.scopes_whole = account.scopes_whole;
  for (const StatusReason& reason : account.status_reasons) {
    view.status_reasons.push_back({reason.code, reason.description, reason.at});
  }
  view.shared = account.shared;
  view.metadata = parsed(account.metadata);
  view.expires_at = account.expires_at;
  view.created_at = account.created_at;
  view.updated_at = account.updated_at;
  view.last_used_at = account.last_used_at;
  if (account.expires_at != 0) {
    const std::int64_t days = account.expires_at / kDayMs - now / kDayMs;
    view.days_left = std::max<std::int64_t>(0, days);
    view.expiring = account.status == "active" && days <= kExpiringDays;
  }
  return view;
}

KeyView show(const Key& key) {
  return {.id = key.id,
          .project_id = key.project_id,
          .name = key.name,
          .hint = key.hint,
          .scopes = key.scopes,
          .created_at = key.created_at,
          .last_used_at = key.last_used_at,
          .revoked_at = key.revoked_at};
}

SessionView show(const LinkSession& session, std::string account_id) {
  SessionView view;
  view.id = session.id;
  view.project_id = session.project_id;
  view.origin_owner_id = session.origin_owner_id;
  view.origin_owner_name = session.origin_owner_name;
  view.origin_username = session.origin_username;
  view.account_id = std::move(account_id);
  view.provider = session.provider;
  view.integration_id = session.integration_id;
  view.label = session.label;
  view.type = session.type;
  view.multiple = session.multiple;
  view.categories = parsed(session.categories);
  view.metadata = parsed(session.metadata);
  view.created_at = session.created_at;
  view.expires_at = session.expires_at;
  view.used = session.used_at != 0;
  view.actions = session.actions;
  view.scopes = scopes_to_ask(session.actions);
  view.redirect_url = session.redirect_url;
  return view;
}

ProjectView show(const Project& project) {
  return {.id = project.id, .name = project.name, .allowed_origins = project.allowed_origins};
}

Result<ProjectView> project_in(Store& store, const std::string& id) {
  auto projects = store.projects();
  if (!projects) return pass(projects);
  const auto project = std::ranges::find(*projects, id, &Project::id);
  if (project != projects->end()) return show(*project);
  return fail(Fault::bug, "A caller's project is no longer there.");
}

}  // namespace figlink
