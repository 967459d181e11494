// Who calls, and whether Figma lets them: credentials, kinds, scopes and plans, with Figma's own
// words (figma.md 3.2).
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "actions/catalogue.h"
#include "base/text.h"
#include "figma/fake/ask.h"
#include "figma/fake/seed.h"

namespace figlink::fake {
namespace {

using std::string_view_literals::operator""sv;

// Scopes that a plan token cannot have (figma.md 3), and that only an organization's admin can
// give.
constexpr std::array kNotForPlans = {"file_comments:write"sv, "file_variables:write"sv,
                                     "current_user:read"sv};

struct SeedToken {
  std::string_view name, text;
  Credentials kind;
  std::string_view user;
  std::string_view scopes;  // "" for all that the kind can have
};
constexpr std::string_view kViewer = "100000000000000003", kStranger = "100000000000000002";
constexpr SeedToken kSeedTokens[] = {
    {"demo", kDemoToken, Credentials::personal, kDemoUser, ""},
    {"folders-only", "figd_sandbox-folders-only-000000000000000000", Credentials::personal,
     kDemoUser, "current_user:read,file_content:read,file_metadata:read,folders:read"},
    {"projects-only", "figd_sandbox-projects-only-00000000000000000", Credentials::personal,
     kDemoUser, "current_user:read,file_content:read,file_metadata:read,projects:read"},
    {"files-read", "figd_sandbox-files-read-0000000000000000000", Credentials::personal, kDemoUser,
     "files:read"},
    {"content-only", "figd_sandbox-content-only-000000000000000000", Credentials::personal,
     kDemoUser, "file_content:read"},
    {"expired", "figd_sandbox-expired-00000000000000000000000", Credentials::personal, kDemoUser,
     ""},
    {"starter-view", "figd_sandbox-starter-view-000000000000000000", Credentials::personal, kViewer,
     ""},
    {"stranger", "figd_sandbox-stranger-0000000000000000000000", Credentials::personal, kStranger,
     ""},
    {"plan", "figp_sandbox-plan-00000000000000000000000000", Credentials::plan, "", ""},
    {"oauth", "figu_sandbox-oauth-0000000000000000000000000", Credentials::oauth, kDemoUser, ""},
    {"org-oauth", "figu_sandbox-org-admin-000000000000000000000", Credentials::org_oauth, kDemoUser,
     ""},
};

// Files, nodes and renders say it with 403; users and comments with 401 and one word more.
Response expired(const Action& row) {
  if (row.group == "Files") return refuse(row, 403, "Token expired");
  const bool is_401 =
      row.group == "Users" || row.group == "Payments" || row.group.starts_with("Comment");
  return refuse(row, is_401 ? 401 : 403, "Token has expired");
}

bool tells_by_401(const Action& row) {
  return row.group == "Users" || row.group == "Payments" || row.operation_id == "getFileMeta";
}

struct Shown {
  std::string_view text;
  bool by_bearer = false;
};

Shown shown(const Headers& headers) {
  if (auto text = headers.get("x-figma-token"); !text.empty()) return {text};
  constexpr std::string_view kBearer = "bearer ";
  std::string_view authorization = headers.get("authorization");
  if (!same_ignoring_case(authorization.substr(0, kBearer.size()), kBearer)) return {};
  return {trim(authorization.substr(kBearer.size())), true};
}

bool is_oauth(Credentials kind) {
  return kind == Credentials::oauth || kind == Credentials::org_oauth;
}

bool takes(const Action& row, Credentials kind) {
  return row.takes(kind) || (kind == Credentials::org_oauth && row.takes(Credentials::oauth));
}

bool holds_one(const Token& token, const Action& row) {
  if (row.scopes[0].empty()) return true;
  auto holds = [&](std::string_view scope) {
    return !scope.empty() && std::ranges::find(token.scopes, scope) != token.scopes.end();
  };
  return std::ranges::any_of(row.scopes, holds) || std::ranges::any_of(row.old_scopes, holds);
}

// What the token holds comes first, what it lacks last. /v1/me has the newer words.
Response lacks_scope(const Action& row, const Token& token) {
  if (row.group == "Users")
    return m_shape(403, fmt::format("Invalid scope: [\"{}\"]", fmt::join(token.scopes, "\", \"")));
  return refuse(row, 403,
                fmt::format("Invalid scope(s): {}. This endpoint requires the {} scope",
                            fmt::join(token.scopes, ", "), row.scopes[0]));
}

}  // namespace

std::vector<std::string> scopes_of(Credentials kind) {
  std::vector<std::string> all;
  for (const ScopeNote& note : scope_notes()) {
    if (note.deprecated) continue;
    const bool is_org = note.name.starts_with("org:");
    bool can = note.personal;
    if (kind == Credentials::plan)
      can = std::ranges::find(kNotForPlans, note.name) == kNotForPlans.end();
    if (kind == Credentials::oauth) can = !is_org;
    if (kind == Credentials::org_oauth) can = !is_org || note.name == "org:activity_log_read";
    if (can) all.emplace_back(note.name);
  }
  if (kind == Credentials::org_oauth) all.emplace_back("org:discovery_read");
  return all;
}

void seed_tokens(World& world) {
  const UnixMs now = world.clock.now_ms();
  constexpr int kPersonalDays = 89, kPlanDays = 300;
  for (const SeedToken& each : kSeedTokens) {
    Token token{
        .name = std::string(each.name),
        .text = std::string(each.text),
        .kind = each.kind,
        .user_id = std::string(each.user),
        .scopes = scopes_of(each.kind),
        .expires_at = now + (each.kind == Credentials::plan ? kPlanDays : kPersonalDays) * kDayMs};
    if (!each.scopes.empty()) {
      token.scopes.clear();
      for (std::string_view scope : split(each.scopes, ',')) token.scopes.emplace_back(scope);
    }
    if (each.name == "expired") token.expires_at = now - kDayMs;
    if (each.name == "starter-view") {
      token.tariff = Tariff::starter;
      token.seat = Seat::low;
    }
    world.tokens.push_back(std::move(token));
  }
}

const Token* admit(World& world, const Action& row, const Request& request, const Params& params,
                   Response& refused) {
  auto refuse_with = [&](Response response) -> const Token* {
    refused = std::move(response);
    return nullptr;
  };
  const Shown credential = shown(request.headers);
  if (credential.text.empty())
    return refuse_with(refuse(row, tells_by_401(row) ? 401 : 403, "Missing credentials"));
  if (credential.by_bearer && credential.text.starts_with("figd_")) {
    return refuse_with(refuse(
        row, 401, "figd_ tokens must be passed via X-Figma-Token header, not Authorization"));
  }
  auto at = std::ranges::find(world.tokens, credential.text, &Token::text);
  if (at == world.tokens.end() || credential.by_bearer != is_oauth(at->kind))
    return refuse_with(refuse(row, tells_by_401(row) ? 401 : 403, "Invalid token"));
  if (at->expires_at <= world.clock.now_ms()) return refuse_with(expired(row));
  if (!takes(row, at->kind)) return refuse_with(refuse(row, 403, "Incorrect account type"));
  if (!holds_one(*at, row)) return refuse_with(lacks_scope(row, *at));
  if (row.plan >= Plan::enterprise && tariff_of(world, *at, params) != Tariff::enterprise)
    return refuse_with(refuse(row, 403, "Limited by Figma plan"));
  return &*at;
}

}  // namespace figlink::fake
