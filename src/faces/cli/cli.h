// The command line as a face: each command turns its words into a road of the Gateway and prints
// what comes back.
//
// For people on a terminal: aligned tables and sentences. In a pipe: JSON, so that scripts need not
// guess. Every function gives the exit code of the fault table (0 when it went well). The words
// themselves are read by app, which alone sees argv.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/chance.h"
#include "base/clock.h"
#include "faces/cli/terminal.h"
#include "gateway/gateway.h"

namespace figlink {

struct CliParts {
  Gateway& gateway;
  const Clock& clock;
  Chance& chance;
  Terminal& terminal;
  Proof proof;  // the operator at the machine
};

struct CallWish {
  std::string action;
  std::string account = {};              // "": the project's only one
  std::optional<std::string> json = {};  // flat inputs as JSON text
  std::vector<std::string> flags = {};   // what the action's row explains
  std::string next = {};
  bool envelope = false;
  ReadWish read = {};
  bool all = false;  // every page: each item on a line, or all in the envelope
  std::optional<std::int64_t> wait_s = {}, timeout_s = {};
  std::string repeat_key = {};
};
int run_call(const CliParts& parts, const CallWish& wish);

struct LinkWish {
  Secret token;
  std::string team_id, expires_on;
  Gateway::Owner owner;
};
int run_link(const CliParts& parts, LinkWish wish);
// The account that was just linked, with what to try next.
int show_linked(const CliParts& parts, Result<AccountView> account);

int run_accounts_list(const CliParts& parts);
int run_accounts_show(const CliParts& parts, const std::string& id);
int run_accounts_remove(const CliParts& parts, const std::string& id);
int run_accounts_test(const CliParts& parts, const std::string& id);
struct BudgetCommand {
  std::string id, plan, seat;
  bool forget = false;
};
// The budget as a person reads it.
std::string budget_text(const AccountBudget& budget, UnixMs now);
// Shows the budget; says what the plan and the seat are, or forgets what Figma told, beforehand.
int run_accounts_budget(const CliParts& parts, const BudgetCommand& wish);

// What is remembered of files; `clear` forgets it. `account` "": all.
int run_cache(const CliParts& parts, const std::string& account, bool clear);

int run_keys_create(const CliParts& parts, const std::string& name,
                    const std::vector<std::string>& scopes);
int run_keys_list(const CliParts& parts);
int run_keys_revoke(const CliParts& parts, const std::string& id);

int run_origins_list(const CliParts& parts);
int run_origins_add(const CliParts& parts, const std::string& origin);
int run_origins_remove(const CliParts& parts, const std::string& origin);

// These need no configuration, so no Gateway.
int run_actions(Terminal& terminal, const Clock& clock, const std::string& name, bool json);
int run_call_help(Terminal& terminal, const Clock& clock, const std::string& action);

// Prints an error and gives its exit code.
int show_error(Terminal& terminal, const Clock& clock, const Error& error,
               std::string_view request_id = {});

}  // namespace figlink
