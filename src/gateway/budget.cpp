#include "gateway/budget.h"

#include <utility>

#include "gateway/account.h"
#include "gateway/hidden.h"
#include "gateway/wishes.h"
#include "store/store.h"

namespace figlink {
namespace {

Standing standing_in(const std::string& plan, const std::string& seat) {
  return {plan_kind_from(plan).value_or(PlanKind::unknown),
          seat_kind_from(seat).value_or(SeatKind::unknown)};
}

class StoredBudgets final : public BudgetMemory {
 public:
  explicit StoredBudgets(Store& store) : store_(store) {}

  Result<Rows> recall(const std::string& person) override {
    auto records = store_.budgets(person);
    if (!records) return pass(records);
    Rows rows;
    for (BudgetRecord& record : records->budgets) {
      if (record.tier < 1 || record.tier > 3) continue;
      rows.buckets.push_back({.person = person,
                              .tier = static_cast<Tier>(record.tier),
                              .is_default = record.plan.empty() && record.seat.empty(),
                              .standing = standing_in(record.plan, record.seat),
                              .empty_at = record.empty_at,
                              .parked_until = record.parked_until,
                              .upgrade_link = std::move(record.upgrade_link)});
    }
    for (StandingRecord& record : records->standings)
      rows.facts.push_back({person, std::move(record.resource), std::move(record.project_id),
                            standing_in(record.plan, record.seat), record.at});
    return rows;
  }

  Result<void> keep(const Rows& rows) override {
    BudgetRecords records;
    for (const BucketRow& row : rows.buckets) {
      records.budgets.push_back({row.person, static_cast<int>(row.tier),
                                 std::string(name_of(row.standing.plan)),
                                 std::string(name_of(row.standing.seat)), row.empty_at,
                                 row.parked_until, row.upgrade_link, row.claimed});
    }
    for (const FactRow& row : rows.facts)
      records.standings.push_back({row.person, row.resource, row.project,
                                   std::string(name_of(row.standing.plan)),
                                   std::string(name_of(row.standing.seat)), row.at});
    return store_.keep_budgets(records);
  }

  Result<void> forget(const std::string& person) override { return store_.forget_budgets(person); }

 private:
  Store& store_;
};

AccountBudget::Row row_of(BudgetView::Row& row) {
  return {.tier = static_cast<int>(row.tier),
          .is_default = row.is_default,
          .plan = std::string(name_of(row.standing.plan)),
          .seat = std::string(name_of(row.standing.seat)),
          .known = std::string(name_of(row.known)),
          .limit = row.quota.calls,
          .period_s = row.quota.period_ms / kSecondMs,
          .used = row.used,
          .left = row.left,
          .under_way = row.under_way,
          .waiting = row.waiting,
          .resets_at = row.resets_at,
          .next_at = row.next_at,
          .parked_until = row.parked_until,
          .upgrade_link = std::move(row.upgrade_link)};
}

Result<AccountBudget> look(const GatewayParts& parts, const Account& account) {
  AccountBudget found;
  found.account_id = account.id;
  found.is_paced = parts.limiter != nullptr;
  if (!found.is_paced) return found;
  auto view = parts.limiter->look(account.person, account.project_id);
  if (!view) return pass(view);
  found.plan = name_of(view->standing.plan);
  found.seat = name_of(view->standing.seat);
  found.known = name_of(view->known);
  for (BudgetView::Row& row : view->rows) found.rows.push_back(row_of(row));
  for (FactRow& file : view->files)
    found.files.push_back({std::move(file.resource), std::string(name_of(file.standing.plan)),
                           std::string(name_of(file.standing.seat)), file.at});
  return found;
}

// Figma counts persons, so projects that link the same one share what is known of it. While they
// do, none of them changes it alone.
Result<void> check_sole(const GatewayParts& parts, const Caller& caller, const Account& account) {
  if (caller.is_operator()) return {};
  auto is_shared = parts.store.has_person_elsewhere(account.person, account.project_id);
  if (!is_shared) return pass(is_shared);
  if (!*is_shared) return {};
  return fail(
      Fault::forbidden,
      "Another project here links the same Figma user, so this budget is not this "
      "project's alone to change.",
      "Let the operator do it: `figlink accounts budget " + account.id + "` on the machine.");
}

Result<Account> account_for(const GatewayParts& parts, const Caller& caller, Scope needed,
                            const std::string& id) {
  if (!caller.may(needed)) {
    return fail(Fault::forbidden,
                "This API key lacks the scope " + std::string(name_of(needed)) + ".",
                "Make a key with it: `figlink keys create NAME --scope " +
                    std::string(name_of(needed)) + "`.");
  }
  return account_in(parts.store, caller.project_id(), id);
}

std::unexpected<Error> not_paced() {
  return fail(Fault::conflict, "This gateway does not pace calls to Figma (--figma-limits off).",
              "Start it with --figma-limits documented.");
}

}  // namespace

std::unique_ptr<BudgetMemory> make_budget_memory(Store& store) {
  return std::make_unique<StoredBudgets>(store);
}

Result<AccountBudget> Gateway::budget(const Caller& caller, const std::string& id) {
  auto account = account_for(hidden_->parts, caller, Scope::accounts_read, id);
  if (!account) return pass(account);
  return look(hidden_->parts, *account);
}

Result<AccountBudget> Gateway::tell_budget(const Caller& caller, const std::string& id,
                                           const BudgetWish& wish) {
  auto account = account_for(hidden_->parts, caller, Scope::accounts_write, id);
  if (!account) return pass(account);
  Problems problems(wish.problems);
  if (!wish.plan.empty() && !plan_kind_from(wish.plan))
    problems.add("plan", "Must be starter, professional, organization, enterprise or education.");
  if (!wish.seat.empty() && !seat_kind_from(wish.seat))
    problems.add("seat", "Must be full, dev, collab or view.");
  if (auto done = problems.done(); !done) return pass(done);
  if (hidden_->parts.limiter == nullptr) return not_paced();
  if (auto sole = check_sole(hidden_->parts, caller, *account); !sole) return pass(sole);
  auto told = hidden_->parts.limiter->tell(account->person, standing_in(wish.plan, wish.seat));
  if (!told) return pass(told);
  return look(hidden_->parts, *account);
}

Result<AccountBudget> Gateway::forget_budget(const Caller& caller, const std::string& id) {
  auto account = account_for(hidden_->parts, caller, Scope::accounts_write, id);
  if (!account) return pass(account);
  if (hidden_->parts.limiter == nullptr) return not_paced();
  if (auto sole = check_sole(hidden_->parts, caller, *account); !sole) return pass(sole);
  auto gone = hidden_->parts.limiter->forget(account->person);
  if (!gone) return pass(gone);
  return look(hidden_->parts, *account);
}

}  // namespace figlink
