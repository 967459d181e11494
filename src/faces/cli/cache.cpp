#include <string>
#include <utility>

#include "base/json.h"
#include "faces/cli/cli.h"
#include "faces/cli/table.h"

namespace figlink {
namespace {

Json view_json(const MemoryView& view) {
  Json accounts = Json::array();
  for (const auto& of : view.accounts)
    accounts.push(
        Json::object({{"account", of.account_id}, {"entries", of.entries}, {"bytes", of.bytes}}));
  return Json::object({{"entries", view.entries},
                       {"bytes", view.bytes},
                       {"hits", view.hits},
                       {"revalidated", view.revalidated},
                       {"stale", view.stale},
                       {"misses", view.misses},
                       {"accounts", std::move(accounts)}});
}

std::string view_text(const MemoryView& view) {
  Table table({"ACCOUNT", "ENTRIES", "BYTES"});
  for (const auto& of : view.accounts)
    table.add({of.account_id, std::to_string(of.entries), std::to_string(of.bytes)});
  return table.text() + "\n" + std::to_string(view.entries) + " entries in all, " +
         std::to_string(view.bytes) + " bytes on disk. Reads: " + std::to_string(view.hits) +
         " hits, " + std::to_string(view.revalidated) + " revalidated, " +
         std::to_string(view.stale) + " stale, " + std::to_string(view.misses) + " misses.\n";
}

}  // namespace

int run_cache(const CliParts& parts, const std::string& account, bool clear) {
  Terminal& terminal = parts.terminal;
  auto caller = parts.gateway.authenticate(parts.proof);
  if (!caller) return show_error(terminal, parts.clock, caller.error());
  if (clear) {
    auto forgotten = parts.gateway.forget_memory(*caller, account);
    if (!forgotten) return show_error(terminal, parts.clock, forgotten.error());
    if (terminal.person_reads_out())
      terminal.err(account.empty() ? "Forgot all that was remembered of files.\n"
                                   : "Forgot what account " + account + " had read.\n");
  }
  auto view = parts.gateway.memory(*caller, account);
  if (!view) return show_error(terminal, parts.clock, view.error());
  terminal.out(terminal.person_reads_out() ? view_text(*view) : view_json(*view).dump() + "\n");
  return 0;
}

}  // namespace figlink
