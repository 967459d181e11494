// SimStore: the store's promises in memory, with a seam and a possible failure at each call. What
// is written lies on a SimDisk and outlives the process; of a process that died nothing arrives.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/fiber_test_world.h"
#include "store/store.h"

namespace figlink {

struct SimDisk {
  std::size_t failures_percent = 0;
  bool keeps_budgets = false;  // those calls never fail
  std::vector<JournalEntry> written;
  std::map<std::string, int>
      deaths;  // by sealed credential: how often an account was written down as dead with it
  std::map<std::string, BudgetRecord> budgets;
  std::map<std::string, StandingRecord> standings;
  std::map<std::string, KeptAnswer> answers;
  std::vector<Project> projects;
  std::vector<Key> keys;
  std::map<std::string, Account> accounts;
  std::function<void(const BudgetRecords&)> budgets_kept;
};

class SimStore final : public Store {
 public:
  SimStore(World& world, SimDisk& disk, const bool& alive)
      : world_(world), disk_(disk), alive_(alive) {}

  Result<std::vector<Project>> projects() override {
    if (fails()) return busy();
    return disk_.projects;
  }
  Result<Project> add_project(Project project) override {
    disk_.projects.push_back(project);
    return project;
  }
  Result<Project> set_allowed_origins(const std::string&,
                                      const std::vector<std::string>&) override {
    return disk_.projects.front();
  }
  Result<std::vector<std::pair<std::uint32_t, Sealed>>> wrapped_keys() override {
    return std::vector<std::pair<std::uint32_t, Sealed>>{};
  }
  Result<void> add_wrapped_key(std::uint32_t, const Sealed&) override { return {}; }

  Result<Key> add_key(Key key) override {
    disk_.keys.push_back(key);
    return key;
  }
  Result<std::vector<Key>> keys(const std::string&) override { return disk_.keys; }
  Result<std::optional<Key>> key_by_digest(const std::string& digest) override {
    if (fails()) return busy();
    std::optional<Key> found;
    for (const Key& key : disk_.keys) {
      if (key.digest == digest) found = key;
    }
    world_.yield();  // the answer is on its way while others go on
    return found;
  }
  Result<void> revoke_key(const std::string&, const std::string& id, UnixMs at) override {
    if (fails()) return busy();
    for (Key& key : disk_.keys) {
      if (key.id == id) key.revoked_at = at;
    }
    world_.yield();
    return {};
  }

  Result<Account> add_account(Account account) override {
    if (fails()) return busy();
    account.revision = 1;
    disk_.accounts[account.id] = account;
    return account;
  }
  Result<Account> update_account(Account account) override {
    if (fails()) return busy();
    Account& row = disk_.accounts[account.id];
    if (row.revision != account.revision)
      return fail(Fault::conflict, "The account was changed meanwhile.");
    if (row.status == "active" && account.status == "error")
      ++disk_.deaths[account.credential.bytes];
    ++account.revision;
    row = account;
    world_.yield();
    return account;
  }
  Result<Account> account(const std::string& project, const std::string& id) override {
    if (fails()) return busy();
    auto at = disk_.accounts.find(id);
    if (at == disk_.accounts.end() || at->second.project_id != project)
      return fail(Fault::not_found, "absent");
    Account copy = at->second;
    world_.yield();
    return copy;
  }
  Result<std::vector<Account>> accounts(const std::string& project, const AccountQuery&) override {
    std::vector<Account> list;
    for (const auto& [id, account] : disk_.accounts) {
      if (account.project_id == project) list.push_back(account);
    }
    return list;
  }
  Result<std::int64_t> count_accounts(const std::string&, const AccountQuery&) override {
    return static_cast<std::int64_t>(disk_.accounts.size());
  }
  Result<std::optional<Account>> account_of_owner(const std::string& project, const std::string&,
                                                  const std::string& owner) override {
    if (fails()) return busy();
    std::optional<Account> found;
    for (const auto& [id, account] : disk_.accounts) {
      if (account.project_id == project && account.origin_owner_id == owner) found = account;
    }
    world_.yield();
    return found;
  }
  Result<bool> has_person_elsewhere(const std::string& person,
                                    const std::string& project) override {
    if (fails()) return busy();
    for (const auto& [id, account] : disk_.accounts) {
      if (account.person == person && account.project_id != project) return true;
    }
    return false;
  }
  Result<void> remove_account(const std::string&, const std::string& id) override {
    if (alive_) disk_.accounts.erase(id);
    return {};
  }

