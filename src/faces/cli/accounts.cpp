#include <functional>
#include <string>
#include <utility>

#include "faces/cli/cli.h"
#include "faces/cli/table.h"
#include "faces/views.h"
#include "gateway/wishes.h"

namespace figlink {
namespace {

constexpr std::int64_t kListPage = 200;

std::string or_dash(const std::string& text) { return text.empty() ? "-" : text; }
std::string date_or_dash(UnixMs time) { return time == 0 ? "-" : iso_date(time); }

std::string account_text(const AccountView& account) {
  Table table({"Account", account.id});
  table.add({"Status", account.status});
  for (const auto& reason : account.status_reasons) table.add({"", reason.description});
  table.add({"Owner", account.origin_owner_id + " (" + account.origin_owner_name + ")"});
  table.add({"Label", or_dash(account.label)});
  table.add(
      {"Credential", account.credential_kind + " token ending in " + account.credential_hint});
  table.add({"Figma user", or_dash(account.figma_user_name)});
  table.add({"Team",
             account.team_id + (account.team_name.empty() ? "" : " (" + account.team_name + ")")});
  std::string scopes;
  if (account.scopes) {
    for (const auto& scope : *account.scopes) scopes += (scopes.empty() ? "" : ", ") + scope;
  }
  if (!account.scopes_whole) scopes += ", and perhaps others";
  table.add({"Scopes", account.scopes ? or_dash(scopes) : "not known yet"});
  table.add({"Expires", date_or_dash(account.expires_at)});
  table.add({"Linked", iso_time(account.created_at)});
  return table.text();
}

// Prints one account, under a sentence for people.
int show(const CliParts& parts, Result<AccountView> account, const std::string& sentence) {
  if (!account) return show_error(parts.terminal, parts.clock, account.error());
  if (parts.terminal.person_reads_out()) {
    parts.terminal.out((sentence.empty() ? "" : sentence + "\n\n") + account_text(*account));
  } else {
    parts.terminal.out(account_json(*account).dump() + "\n");
  }
  return 0;
}

using Work = std::function<int(const Caller&)>;
int as_operator(const CliParts& parts, Scope scope, Work work) {
  auto caller = parts.gateway.authenticate(parts.proof, scope);
  if (!caller) return show_error(parts.terminal, parts.clock, caller.error());
  return work(*caller);
}

Result<std::vector<AccountView>> all_accounts(const CliParts& parts, const Caller& caller) {
  std::vector<AccountView> all;
  AccountFilter filter;
  filter.page_size = kListPage;
  while (true) {
    auto page = parts.gateway.accounts(caller, filter);
    if (!page) return page;
    const bool last = static_cast<std::int64_t>(page->size()) < kListPage;
    for (auto& account : *page) all.push_back(std::move(account));
    if (last) return all;
    ++filter.page;
  }
}

// The flags that the fields of a link are given by.
std::string name_in_link(std::string_view field) {
  struct Name {
    std::string_view field, flag;
  };
  static constexpr Name kNames[] = {
      {"personal_access_token", "--token-file"},
      {"team_id", "--team-id"},
      {"expires_on", "--expires"},
      {"origin_owner_id", "--owner"},
      {"origin_owner_name", "--owner-name"},
      {"origin_username", "--username"},
      {"label", "--label"},
      {"type", "--type"},
  };
  for (const Name& name : kNames) {
    if (name.field == field) return std::string(name.flag);
  }
  return std::string(field);
}

}  // namespace

int run_link(const CliParts& parts, LinkWish wish) {
  return as_operator(parts, Scope::accounts_write, [&](const Caller& caller) {
    Credential credential{
        .token = std::move(wish.token), .team_id = wish.team_id, .expires_on = wish.expires_on};
    auto account = parts.gateway.link(caller, wish.owner, std::move(credential));
    if (!account) account.error() = renamed(std::move(account.error()), name_in_link);
    return show_linked(parts, std::move(account));
  });
}

int show_linked(const CliParts& parts, Result<AccountView> account) {
  // A plan token is nobody, so it cannot ask who it is.
  const bool plan = account && account->credential_kind == "plan";
  const std::string next = plan ? "figma_get_team_components" : "figma_get_current_user";
  const bool paused = account && account->status != "active";
  return show(parts, std::move(account),
              paused ? "Linked. It stays paused." : "Linked. Try: figlink call " + next);
}

int run_accounts_list(const CliParts& parts) {
  return as_operator(parts, Scope::accounts_read, [&](const Caller& caller) {
    auto accounts = all_accounts(parts, caller);
    if (!accounts) return show_error(parts.terminal, parts.clock, accounts.error());
    if (!parts.terminal.person_reads_out()) {
      Json list = Json::array();
      for (const auto& account : *accounts) list.push(account_json(account));
      parts.terminal.out(list.dump() + "\n");
      return 0;
    }
    if (accounts->empty()) {
      parts.terminal.out(
          "No account is linked. Link one: figlink link --browser, or figlink link --token-file "
          "FILE --team-id ID\n");
      return 0;
    }
    Table table({"ACCOUNT", "STATUS", "OWNER", "FIGMA USER", "TEAM", "EXPIRES"});
    for (const auto& account : *accounts) {
      table.add({account.id, account.status, account.origin_owner_id,
                 or_dash(account.figma_user_name), or_dash(account.team_id),
                 date_or_dash(account.expires_at)});
    }
    parts.terminal.out(table.text());
    return 0;
  });
}

int run_accounts_show(const CliParts& parts, const std::string& id) {
  return as_operator(parts, Scope::accounts_read, [&](const Caller& caller) {
    return show(parts, parts.gateway.account(caller, id), "");
  });
}

int run_accounts_remove(const CliParts& parts, const std::string& id) {
  return as_operator(parts, Scope::accounts_write, [&](const Caller& caller) {
    return show(parts, parts.gateway.remove_account(caller, id),
                "Removed; its credential is gone.");
  });
}

int run_accounts_test(const CliParts& parts, const std::string& id) {
  return as_operator(parts, Scope::accounts_write, [&](const Caller& caller) {
    return show(parts, parts.gateway.test_account(caller, id), "Figma takes this credential.");
  });
}

}  // namespace figlink
