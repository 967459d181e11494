// Keys: made, listed, revoked. A key's own text is shown once and kept nowhere.
#include <algorithm>
#include <utility>

#include "base/text.h"
#include "gateway/hidden.h"
#include "gateway/random_token.h"
#include "gateway/show.h"
#include "gateway/wishes.h"
#include "store/store.h"
#include "vault/vault.h"

namespace figlink {
namespace {

constexpr std::size_t kKeyHintSize = 4;

// What a key may do when nobody says otherwise: all but making keys.
constexpr std::string_view kUsualScopes[] = {"accounts:read", "accounts:write", "actions:read",
                                             "actions:write", "sessions:write"};
constexpr std::string_view kAllScopes[] = {"accounts:read", "accounts:write", "actions:read",
                                           "actions:write", "sessions:write", "admin"};

Result<std::vector<std::string>> checked_scopes(const std::string& name,
                                                const std::vector<std::string>& wanted) {
  Problems problems;
  if (trim(name).empty()) problems.add("name", "Is required: say what the key is for.");
  problems.bound_text("name", name, kKeyNameMax);
  std::vector<std::string> scopes;
  for (const std::string& scope : wanted) {
    if (scope_from(scope)) {
      if (std::ranges::find(scopes, scope) == scopes.end()) scopes.push_back(scope);
      continue;
    }
    const auto near = nearest(scope, kAllScopes, 1);
    problems.add("scopes",
                 "There is no scope " + scope.substr(0, 64) + "; " +
                     (near.empty() ? "the scopes are accounts:read, accounts:write, actions:read, "
                                     "actions:write, sessions:write and admin."
                                   : "did you mean " + std::string(near.front()) + "?"));
  }
  if (auto done = problems.done(); !done) return pass(done);
  if (scopes.empty()) scopes.assign(std::begin(kUsualScopes), std::end(kUsualScopes));
  return scopes;
}

}  // namespace

Result<NewKey> Gateway::create_key(const Caller& caller, const std::string& name,
                                   const std::vector<std::string>& scopes) {
  if (auto may = need(caller, Scope::admin); !may) return pass(may);
  auto checked = checked_scopes(name, scopes);
  if (!checked) return pass(checked);
  auto& parts = hidden_->parts;
  Secret text = random_token(parts.chance, kKeyPrefix);
  Key key;
  key.id = random_id(parts.chance);
  key.project_id = caller.project_id();
  key.name = trim(name);
  key.digest = as_view(parts.vault.lookup_digest(text.expose()));
  key.hint = text.expose().substr(text.size() - kKeyHintSize);
  key.scopes = std::move(*checked);
  key.created_at = parts.clock.now_ms();
  auto added = parts.store.add_key(std::move(key));
  if (!added) return pass(added);
  return NewKey{show(*added), std::move(text)};
}

Result<std::vector<KeyView>> Gateway::keys(const Caller& caller) {
  if (auto may = need(caller, Scope::admin); !may) return pass(may);
  auto rows = hidden_->parts.store.keys(caller.project_id());
  if (!rows) return pass(rows);
  std::vector<KeyView> views;
  for (const Key& key : *rows) views.push_back(show(key));
  return views;
}

Result<KeyView> Gateway::revoke_key(const Caller& caller, const std::string& id) {
  if (auto may = need(caller, Scope::admin); !may) return pass(may);
  auto& store = hidden_->parts.store;
  auto revoked = store.revoke_key(caller.project_id(), id, hidden_->parts.clock.now_ms());
  if (!revoked && revoked.error().fault == Fault::not_found) {
    return fail(Fault::not_found, "There is no such key in this project.",
                "`figlink keys list` shows them.");
  }
  hidden_->door.forget_key(id);
  if (!revoked) return pass(revoked);
  auto rows = store.keys(caller.project_id());
  if (!rows) return pass(rows);
  const auto row = std::ranges::find(*rows, id, &Key::id);
  if (row == rows->end()) return fail(Fault::bug, "A revoked key is no longer listed.");
  return show(*row);
}

}  // namespace figlink
