#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>

#include "faces/cli/cli.h"
#include "faces/cli/table.h"
#include "faces/views.h"

namespace figlink {
namespace {

std::string span_text(std::int64_t seconds) {
  struct Unit {
    std::int64_t seconds;
    std::string_view name;
  };
  constexpr Unit kUnits[] = {{24 * 3600, "d"}, {3600, "h"}, {60, "min"}, {1, "s"}};
  for (std::size_t i = 0; i < std::size(kUnits); ++i) {
    const auto [unit, name] = kUnits[i];
    if (seconds < unit) continue;
    std::string text = std::to_string(seconds / unit) + " " + std::string(name);
    const std::int64_t rest = unit == 1 ? 0 : seconds % unit / kUnits[i + 1].seconds;
    return rest == 0 ? text
                     : text + " " + std::to_string(rest) + " " + std::string(kUnits[i + 1].name);
  }
  return "0 s";
}

std::string limit_text(std::int64_t calls, std::int64_t period_s) {
  if (calls == 0) return "none";
  const std::string count = std::to_string(calls) + " ";
  switch (period_s) {
    case 1:
      return count + "a second";
    case 60:
      return count + "a minute";
    case 3600:
      return count + "an hour";
    case 24 * 3600:
      return count + "a day";
    case 30 * 24 * 3600:
      return count + "a month";
    default:
      return count + "in " + span_text(period_s);
  }
}

std::string standing_text(const std::string& plan, const std::string& seat,
                          const std::string& known) {
  if (known == "assumed") return "not known (as Professional, Full or Dev)";
  const std::string seats = seat == "low" ? "View or Collab" : "Full or Dev";
  return (plan.empty() ? "any plan" : plan) + ", " + seats + " (" + known + ")";
}

// Rounded up: who comes back then is not early.
std::string in_text(UnixMs at, UnixMs now) {
  return span_text(std::max<std::int64_t>(1, (at - now + kSecondMs - 1) / kSecondMs));
}

std::string state_text(const AccountBudget::Row& row, UnixMs now) {
  if (row.parked_until > now) return "parked by Figma for " + in_text(row.parked_until, now);
  if (row.next_at > now) return "next call in " + in_text(row.next_at, now);
  return "free";
}

// Until when, why, and where Figma sells more.
std::string park_text(const AccountBudget::Row& row) {
  std::string text = "Tier " + std::to_string(row.tier) + " of " +
                     standing_text(row.plan, row.seat, row.known) + " is parked until " +
                     iso_time(row.parked_until) + ".";
  if (!row.upgrade_link.empty()) text += " Upgrade: " + row.upgrade_link;
  return text + "\n";
}

}  // namespace

std::string budget_text(const AccountBudget& budget, UnixMs now) {
  if (!budget.is_paced) return "Calls are not paced here (--figma-limits off).\n";
  Table table({"TIER", "PLAN AND SEAT", "LIMIT", "USED", "LEFT", "WAITING", "STATE", "ALL FREE"});
  std::string after;
  for (const auto& row : budget.rows) {
    table.add({std::to_string(row.tier), standing_text(row.plan, row.seat, row.known),
               limit_text(row.limit, row.period_s), std::to_string(row.used),
               row.limit == 0 ? "any" : std::to_string(row.left), std::to_string(row.waiting),
               state_text(row, now),
               row.resets_at > now ? "in " + in_text(row.resets_at, now) : "now"});
    if (row.parked_until > now) after += park_text(row);
  }
  for (const auto& file : budget.files)
    after += file.resource + ": " + standing_text(file.plan, file.seat, "learned") + "\n";
  return table.text() + after +
         "What a server that runs has used is told up to a minute ahead; it knows exactly.\n";
}

namespace {

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
  parts.terminal.out(parts.terminal.person_reads_out() ? budget_text(*budget, parts.clock.now_ms())
                                                       : budget_json(*budget).dump() + "\n");
  return 0;
}

}  // namespace figlink
