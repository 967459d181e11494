#include <string>

#include "faces/cli/cli.h"
#include "faces/cli/table.h"
#include "faces/views.h"

namespace figlink {
namespace {

std::string period_text(std::int64_t seconds) {
  if (seconds == 60) return "a minute";
  if (seconds == 30 * 24 * 3600) return "a month";
  return "in " + std::to_string(seconds) + " s";
}

std::string standing_text(const std::string& plan, const std::string& seat,
                          const std::string& known) {
  if (known == "assumed") return "not known (as Professional, Full or Dev)";
  const std::string seats = seat == "low" ? "View or Collab" : "Full or Dev";
  return (plan.empty() ? "any plan" : plan) + ", " + seats + " (" + known + ")";
}

std::string state_text(const AccountBudget::Row& row) {
  if (row.parked_until != 0) return "parked by Figma until " + iso_time(row.parked_until);
  if (row.next_at != 0) return "next call at " + iso_time(row.next_at);
  return "free";
}

std::string budget_text(const AccountBudget& budget) {
  if (!budget.is_paced) return "Calls are not paced here (--figma-limits off).\n";
  Table table({"TIER", "PLAN AND SEAT", "LIMIT", "USED", "LEFT", "WAITING", "STATE"});
  for (const auto& row : budget.rows) {
    table.add({std::to_string(row.tier), standing_text(row.plan, row.seat, row.known),
               std::to_string(row.limit) + " " + period_text(row.period_s),
               std::to_string(row.used), std::to_string(row.left), std::to_string(row.waiting),
               state_text(row)});
  }
  std::string text = table.text();
  for (const auto& file : budget.files)
    text += file.resource + ": " + standing_text(file.plan, file.seat, "learned") + "\n";
  return text;
}

Result<AccountBudget> budget_after(const CliParts& parts, const Caller& caller,
                                   const BudgetCommand& wish) {
  if (wish.forget) {
    auto gone = parts.gateway.forget_budget(caller, wish.id);
    if (!gone) return gone;
  }
  if (wish.plan.empty() && wish.seat.empty()) return parts.gateway.budget(caller, wish.id);
  return parts.gateway.tell_budget(caller, wish.id, {.plan = wish.plan, .seat = wish.seat});
}

}  // namespace

int run_accounts_budget(const CliParts& parts, const BudgetCommand& wish) {
  auto caller = parts.gateway.authenticate(parts.proof, Scope::accounts_read);
  if (!caller) return show_error(parts.terminal, parts.clock, caller.error());
  auto budget = budget_after(parts, *caller, wish);
  if (!budget) return show_error(parts.terminal, parts.clock, budget.error());
  parts.terminal.out(parts.terminal.person_reads_out() ? budget_text(*budget)
                                                       : budget_json(*budget).dump() + "\n");
  return 0;
}

}  // namespace figlink
