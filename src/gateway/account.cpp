#include "gateway/account.h"

#include <array>
#include <utility>

#include "base/text.h"
#include "store/store.h"

namespace figlink {
namespace {

constexpr std::size_t kShownIdMax = 64;
constexpr std::size_t kTokenMarkBytes = 16;
constexpr std::string_view kRelinkHint =
    "Link the account again with a new Figma token: by a link session, or with `figlink link`.";

std::string key_of(std::string_view project_id, std::string_view id) {
  std::string key(project_id);
  key += '/';
  key += id;
  return key;
}

Result<void> check_scope(const Caller& caller, const Action& action) {
  const Scope needed = action.effect == Effect::reads ? Scope::actions_read : Scope::actions_write;
  if (caller.may(needed)) return {};
  const std::string scope(name_of(needed));
  return fail(
      Fault::forbidden,
      "This API key lacks the scope " + scope + " that " + std::string(action.name) + " needs.",
      "Make a key with it: `figlink keys create NAME --scope " + scope + "`.");
}

Result<void> check_status(const Account& account) {
  const std::string id = account.id;
  const std::string why =
      account.status_reasons.empty() ? "" : " " + account.status_reasons.front().description;
  if (account.status == "expired") {
    return fail(Fault::relink, "The Figma token of account " + id + " has expired." + why,
                std::string(kRelinkHint));
  }
  if (account.status == "error") {
    return fail(Fault::relink, "The Figma token of account " + id + " no longer works." + why,
                std::string(kRelinkHint));
  }
  if (account.status != "active") {
    return fail(
        Fault::conflict, "Account " + id + " is " + account.status + ", so it makes no calls.",
        "Set its status back to active: PATCH /accounts/" + id + " with {\"status\": \"active\"}.");
  }
  return {};
}

std::unexpected<Error> no_account_named(std::string message, std::string hint) {
  auto failed = fail(Fault::bad_input, std::move(message), std::move(hint));
  failed.error().problems = {{std::string(kAccountField), "Is required: the id of an account."}};
  return failed;
}

std::string a_kind(Credentials kind) {
  const std::string name(name_of(kind));
  return kind == Credentials::personal || kind == Credentials::plan ? "a " + name : name;
}

Result<void> check_kind(const Held& held, const Action& action) {
  if (action.takes(held.kind)) return {};
  if (held.kind == Credentials::oauth && action.takes(Credentials::org_oauth))
    return {};  // whether it is, Figma knows
  std::string kinds;
  for (Credentials kind :
       {Credentials::personal, Credentials::plan, Credentials::oauth, Credentials::org_oauth}) {
    if (action.takes(kind)) kinds += (kinds.empty() ? "" : " or ") + a_kind(kind);
  }
  return fail(Fault::forbidden,
              "Figma lets nobody call " + std::string(action.name) + " with " + a_kind(held.kind) +
                  ", which account " + held.row.id + " has.",
              "Link an account that has " + kinds + ".");
}

}  // namespace

std::unexpected<Error> no_account(std::string_view id) {
  std::string shown(id.substr(0, kShownIdMax));
  if (!is_utf8(shown)) shown = "of this id";
  return fail(Fault::not_found, "There is no account " + shown + " in this project.",
              "GET /accounts lists those that exist; POST /connect_sessions begins to link one.");
}

Result<Account> account_in(Store& store, const std::string& project_id, const std::string& id) {
  auto account = store.account(project_id, id);
  if (!account && account.error().fault == Fault::not_found) return no_account(id);
  return account;
}

std::optional<Credentials> kind_from(std::string_view name) {
  if (name == "personal") return Credentials::personal;
  if (name == "plan") return Credentials::plan;
  if (name == "oauth") return Credentials::oauth;
  return std::nullopt;
}

std::string_view kind_name(Credentials kind) {
  return kind == Credentials::personal ? "personal" : kind == Credentials::plan ? "plan" : "oauth";
}

std::string person_of(Credentials kind, std::string_view figma_user_id, const Digest& token) {
  if (kind == Credentials::plan || figma_user_id.empty())
    return "token " + to_hex(as_view(token).substr(0, kTokenMarkBytes));
  std::string person = kind == Credentials::oauth ? "app of " : "user ";
  person += figma_user_id;
  return person;
}

StatusReason reason_for(Refusal refusal, UnixMs at) {
  if (refusal == Refusal::token_expired)
    return {"token_expired", "Figma answered that the token has expired.", at};
  return {"token_dead", "Figma answered that it does not know the token; it was probably revoked.",
          at};
}

StatusReason reason_for_day(UnixMs expires_at, UnixMs at) {
  return {std::string(kDayPassed),
          "The token's last day, given when it was linked, was " + iso_date(expires_at) + ".", at};
}

void settle(Account& account, UnixMs now) {
  if (status_now(account, now) == account.status) return;
  account.status = status_now(account, now);
  account.status_reasons = {reason_for_day(account.expires_at, now)};
}

Held::Held(Account account)
    : row(std::move(account)),
      kind(kind_from(row.credential_kind).value_or(Credentials::personal)),
      owner(key_of(row.project_id, row.origin_owner_id)),
      mark(as_view(digest_of(row.credential.bytes))),
      touched(row.last_used_at) {}

const std::vector<std::string>* Held::scopes() const {
  return row.scopes && row.scopes_whole && kind != Credentials::plan ? &*row.scopes : nullptr;
}

Accounts::Accounts(Store& store, const Clock& clock, Log& log)
    : store_(store), clock_(clock), log_(log), held_(clock, kAccountCacheMax) {}

Result<std::shared_ptr<Held>> Accounts::resolve(const Caller& caller, const Ask& ask,
                                                const Action& action) {
  if (auto may = check_scope(caller, action); !may) return pass(may);
  auto held = find(caller, ask);
  if (!held) return held;
  if (auto alive = check_status((*held)->row); !alive) return pass(alive);
  if (auto lives = check_day(**held); !lives) return pass(lives);
  if (auto fits = check_kind(**held, action); !fits) return pass(fits);
  if (const auto* scopes = (*held)->scopes(); scopes != nullptr && !serves(action, *scopes)) {
    return std::unexpected(lacks_scope(action));
  }
  return held;
}

void Accounts::used(Held& held) {
  const UnixMs now = clock_.now_ms();
  if (touch_due(held.touched, now)) store_.touch_account(held.row.id, now);
}

void Accounts::learn(Held& held, const Error* error, const Trace& trace) {
  const Refusal refusal = error == nullptr ? Refusal::other : refusal_of(*error);
  if (refusal == Refusal::token_expired)
    return bury(held, "expired", reason_for(refusal, clock_.now_ms()));
  if (refusal == Refusal::token_dead)
    return bury(held, "error", reason_for(refusal, clock_.now_ms()));
  const bool known = held.row.scopes_whole && held.row.scopes == trace.scopes_told;
  if (!trace.scopes_told || known || held.taught.exchange(true)) return;
  Account row = held.row;
  row.scopes = trace.scopes_told;
  row.scopes_whole = true;
  save(std::move(row), "scopes_learned");
}

void Accounts::forget(const std::string& project_id, const std::string& id) {
  held_.drop(key_of(project_id, id));
}

Result<std::shared_ptr<Held>> Accounts::find(const Caller& caller, const Ask& ask) {
  std::string id(ask.account);
  if (id.empty()) {
    if (!ask.may_guess_account) {
      return no_account_named("No account was named.",
                              "Send the account's id in the header x-account-id.");
    }
    auto only = only_one(caller.project_id());
    if (!only) return pass(only);
    id = std::move(*only);
  }
  const std::string key = key_of(caller.project_id(), id);
  if (auto held = held_.find(key)) return held;
  const auto ticket = held_.ticket();
  auto row = account_in(store_, caller.project_id(), id);
  if (!row) return pass(row);
  auto held = std::make_shared<Held>(std::move(*row));
  held_.put(key, held, ticket, kFreshMs);
  return held;
}

Result<std::string> Accounts::only_one(const std::string& project_id) {
  AccountQuery query;
  query.limit = 2;
  auto rows = store_.accounts(project_id, query);
  if (!rows) return pass(rows);
  if (rows->empty()) {
    return fail(Fault::not_found, "No account is linked yet.",
                "Link one: `figlink link --token-file FILE --team-id ID`.");
  }
  if (rows->size() > 1) {
    return no_account_named("This project has several accounts, and none was named.",
                            "Name one with --account ID; `figlink accounts list` shows them.");
  }
  return rows->front().id;
}

Result<void> Accounts::check_day(Held& held) {
  const UnixMs now = clock_.now_ms();
  if (status_now(held.row, now) != "expired") return {};
  const std::string day = iso_date(held.row.expires_at);
  bury(held, "expired", reason_for_day(held.row.expires_at, now));
  return fail(Fault::relink,
              "The Figma token of account " + held.row.id + " expired on " + day + ".",
              std::string(kRelinkHint));
}

// Once for a row: later calls find the new status without asking Figma.
void Accounts::bury(Held& held, std::string_view status, StatusReason reason) {
  if (held.buried.exchange(true)) return;
  Account row = held.row;
  row.status = status;
  row.status_reasons = {std::move(reason)};
  log_.warning("account_token_dead", {{"account", std::string_view(row.id)}, {"status", status}});
  save(std::move(row), "status");
}

// Who changed the row meanwhile knows better, so a conflict only means to look again.
void Accounts::save(Account row, std::string_view why) {
  row.updated_at = clock_.now_ms();
  const std::string project_id = row.project_id, id = row.id;
  auto saved = store_.update_account(std::move(row));
  if (!saved && saved.error().fault != Fault::conflict && saved.error().fault != Fault::not_found) {
    log_.error("account_not_saved", {{"account", std::string_view(id)},
                                     {"what", why},
                                     {"why", std::string_view(saved.error().message)}});
  }
  forget(project_id, id);
}

}  // namespace figlink
