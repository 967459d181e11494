// Accounts: seen, changed, removed, tested; and the gateway's own beginning and end.
#include <algorithm>
#include <tuple>
#include <utility>

#include "base/text.h"
#include "figma/limiter.h"
#include "figma/verdict.h"
#include "gateway/file_archive.h"
#include "gateway/hidden.h"
#include "gateway/prove.h"
#include "gateway/show.h"
#include "gateway/wishes.h"
#include "store/store.h"

namespace figlink {
namespace {

constexpr std::int64_t kPageSizeMax = 1000;
constexpr std::int64_t kPageMax = 1'000'000;
constexpr std::string_view kExpiring = "expiring";  // no status of a row: one that is asked for
constexpr std::size_t kShownStatusMax = 64;
constexpr std::string_view kKinds[] = {"personal", "plan", "oauth"};
constexpr std::string_view kPersonStatuses[] = {"active", "inactive", "suspended", "archived"};

void check_statuses(const std::vector<std::string>& wanted, Problems& problems) {
  for (const std::string& status : wanted) {
    if (status == kExpiring || std::ranges::find(kStatuses, status) != std::end(kStatuses))
      continue;
    problems.add("status", "There is no status " + status.substr(0, kShownStatusMax) +
                               ": it is active, inactive, suspended, archived, expired or error, "
                               "and expiring asks for what ends within " +
                               std::to_string(kExpiringDays) + " days.");
  }
}

void check_kinds(const std::vector<std::string>& wanted, Problems& problems) {
  for (const std::string& kind : wanted) {
    if (std::ranges::find(kKinds, kind) != std::end(kKinds)) continue;
    problems.add("credential_kind", "There is no credential of kind " +
                                        kind.substr(0, kShownStatusMax) +
                                        ": it is personal, plan or oauth.");
  }
}

bool is_set_by_persons(std::string_view status) {
  return std::ranges::find(kPersonStatuses, status) != std::end(kPersonStatuses);
}

void check_status(const Account& account, const AccountChange& change, Problems& problems) {
  const std::string& status = *change.status;
  if (status == account.status) return;
  if (!is_set_by_persons(status)) {
    return problems.add(
        "status",
        "Must be active, inactive, suspended or archived; figlink itself sets expired and error.");
  }
  // A new token may make it active; whether it does is seen when it was proven.
  const bool dead = account.status == "error" || account.status == "expired";
  if (status == "active" && dead && change.token.empty()) {
    problems.add("status",
                 "Cannot be set to active, because the token does not work: link the account again "
                 "with a new one.");
  }
}

// Every wrong field but those of the credential, which renew() adds.
Problems check_change(const Account& account, const AccountChange& change) {
  Problems problems(change.problems);
  if (change.origin_owner_id) problems.need_text("origin_owner_id", *change.origin_owner_id);
  if (change.origin_owner_name) problems.need_text("origin_owner_name", *change.origin_owner_name);
  if (change.origin_username) problems.bound_text("origin_username", *change.origin_username);
  if (change.label) problems.bound_text("label", *change.label);
  if (change.type) problems.check_type(*change.type);
  if (change.status) check_status(account, change, problems);
  if (change.metadata) problems.check_metadata(*change.metadata);
  return problems;
}

void lay_over(AccountChange& change, UnixMs now, Account& account) {
  auto lay = [](std::optional<std::string>& from, std::string& to) {
    if (from) to = std::move(*from);
  };
  const bool moves = change.origin_owner_id && *change.origin_owner_id != account.origin_owner_id;
  if (moves) account.sole = false;  // its new owner may have one already
  lay(change.origin_owner_id, account.origin_owner_id);
  lay(change.origin_owner_name, account.origin_owner_name);
  lay(change.origin_username, account.origin_username);
  lay(change.label, account.label);
  lay(change.type, account.type);
  if (change.shared) account.shared = *change.shared;
  if (change.metadata)
    account.metadata = change.metadata->is_null() ? "{}" : change.metadata->dump();
  if (change.status && *change.status != account.status && is_set_by_persons(*change.status)) {
    account.status = *change.status;
    account.status_reasons.clear();
    if (account.status != "active")
      account.status_reasons = {
          {std::string(kByHand), "Set to " + account.status + " by a change of the account.", now}};
  }
  account.updated_at = now;
}

// What a test found, written into the row. True when there is something to save.
bool lay_verdict(const Result<void>& asked, Examiner& examiner, UnixMs now, Account& account) {
  const auto seen = [&] {
    return std::tuple(account.status, account.scopes, account.scopes_whole, account.expires_at);
  };
  const auto before = seen();
  if (examiner.findings().scopes) lay_scopes(examiner.findings(), account);
  // A token that Figma takes lives, whatever day was given for its end.
  if (asked && is_over(account.expires_at, now)) account.expires_at = 0;
  if (is_paused(account)) return seen() != before;
  const Refusal refusal = asked ? Refusal::other : refusal_of(asked.error());
  if (refusal == Refusal::token_dead || refusal == Refusal::token_expired) {
    account.status = refusal == Refusal::token_expired ? "expired" : "error";
    account.status_reasons = {reason_for(refusal, now)};
  } else if (asked && account.status != "active") {
    account.status = "active";
    account.status_reasons.clear();
  }
  return seen() != before;
}

struct Order {
  std::string_view name;
  AccountOrder order;
};
constexpr Order kOrders[] = {
    {"created_at", AccountOrder::created_at}, {"last_used_at", AccountOrder::last_used_at},
    {"expires_at", AccountOrder::expires_at}, {"owner", AccountOrder::owner},
    {"status", AccountOrder::status},         {"team", AccountOrder::team}};

void lay_order(std::string_view sort, AccountQuery& query, Problems& problems) {
  query.descending = sort.starts_with('-');
  if (query.descending) sort.remove_prefix(1);
  if (sort.empty()) return;
  const auto row = std::ranges::find(kOrders, sort, &Order::name);
  if (row != std::end(kOrders)) {
    query.order = row->order;
    return;
  }
  problems.add("sort",
               "Must be created_at, last_used_at, expires_at, owner, status or team, with - before "
               "it to turn it round.");
}

Result<AccountQuery> query_of(const AccountFilter& filter, UnixMs now) {
  Problems problems;
  if (filter.page < 1 || filter.page > kPageMax)
    problems.add("page", "Must be from 1 to " + std::to_string(kPageMax) + ".");
  if (filter.page_size < 1 || filter.page_size > kPageSizeMax) {
    problems.add("page_size", "Must be from 1 to " + std::to_string(kPageSizeMax) + ".");
  }
  check_statuses(filter.statuses, problems);
  check_kinds(filter.credential_kinds, problems);
  problems.bound_text("search", filter.search);
  AccountQuery query{.ids = filter.ids,
                     .origin_owner_ids = filter.origin_owner_ids,
                     .providers = filter.providers,
                     .credential_kinds = filter.credential_kinds,
                     .statuses = filter.statuses,
                     .now = now,
                     .search = std::string(trim(filter.search)),
                     .offset = (filter.page - 1) * filter.page_size,
                     .limit = filter.page_size};
  lay_order(filter.sort, query, problems);
  // The whole of the last day counts.
  if (std::erase(query.statuses, kExpiring) > 0)
    query.expires_before = (now / kDayMs + kExpiringDays + 1) * kDayMs;
  if (auto done = problems.done(); !done) return pass(done);
  return query;
}

}  // namespace

Result<std::vector<AccountView>> Gateway::accounts(const Caller& caller,
                                                   const AccountFilter& filter) {
  auto query = query_of(filter, hidden_->parts.clock.now_ms());
  if (!query) return pass(query);
  auto rows = hidden_->parts.store.accounts(caller.project_id(), *query);
  if (!rows) return pass(rows);
  std::vector<AccountView> views;
  for (const Account& row : *rows) views.push_back(show(row, hidden_->parts.clock.now_ms()));
  return views;
}

Result<std::int64_t> Gateway::count_accounts(const Caller& caller, const AccountFilter& filter) {
  auto query = query_of(filter, hidden_->parts.clock.now_ms());
  if (!query) return pass(query);
  return hidden_->parts.store.count_accounts(caller.project_id(), *query);
}

Result<AccountView> Gateway::account(const Caller& caller, const std::string& id) {
  auto row = account_in(hidden_->parts.store, caller.project_id(), id);
  if (!row) return pass(row);
  return show(*row, hidden_->parts.clock.now_ms());
}

Result<AccountView> Gateway::change_account(const Caller& caller, const std::string& id,
                                            AccountChange change) {
  auto& parts = hidden_->parts;
  if (auto may = need(caller, Scope::accounts_write); !may) return pass(may);
  auto row = account_in(parts.store, caller.project_id(), id);
  if (!row) return pass(row);
  settle(*row, parts.clock.now_ms());
  Problems problems = check_change(*row, change);
  if (auto renewed = renew(parts, change, std::move(problems), *row); !renewed)
    return pass(renewed);
  lay_over(change, parts.clock.now_ms(), *row);
  auto saved = parts.store.update_account(std::move(*row));
  if (!saved) return pass(saved);
  hidden_->accounts.forget(saved->project_id, saved->id);
  return show(*saved, hidden_->parts.clock.now_ms());
}

Result<AccountView> Gateway::remove_account(const Caller& caller, const std::string& id) {
  auto& parts = hidden_->parts;
  if (auto may = need(caller, Scope::accounts_write); !may) return pass(may);
  auto row = account_in(parts.store, caller.project_id(), id);
  if (!row) return pass(row);
  auto removed = parts.store.remove_account(caller.project_id(), id);
  hidden_->accounts.forget(caller.project_id(), id);
  if (parts.archive != nullptr) parts.archive->forget(id);
  if (!removed && removed.error().fault == Fault::not_found) return no_account(id);
  if (!removed) return pass(removed);
  return show(*row, hidden_->parts.clock.now_ms());
}

Result<AccountView> Gateway::test_account(const Caller& caller, const std::string& id) {
  auto& parts = hidden_->parts;
  if (auto may = need(caller, Scope::accounts_write); !may) return pass(may);
  auto row = account_in(parts.store, caller.project_id(), id);
  if (!row) return pass(row);
  auto token = open_token(parts, *row);
  if (!token) return pass(token);
  Examiner examiner(parts.figma, parts.clock,
                    kind_from(row->credential_kind).value_or(Credentials::personal), *token, {});
  examiner.ask_for(row->person, row->project_id);
  auto asked = examiner.ask_who();
  if (asked) asked = examiner.ask_team(row->team_id);
  const UnixMs now = parts.clock.now_ms();
  Account account = *row;
  if (lay_verdict(asked, examiner, now, account)) {
    account.updated_at = now;
    auto saved = parts.store.update_account(std::move(account));
    hidden_->accounts.forget(caller.project_id(), id);
    if (!saved) return pass(saved);
    row = std::move(saved);
  }
  if (!asked) return pass(asked);
  return show(*row, hidden_->parts.clock.now_ms());
}

Gateway::Gateway(GatewayParts parts) : hidden_(std::make_unique<Hidden>(parts)) {}
Gateway::~Gateway() = default;

Result<Caller> Gateway::authenticate(const Proof& proof) {
  return hidden_->door.authenticate(proof);
}

Result<Caller> Gateway::authenticate(const Proof& proof, Scope needed) {
  auto caller = hidden_->door.authenticate(proof);
  if (!caller) return caller;
  if (auto may = need(*caller, needed); !may) return pass(may);
  return caller;
}

Result<void> Gateway::ready() {
  auto revision = hidden_->parts.store.revision();
  if (!revision) return pass(revision);
  return {};
}

void Gateway::believe_until(SteadyMs until) {
  hidden_->door.believe_until(until);
  hidden_->accounts.believe_until(until);
}

void Gateway::refresh() {
  hidden_->door.forget_all();
  hidden_->accounts.forget_all();
  if (hidden_->parts.limiter != nullptr) hidden_->parts.limiter->refresh();
}

}  // namespace figlink
