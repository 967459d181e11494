// Who calls, and whether Figma lets them: credentials, kinds, plans and scopes with Figma's own
// words (figma.md 3).
#include <fmt/format.h>

#include <algorithm>

#include "actions/catalogue.h"
#include "base/text.h"
#include "figma/fake/world.h"

namespace figlink::fake {
namespace {

std::vector<std::string> personal_scopes() {
  std::vector<std::string> all;
  for (const ScopeNote& note : scope_notes()) {
    if (note.personal && !note.deprecated) all.emplace_back(note.name);
  }
  return all;
}

std::vector<std::string> plan_scopes() {
  std::vector<std::string> all;
  for (const ScopeNote& note : scope_notes()) {
    bool closed = note.name == "file_comments:write" || note.name == "file_variables:write" ||
                  note.name == "current_user:read";
    if (!note.deprecated && !closed) all.emplace_back(note.name);
  }
  return all;
}

// Files, nodes and renders answer an expired token as 403, the others as 401 (figma.md 3.2).
Response expired(const Action& row) {
  bool file = row.path.starts_with("/v1/files/{file_key}") && row.group == "Files";
  if (file || row.group == "Files") return refuse(row, 403, "Token expired");
  return row.group == "Users" || row.group.starts_with("Comment")
             ? e_shape(401, "Token has expired")
             : refuse(row, 403, "Token has expired");
}

// The endpoints that name 401 in the specification answer 401; the rest 403, but for /v1/me
// (figma.md 3.2).
Response unknown_token(const Action& row) {
  if (row.group == "Users") return e_shape(401, "Invalid token");
  return refuse(row, 403, "Invalid token");
}

}  // namespace

void seed_tokens(World& world) {
  UnixMs now = world.clock.now_ms();
  auto add = [&](std::string name, std::string text, Credentials kind, std::string user,
                 std::vector<std::string> scopes) -> Token& {
    world.tokens.push_back({std::move(name), std::move(text), kind, std::move(user),
                            std::move(scopes), now + 89 * kDayMs, Tariff::enterprise, Seat::high});
    return world.tokens.back();
  };
  using enum Credentials;
  add("demo", std::string(kDemoToken), personal, "100000000000000001", personal_scopes());
  add("folders-only", "figd_sandbox-folders-only-000000000000000000", personal,
      "100000000000000001", {"current_user:read", "file_content:read", "folders:read"});
  add("projects-only", "figd_sandbox-projects-only-00000000000000000", personal,
      "100000000000000001", {"current_user:read", "file_content:read", "projects:read"});
  add("files-read", "figd_sandbox-files-read-0000000000000000000", personal, "100000000000000001",
      {"files:read"});
  add("content-only", "figd_sandbox-content-only-000000000000000000", personal,
      "100000000000000001", {"file_content:read"});
  add("expired", "figd_sandbox-expired-00000000000000000000000", personal, "100000000000000001",
      personal_scopes())
      .expires_at = now - kDayMs;
  Token& low = add("starter-view", "figd_sandbox-starter-view-000000000000000000", personal,
                   "100000000000000003", personal_scopes());
  low.tariff = Tariff::starter;
  low.seat = Seat::low;
  add("stranger", "figd_sandbox-stranger-0000000000000000000000", personal, "100000000000000002",
      personal_scopes());
  add("plan", "figp_sandbox-plan-00000000000000000000000000", plan, "", plan_scopes()).expires_at =
      now + 300 * kDayMs;
  add("oauth", "figu_sandbox-oauth-0000000000000000000000000", oauth, "100000000000000001",
      personal_scopes());
  Token& admin = add("org-oauth", "figu_sandbox-org-admin-000000000000000000000", oauth,
                     "100000000000000001", personal_scopes());
  admin.kind = org_oauth;
  for (auto scope : {"org:activity_log_read", "folder_metadata:read"})
    admin.scopes.emplace_back(scope);
  world.tokens[world.tokens.size() - 2].scopes.emplace_back("folder_metadata:read");
}

const Token* admit(World& world, const Action& row, const Headers& headers, Response& refused) {
  std::string_view text = headers.get("x-figma-token");
  bool bearer = false;
  if (text.empty()) {
    std::string_view authorization = headers.get("authorization");
    if (authorization.size() > 7 && same_ignoring_case(authorization.substr(0, 7), "bearer ")) {
      text = authorization.substr(7);
      bearer = true;
    }
  }
  if (text.empty()) {
    refused = row.group == "Users" ? e_shape(401, "Missing credentials")
                                   : refuse(row, 403, "Missing credentials");
    return nullptr;
  }
  if (bearer && text.starts_with("figd_")) {
    refused =
        e_shape(401, "figd_ tokens must be passed via X-Figma-Token header, not Authorization");
    return nullptr;
  }
  auto at = std::ranges::find(world.tokens, text, &Token::text);
  bool right_place = at != world.tokens.end() && bearer == (at->kind == Credentials::oauth ||
                                                            at->kind == Credentials::org_oauth);
  if (!right_place) {
    refused = unknown_token(row);
    return nullptr;
  }
  const Token& token = *at;
  if (token.expires_at < world.clock.now_ms()) {
    refused = expired(row);
    return nullptr;
  }
  bool kind_allowed = row.takes(token.kind) ||
                      (token.kind == Credentials::org_oauth && row.takes(Credentials::oauth));
  if (!kind_allowed) {
    refused = refuse(row, 403, "Incorrect account type");
    return nullptr;
  }
  auto holds = [&](std::string_view scope) {
    return !scope.empty() && std::ranges::find(token.scopes, scope) != token.scopes.end();
  };
  bool scoped = row.scopes[0].empty() || holds(row.scopes[0]) || holds(row.scopes[1]) ||
                holds(row.old_scopes[0]) || holds(row.old_scopes[1]);
  if (!scoped) {
    refused = refuse(row, 403,
                     fmt::format("Invalid scope(s): {}. This endpoint requires the {} scope",
                                 fmt::join(token.scopes, ", "), row.scopes[0]));
    return nullptr;
  }
  if (row.plan >= Plan::enterprise && token.tariff != Tariff::enterprise) {
    refused = refuse(row, 403, "Limited by Figma plan");
    return nullptr;
  }
  return &token;
}

}  // namespace figlink::fake
