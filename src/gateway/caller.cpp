#include "gateway/caller.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "base/text.h"
#include "store/store.h"
#include "vault/vault.h"

namespace figlink {
namespace {

constexpr std::string_view kHowToGiveAKey =
    "Make one with `figlink keys create NAME` and send it as `Authorization: Bearer KEY`.";
constexpr std::string_view kFirstProject = "default";
// Set before the token, so that a digest for one purpose is never one for another.
constexpr std::string_view kCsrfPurpose = "dashboard.csrf:";
constexpr unsigned kAllScopes = 1u << static_cast<unsigned>(Scope::admin);

struct ScopeRow {
  Scope scope;
  std::string_view name;
};
constexpr std::array kScopes = {
    ScopeRow{Scope::accounts_read, "accounts:read"},
    ScopeRow{Scope::accounts_write, "accounts:write"},
    ScopeRow{Scope::actions_read, "actions:read"},
    ScopeRow{Scope::actions_write, "actions:write"},
    ScopeRow{Scope::sessions_write, "sessions:write"},
    ScopeRow{Scope::admin, "admin"},
};

unsigned bits_of(const std::vector<std::string>& scopes) {
  unsigned bits = 0;
  for (const std::string& name : scopes) {
    if (auto scope = scope_from(name)) bits |= 1u << static_cast<unsigned>(*scope);
  }
  return bits;
}

std::unexpected<Error> signed_out() {
  return fail(Fault::unauthenticated, "You are not signed in, or no longer.",
              "Sign in at /dashboard with a key that has the scope admin.");
}

std::unexpected<Error> unknown_key() {
  return fail(Fault::unauthenticated, "This API key is unknown or was revoked.",
              std::string(kHowToGiveAKey));
}

}  // namespace

std::optional<Scope> scope_from(std::string_view name) {
  for (const ScopeRow& row : kScopes) {
    if (row.name == name) return row.scope;
  }
  return std::nullopt;
}

std::string_view name_of(Scope scope) { return kScopes[static_cast<std::size_t>(scope)].name; }

Result<void> need(const Caller& caller, Scope scope) {
  if (caller.may(scope)) return {};
  const std::string name(name_of(scope));
  return fail(Fault::forbidden, "This API key lacks the scope " + name + ".",
              "Make a key with it: `figlink keys create NAME --scope " + name + "`.");
}

Door::Door(Store& store, Vault& vault, const Clock& clock)
    : store_(store),
      vault_(vault),
      clock_(clock),
      known_(clock, kKeyCacheMax),
      refused_(clock, kRefusedKeysMax) {}

Result<Caller> Door::authenticate(const Proof& proof) {
  switch (proof.kind) {
    case Proof::Kind::key:
      return by_key(proof.token);
    case Proof::Kind::machine:
      return by_machine(proof.project);
    case Proof::Kind::dashboard:
      return by_dashboard(proof);
    case Proof::Kind::session:
      return fail(Fault::unauthenticated, "A link session cannot do this; it needs an API key.",
                  std::string(kHowToGiveAKey));
    case Proof::Kind::none:
      break;
  }
  return fail(Fault::unauthenticated, "No API key was given.", std::string(kHowToGiveAKey));
}

void Door::forget_key(std::string_view id) {
  known_.drop_if([&](const Known& known) { return known.id == id; });
}

void Door::forget_all() {
  known_.clear();
  refused_.clear();
}

void Door::believe_until(SteadyMs until) {
  known_.believe_until(until);
  refused_.believe_until(until);
}

Result<Caller> Door::by_key(std::string_view text) {
  // What cannot be a key costs neither a digest nor a look into the store.
  if (text.size() != kKeySize || !text.starts_with(kKeyPrefix)) return unknown_key();
  const Mark mark = mark_of(text);
  std::shared_ptr<Known> known = known_.find(as_view(mark));
  if (!known) {
    if (refused_.find(as_view(mark))) return unknown_key();
    auto found = look_up(text, as_view(mark));
    if (!found) return pass(found);
    known = std::move(*found);
  }
  if (known->id.empty()) return unknown_key();
  const UnixMs now = clock_.now_ms();
  if (touch_due(known->touched, now)) store_.touch_key(known->id, now);
  Caller caller;
  caller.project_id_ = known->project_id;
  caller.key_id_ = known->id;
  caller.scopes_ = known->scopes;
  return caller;
}

Result<std::shared_ptr<Door::Known>> Door::look_up(std::string_view text, std::string_view mark) {
  const auto ticket = known_.ticket(), refused_ticket = refused_.ticket();
  auto key = store_.key_by_digest(std::string(as_view(vault_.lookup_digest(text))));
  if (!key) return pass(key);
  if (!*key || (*key)->revoked_at != 0) {
    auto nobody = std::make_shared<Known>();
    refused_.put(mark, nobody, refused_ticket, kRefusedKeyFreshMs);
    return nobody;
  }
  auto known = known_of(**key);
  known_.put(mark, known, ticket, kFreshMs);
  return known;
}

std::shared_ptr<Door::Known> Door::known_of(const Key& key) {
  auto known = std::make_shared<Known>();
  known->project_id = key.project_id;
  known->id = key.id;
  known->scopes = bits_of(key.scopes);
  known->touched = key.last_used_at;
  return known;
}

Result<Store::SignedIn> Door::signed_in(std::string_view token) {
  if (token.size() != kDashboardTokenSize || !token.starts_with(kDashboardPrefix))
    return signed_out();
  const std::string digest(as_view(vault_.lookup_digest(token)));
  auto found = store_.dashboard_session_by_digest(digest);
  if (!found) return pass(found);
  if (!*found) return signed_out();
  DashboardSession& session = (*found)->session;
  const UnixMs now = clock_.now_ms();
  if (session.expires_at <= now || session.last_used_at + kDashboardIdleMs <= now)
    return signed_out();
  if (now - session.last_used_at >= kTouchEveryMs) {
    if (auto touched = store_.touch_dashboard_session(digest, now); !touched) return pass(touched);
    store_.touch_key(session.key_id, now);
  }
  return std::move(**found);
}

std::string Door::csrf_token_of(std::string_view token) const {
  Secret text(kCsrfPurpose.size() + token.size());
  auto out = std::ranges::copy(std::as_bytes(std::span(kCsrfPurpose)), text.writable().begin()).out;
  std::ranges::copy(std::as_bytes(std::span(token)), out);
  return to_hex(as_view(vault_.lookup_digest(text.expose())));
}

// Not found in memory as keys are: a dashboard makes few calls, and each must see at once that its
// key was revoked.
Result<Caller> Door::by_dashboard(const Proof& proof) {
  auto found = signed_in(proof.token);
  if (!found) return pass(found);
  if (!proof.only_looks && !Secret(csrf_token_of(proof.token)).same_as(proof.csrf_token)) {
    return fail(Fault::forbidden, "This page's permission is missing or old.",
                "Reload the page and do it again.");
  }
  Caller caller;
  caller.project_id_ = found->key.project_id;
  caller.key_id_ = found->key.id;
  caller.scopes_ = bits_of(found->key.scopes);
  return caller;
}

Result<Caller> Door::by_machine(std::string_view project) {
  auto projects = store_.projects();
  if (!projects) return pass(projects);
  // The first one has this name from the first start on; rows made elsewhere may claim to be older.
  const std::string_view wanted = project.empty() ? kFirstProject : project;
  for (const Project& one : *projects) {
    if (one.name != wanted && one.id != wanted) continue;
    Caller caller;
    caller.project_id_ = one.id;
    caller.scopes_ = kAllScopes;
    caller.is_operator_ = true;
    return caller;
  }
  return fail(Fault::not_found, "There is no project \"" + std::string(wanted) + "\".",
              "`figlink projects list` names them all.");
}

}  // namespace figlink
