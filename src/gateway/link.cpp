// Link: from a wish to an account. begin -> check the session -> prove the credential -> save in
// one transaction.
#include <algorithm>
#include <utility>

#include "actions/catalogue.h"
#include "base/text.h"
#include "gateway/hidden.h"
#include "gateway/needed.h"
#include "gateway/prove.h"
#include "gateway/random_token.h"
#include "gateway/show.h"
#include "gateway/web_address.h"
#include "gateway/wishes.h"
#include "store/store.h"
#include "vault/vault.h"

namespace figlink {
namespace {

constexpr std::string_view kProvider = "figma";
constexpr std::string_view kSessionPrefix = "fls_";
constexpr std::size_t kSessionTokenSize = 47;
constexpr int kSaveTriesMax = 3;  // somebody else may change the same account meanwhile

void check_actions(const std::vector<std::string>& actions, Problems& problems) {
  if (actions.size() > kSessionActionsMax) {
    return problems.add("actions", "Must be at most " + std::to_string(kSessionActionsMax) + ".");
  }
  for (std::size_t i = 0; i < actions.size(); ++i) {
    if (find_action(actions[i]) != nullptr) continue;
    const auto near = nearest_actions(actions[i]);
    problems.add(
        "actions[" + std::to_string(i) + "]",
        "Names no action" + (near.empty() ? "; GET /actions lists them."
                                          : "; did you mean " + std::string(near[0]) + "?"));
  }
}

void check_redirect(const std::string& url, const ProjectView& project, Problems& problems) {
  if (url.empty()) return;
  const auto origin = origin_of(url);
  if (!origin) {
    return problems.add("redirect_url", "Must be a whole http or https address of at most " +
                                            std::to_string(kRedirectMax) + " characters.");
  }
  const auto& allowed = project.allowed_origins;
  if (is_loopback(*origin) || std::ranges::find(allowed, *origin) != allowed.end()) return;
  problems.add("redirect_url", "Leads to " + *origin +
                                   ", which is no allowed origin of the project: add it with "
                                   "`figlink origins add " +
                                   *origin + "`.");
}

bool is_short_texts(const Json& list) {
  bool texts = list.is_array() && list.size() <= kCategoriesMax;
  for (std::size_t i = 0; texts && i < list.size(); ++i) texts = list[i].is_text();
  return texts && list.dump().size() <= kMetadataMax;
}

Result<void> check_wish(const SessionWish& wish, const ProjectView& project) {
  Problems problems(wish.problems);
  check_actions(wish.actions, problems);
  check_redirect(wish.redirect_url, project, problems);
  problems.need_text("origin_owner_id", wish.origin_owner_id);
  problems.need_text("origin_owner_name", wish.origin_owner_name);
  problems.bound_text("origin_username", wish.origin_username);
  problems.bound_text("label", wish.label);
  problems.bound_text("account_id", wish.account_id);
  problems.bound_text("integration_id", wish.integration_id);
  if (wish.type) problems.check_type(*wish.type);
  if (!wish.provider.empty() && wish.provider != kProvider)
    problems.add("provider", "Must be figma; there is no other connector.");
  if (wish.expires_in_s && (*wish.expires_in_s < 1 || *wish.expires_in_s > kSessionSecondsMax)) {
    problems.add("expires_in",
                 "Must be from 1 to " + std::to_string(kSessionSecondsMax) + " seconds.");
  }
  if (!wish.categories.is_null() && !is_short_texts(wish.categories)) {
    problems.add("categories",
                 "Must be an array of at most " + std::to_string(kCategoriesMax) + " short texts.");
  }
  problems.check_metadata(wish.metadata);
  return problems.done();
}

std::unexpected<Error> unknown_session() {
  return fail(Fault::unauthenticated, "This link is unknown or has expired.",
              "Ask whoever sent it for a new one: POST /connect_sessions makes it.");
}

Result<std::optional<LinkSession>> find_session(const GatewayParts& parts, std::string_view token) {
  if (token.size() != kSessionTokenSize || !token.starts_with(kSessionPrefix)) return std::nullopt;
  return parts.store.session_by_digest(std::string(as_view(parts.vault.lookup_digest(token))));
}

Result<LinkSession> live_session(const GatewayParts& parts, std::string_view token) {
  auto session = find_session(parts, token);
  if (!session) return pass(session);
  if (!*session || (*session)->expires_at <= parts.clock.now_ms()) return unknown_session();
  return std::move(**session);
}

std::unexpected<Error> used_session() {
  return fail(Fault::conflict, "This link was used already.",
              "Ask for a new one to link again or to change the account.");
}

// What tells one try to link from another; "" when the page gave no key.
std::string try_digest(const GatewayParts& parts, const Credential& credential,
                       std::string_view repeat_key) {
  if (repeat_key.empty()) return {};
  const auto digest = [&](std::string_view text) {
    return to_hex(as_view(parts.vault.lookup_digest(text)));
  };
  return digest(digest(credential.token.expose()) + digest(repeat_key) +
                digest(credential.team_id) + digest(credential.expires_on));
}

std::unexpected<Error> long_key() {
  return fail(Fault::bad_input,
              "The idempotency-key is longer than " + std::to_string(kRepeatKeyMax) + " bytes.",
              "Make up one for each form that is opened, and send the same with each try.");
}

// The account that the session is about: the one that its maker named, or the one that its owner
// had when it was made. "" for a new one, and for one that is there no more.
Result<std::string> account_of(const GatewayParts& parts, const LinkSession& session) {
  if (!session.account_id.empty()) {
    auto named = parts.store.account(session.project_id, session.account_id);
    if (named) return session.account_id;
    if (named.error().fault == Fault::not_found) return std::string();
    return pass(named);
  }
  if (session.multiple) return std::string();
  auto known = parts.store.account_of_owner(session.project_id, std::string(kProvider),
                                            session.origin_owner_id);
  if (!known) return pass(known);
  const bool was_there = *known && (*known)->created_at <= session.created_at;
  return was_there ? (*known)->id : std::string();
}

// A session that can still be used, once, and the account that it edits.
struct OpenSession {
  LinkSession session;
  std::string edits;  // as account_of() has it
};
Result<OpenSession> open_session(const GatewayParts& parts, std::string_view token) {
  auto session = live_session(parts, token);
  if (!session) return pass(session);
  if (session->used_at != 0) return used_session();
  auto edits = account_of(parts, *session);
  if (!edits) return pass(edits);
  return OpenSession{std::move(*session), std::move(*edits)};
}

struct LinkWish {
  std::string project_id;
  Gateway::Owner owner;
  std::string account_id;                 // the one to renew, when it is named
  std::string metadata;                   // JSON object, or "" to keep
  std::vector<std::string> actions = {};  // which the token must serve
};

struct Target {
  Account account;
  bool is_new = false;
};

// The account that this wish is about: the named one, the owner's, or a new one.
Result<Target> find_target(const GatewayParts& parts, const LinkWish& wish) {
  if (!wish.account_id.empty()) {
    auto named = account_in(parts.store, wish.project_id, wish.account_id);
    if (!named) return pass(named);
    return Target{std::move(*named)};
  }
  if (!wish.owner.multiple) {
    auto known =
        parts.store.account_of_owner(wish.project_id, std::string(kProvider), wish.owner.id);
    if (!known) return pass(known);
    if (*known) return Target{std::move(**known)};
  }
  Target fresh{.account = {}, .is_new = true};
  fresh.account.sole = !wish.owner.multiple;
  fresh.account.id = random_id(parts.chance);
  fresh.account.project_id = wish.project_id;
  fresh.account.created_at = parts.clock.now_ms();
  return fresh;
}

void lay_owner(const LinkWish& wish, UnixMs now, Account& account) {
  const bool moves = !account.origin_owner_id.empty() && account.origin_owner_id != wish.owner.id;
  if (moves) account.sole = false;  // its new owner may have one already
  account.origin_owner_id = wish.owner.id;
  if (!wish.owner.name.empty()) account.origin_owner_name = wish.owner.name;
  if (account.origin_owner_name.empty()) account.origin_owner_name = wish.owner.id;
  if (!wish.owner.username.empty()) account.origin_username = wish.owner.username;
  if (!wish.owner.label.empty()) account.label = wish.owner.label;
  if (wish.owner.type) account.type = *wish.owner.type;
  if (!wish.metadata.empty()) account.metadata = wish.metadata;
  account.updated_at = now;
}

// Proves the credential and saves the account with `save(Account, is_new)`, again when the account
// was changed meanwhile.
template <class Save>
Result<Account> link_with(const GatewayParts& parts, const LinkWish& wish,
                          const Credential& credential, Problems problems, Save save) {
  problems.add_all(credential.problems);
  auto proven = prove(parts, credential.token, credential.team_id, credential.expires_on,
                      std::move(problems));
  if (!proven) return pass(proven);
  if (auto serve = check_scopes(wish.actions, proven->findings.scopes); !serve) return pass(serve);
  for (int tried = 1;; ++tried) {
    auto target = find_target(parts, wish);
    if (!target) return pass(target);
    lay_owner(wish, parts.clock.now_ms(), target->account);
    lay_in(parts, credential.token, *proven, target->account);
    auto saved = save(std::move(target->account), target->is_new);
    if (saved || saved.error().fault != Fault::conflict || tried == kSaveTriesMax) return saved;
  }
}

LinkWish wish_of(const LinkSession& session) {
  return {.project_id = session.project_id,
          .owner = {.id = session.origin_owner_id,
                    .name = session.origin_owner_name,
                    .username = session.origin_username,
                    .label = session.label,
                    .type = session.type.empty() ? std::nullopt : std::optional(session.type),
                    .multiple = session.multiple},
          .account_id = session.account_id,
          .metadata = session.metadata == "null" ? std::string() : session.metadata,
          .actions = session.actions};
}

LinkSession session_of(const GatewayParts& parts, const Caller& caller, const SessionWish& wish) {
  LinkSession session;
  session.project_id = caller.project_id();
  session.origin_owner_id = wish.origin_owner_id;
  session.origin_owner_name = wish.origin_owner_name;
  session.origin_username = wish.origin_username;
  session.account_id = wish.account_id;
  session.provider = wish.provider;
  session.integration_id = wish.integration_id;
  session.label = wish.label;
  session.type = wish.type.value_or("");
  session.multiple = wish.multiple;
  session.categories = wish.categories.dump();
  session.metadata = wish.metadata.dump();
  for (const std::string& name : wish.actions) {
    const std::string action(find_action(name)->name);
    if (std::ranges::find(session.actions, action) == session.actions.end())
      session.actions.push_back(action);
  }
  session.redirect_url = wish.redirect_url;
  session.created_at = parts.clock.now_ms();
  session.expires_at =
      session.created_at + wish.expires_in_s.value_or(kSessionSecondsDefault) * kSecondMs;
  return session;
}

}  // namespace

Result<SessionView> Gateway::begin_session(const Caller& caller, const SessionWish& wish) {
  auto& parts = hidden_->parts;
  if (auto may = need(caller, Scope::sessions_write); !may) return pass(may);
  auto project = project_in(parts.store, caller.project_id());
  if (!project) return pass(project);
  if (auto good = check_wish(wish, *project); !good) return pass(good);
  if (!wish.account_id.empty()) {
    auto named = account_in(parts.store, caller.project_id(), wish.account_id);
    if (!named) return pass(named);
  }
  LinkSession session = session_of(parts, caller, wish);
  // An owner that has an account edits it, unless the wish is for several (hosted_hubs.md 1.1).
  auto account = account_of(parts, session);
  if (!account) return pass(account);
  const Secret token = random_token(parts.chance, kSessionPrefix);
  session.digest = as_view(parts.vault.lookup_digest(token.expose()));
  auto added = parts.store.add_session(std::move(session));
  if (!added) return pass(added);
  SessionView view = show(*added, std::move(*account));
  view.token = token.expose();
  return view;
}

Result<SessionView> Gateway::session(std::string_view token) {
  auto session = live_session(hidden_->parts, token);
  if (!session) return pass(session);
  auto account = account_of(hidden_->parts, *session);
  if (!account) return pass(account);
  return show(*session, std::move(*account));
}

Result<SessionLook> Gateway::look_at_session(std::string_view token) {
  auto& parts = hidden_->parts;
  auto session = find_session(parts, token);
  if (!session) return pass(session);
  SessionLook look;
  if (!*session) return look;
  auto project = project_in(parts.store, (*session)->project_id);
  if (!project) return pass(project);
  look.project = std::move(*project);
  auto account = account_of(parts, **session);
  if (!account) return pass(account);
  look.session = show(**session, std::move(*account));
  look.state = look.session.used                                 ? SessionLook::State::used
               : look.session.expires_at <= parts.clock.now_ms() ? SessionLook::State::expired
                                                                 : SessionLook::State::live;
  return look;
}

Result<AccountView> Gateway::link_by_session(std::string_view token, Credential credential,
                                             std::string_view repeat_key) {
  auto& parts = hidden_->parts;
  auto session = live_session(parts, token);
  if (!session) return pass(session);
  if (repeat_key.size() > kRepeatKeyMax) return long_key();
  const std::string this_try = try_digest(parts, credential, repeat_key);
  // The first try may still be at work when its page asks again, so this is looked at twice.
  const auto used = [&](const LinkSession& now) -> Result<AccountView> {
    if (!hidden_->link_tries.is_repeat(now.id, this_try)) return used_session();
    return account_by_session(token, now.account_id);
  };
  if (session->used_at != 0) return used(*session);
  auto edits = account_of(parts, *session);
  if (!edits) return pass(edits);
  auto saved =
      link_with(parts, wish_of(*session), credential, {}, [&](Account account, bool is_new) {
        if (account.id == *edits) return parts.store.update_account(std::move(account));
        auto linked = parts.store.complete_link(session->id, std::move(account), is_new,
                                                parts.clock.now_ms());
        if (linked) hidden_->link_tries.remember(session->id, this_try);
        return linked;
      });
  if (!saved && saved.error().fault == Fault::conflict) {
    auto now = live_session(parts, token);
    if (now && now->used_at != 0) return used(*now);
  }
  if (!saved) return pass(saved);
  hidden_->accounts.forget(saved->project_id, saved->id);
  return show(*saved, parts.clock.now_ms());
}

Result<AccountView> Gateway::link(const Caller& caller, const Owner& owner, Credential credential) {
  auto& parts = hidden_->parts;
  if (auto may = need(caller, Scope::accounts_write); !may) return pass(may);
  Problems problems;
  problems.need_text("origin_owner_id", owner.id);
  problems.bound_text("origin_owner_name", owner.name);
  problems.bound_text("origin_username", owner.username);
  problems.bound_text("label", owner.label);
  if (owner.type) problems.check_type(*owner.type);
  const LinkWish wish{
      .project_id = caller.project_id(), .owner = owner, .account_id = {}, .metadata = {}};
  auto saved =
      link_with(parts, wish, credential, std::move(problems), [&](Account account, bool is_new) {
        return is_new ? parts.store.add_account(std::move(account))
                      : parts.store.update_account(std::move(account));
      });
  if (!saved) return pass(saved);
  hidden_->accounts.forget(saved->project_id, saved->id);
  return show(*saved, parts.clock.now_ms());
}

Result<AccountView> Gateway::relink_by_session(std::string_view token,
                                               const std::string& account_id,
                                               AccountChange change) {
  auto& parts = hidden_->parts;
  auto open = open_session(parts, token);
  if (!open) return pass(open);
  const auto& [session, edits] = *open;
  if (account_id.empty() || edits != account_id) return no_account(account_id);
  auto account = account_in(parts.store, session.project_id, account_id);
  if (!account) return pass(account);
  settle(*account, parts.clock.now_ms());
  const bool new_token = !change.token.empty();
  Problems problems(change.problems);
  if (auto renewed = renew(parts, change, std::move(problems), *account); !renewed)
    return pass(renewed);
  if (new_token) {
    const auto known = account->scopes_whole ? account->scopes : std::nullopt;
    if (auto serve = check_scopes(session.actions, known); !serve) return pass(serve);
  }
  account->updated_at = parts.clock.now_ms();
  auto saved = parts.store.update_account(std::move(*account));
  if (!saved) return pass(saved);
  hidden_->accounts.forget(saved->project_id, saved->id);
  return show(*saved, parts.clock.now_ms());
}

Result<AccountView> Gateway::account_by_session(std::string_view token,
                                                const std::string& account_id) {
  auto session = live_session(hidden_->parts, token);
  if (!session) return pass(session);
  auto account = account_in(hidden_->parts.store, session->project_id, account_id);
  if (!account) return pass(account);
  // A session is for one owner: other accounts of the project are as absent as those of another
  // project.
  const bool is_theirs =
      account->id == session->account_id || account->origin_owner_id == session->origin_owner_id;
  if (!is_theirs) return no_account(account_id);
  return show(*account, hidden_->parts.clock.now_ms());
}

}  // namespace figlink