  Result<LinkSession> add_session(LinkSession session) override { return session; }
  Result<std::optional<LinkSession>> session_by_digest(const std::string&) override {
    return std::optional<LinkSession>();
  }
  Result<Account> complete_link(std::int64_t, Account account, bool, UnixMs) override {
    return account;
  }
  Result<std::int64_t> forget_sessions(UnixMs) override { return 0; }
  Result<void> add_dashboard_session(const DashboardSession&) override { return {}; }
  Result<std::optional<SignedIn>> dashboard_session_by_digest(const std::string&) override {
    return std::optional<SignedIn>();
  }
  Result<void> touch_dashboard_session(const std::string&, UnixMs) override { return {}; }
  Result<void> remove_dashboard_session(const std::string&) override { return {}; }
  Result<std::int64_t> forget_dashboard_sessions(UnixMs) override { return 0; }

  Result<BudgetRecords> budgets(const std::string& person) override {
    if (budget_fails()) return busy();
    BudgetRecords rows;
    for (const auto& [key, row] : disk_.budgets) {
      if (row.person == person) rows.budgets.push_back(row);
    }
    for (const auto& [key, row] : disk_.standings) {
      if (row.person == person) rows.standings.push_back(row);
    }
    world_.yield();
    return rows;
  }
  Result<void> keep_budgets(const BudgetRecords& records) override {
    if (budget_fails()) return busy();
    for (const auto& row : records.budgets) {
      auto& kept = disk_.budgets[row.person + std::to_string(row.tier) + row.plan + row.seat];
      const BudgetRecord before = std::exchange(kept, row);
      if (before.empty_at != row.claimed) kept.empty_at = std::max(before.empty_at, row.empty_at);
      kept.parked_until = std::max(before.parked_until, row.parked_until);
    }
    for (const auto& row : records.standings)
      disk_.standings[row.person + "/" + row.resource + "/" + row.project_id] = row;
    if (disk_.budgets_kept) disk_.budgets_kept(records);
    world_.yield();
    return {};
  }
  Result<void> forget_budgets(const std::string&) override { return {}; }
  Result<void> forget_old_budgets(UnixMs, UnixMs) override { return {}; }
  Result<std::optional<KeptAnswer>> begin_answer(const KeptAnswer& answer) override {
    if (fails()) return busy();
    const auto [at, is_new] = disk_.answers.emplace(key_of(answer), answer);
    std::optional<KeptAnswer> first;
    if (!is_new) first = at->second;
    world_.yield();
    return first;
  }
  Result<void> end_answer(const KeptAnswer& answer) override {
    if (fails()) return busy();
    disk_.answers[key_of(answer)] = answer;
    world_.yield();
    return {};
  }
  Result<void> drop_answer(const KeptAnswer& answer) override {
    if (fails()) return busy();
    disk_.answers.erase(key_of(answer));
    return {};
  }
  Result<std::int64_t> forget_answers(UnixMs) override { return 0; }

  void record(JournalEntry entry) override {
    world_.yield();
    if (alive_) disk_.written.push_back(std::move(entry));
  }
  void touch_key(const std::string&, UnixMs) override { world_.yield(); }
  void touch_account(const std::string&, UnixMs) override { world_.yield(); }
  Result<JournalPage> journal(const std::string&, const JournalQuery&) override {
    return JournalPage{disk_.written, 0};
  }
  void flush() override {}
  Result<std::int64_t> revision() override { return 0; }

 private:
  bool fails() {
    world_.yield();
    return !alive_ || (disk_.failures_percent > 0 && world_.luck(disk_.failures_percent));
  }
  bool budget_fails() {
    if (!disk_.keeps_budgets) return fails();
    world_.yield();
    return !alive_;
  }
  static std::unexpected<Error> busy() { return fail(Fault::busy, "The store is full."); }

  static std::string key_of(const KeptAnswer& a) {
    return a.project_id + "/" + a.account_id + "/" + a.action + "/" + a.key_digest;
  }

  World& world_;
  SimDisk& disk_;
  const bool& alive_;
};

}  // namespace figlink
