// SqlStore: the Store over a Driver. One thread writes, a few read; callers' fibers wait meanwhile.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "base/pool.h"
#include "store/driver.h"
#include "store/journal.h"
#include "store/store.h"

namespace figlink {

class SqlStore final : public Store {
 public:
  // Runs the migrations, then starts the threads. A reader is connected when it is first needed.
  static Result<std::unique_ptr<Store>> open(std::unique_ptr<Driver> driver, const Clock& clock,
                                             Log& log);
  ~SqlStore() override;

  Result<std::vector<Project>> projects() override;
  Result<Project> add_project(Project project) override;
  Result<Project> set_allowed_origins(const std::string& project_id,
                                      const std::vector<std::string>& origins) override;
  Result<std::vector<std::pair<std::uint32_t, Sealed>>> wrapped_keys() override;
  Result<void> add_wrapped_key(std::uint32_t number, const Sealed& wrapped) override;
  Result<Key> add_key(Key key) override;
  Result<std::vector<Key>> keys(const std::string& project_id) override;
  Result<std::optional<Key>> key_by_digest(const std::string& digest) override;
  Result<void> revoke_key(const std::string& project_id, const std::string& id, UnixMs at) override;
  Result<Account> add_account(Account account) override;
  Result<Account> update_account(Account account) override;
  Result<Account> account(const std::string& project_id, const std::string& id) override;
  Result<std::vector<Account>> accounts(const std::string& project_id,
                                        const AccountQuery& query) override;
  Result<std::int64_t> count_accounts(const std::string& project_id,
                                      const AccountQuery& query) override;
  Result<std::optional<Account>> account_of_owner(const std::string& project_id,
                                                  const std::string& provider,
                                                  const std::string& origin_owner_id) override;
  Result<void> remove_account(const std::string& project_id, const std::string& id) override;
  Result<bool> has_person_elsewhere(const std::string& person,
                                    const std::string& project_id) override;
  Result<LinkSession> add_session(LinkSession session) override;
  Result<std::optional<LinkSession>> session_by_digest(const std::string& digest) override;
  Result<Account> complete_link(std::int64_t session_id, Account account, bool is_new,
                                UnixMs now) override;
  Result<std::int64_t> forget_sessions(UnixMs expired_before) override;
  Result<void> add_dashboard_session(const DashboardSession& session) override;
  Result<std::optional<SignedIn>> dashboard_session_by_digest(const std::string& digest) override;
  Result<void> touch_dashboard_session(const std::string& digest, UnixMs at) override;
  Result<void> remove_dashboard_session(const std::string& digest) override;
  Result<std::int64_t> forget_dashboard_sessions(UnixMs expired_before) override;
  Result<BudgetRecords> budgets(const std::string& person) override;
  Result<void> keep_budgets(const BudgetRecords& records) override;
  Result<void> forget_budgets(const std::string& person) override;
  Result<void> forget_old_budgets(UnixMs drained_before, UnixMs told_before) override;
  Result<std::optional<KeptAnswer>> begin_answer(const KeptAnswer& answer) override;
  Result<void> end_answer(const KeptAnswer& answer) override;
  Result<void> drop_answer(const KeptAnswer& answer) override;
  Result<std::int64_t> forget_answers(UnixMs begun_before) override;
  void record(JournalEntry entry) override { journal_->record(std::move(entry)); }
  void touch_key(const std::string& id, UnixMs at) override { journal_->touch_key(id, at); }
  void touch_account(const std::string& id, UnixMs at) override { journal_->touch_account(id, at); }
  Result<JournalPage> journal(const std::string& project_id, const JournalQuery& query) override;
  void flush() override { journal_->flush(); }
  Result<std::int64_t> revision() override;

 private:
  static constexpr std::size_t kReaders = 2;

  explicit SqlStore(std::unique_ptr<Driver> driver) : driver_(std::move(driver)) {}
  template <class Work>
  auto read(Work work) -> decltype(work(std::declval<Connection&>()));
  template <class Work>  // in one transaction; undone when the work fails
  auto write(Work work) -> decltype(work(std::declval<Connection&>()));

  std::unique_ptr<Driver> driver_;
  std::unique_ptr<Connection> writer_;
  std::mutex idle_mutex_;
  std::vector<std::unique_ptr<Connection>> idle_readers_;
  std::unique_ptr<Journal> journal_;
  // Below what they use: their threads end first.
  std::unique_ptr<Pool> writing_, reading_;
};

template <class Work>
auto SqlStore::read(Work work) -> decltype(work(std::declval<Connection&>())) {
  decltype(work(std::declval<Connection&>())) result =
      fail(Fault::bug, "The database did not answer.");
  auto ran = reading_->run([&] {
    std::unique_ptr<Connection> mine;
    {
      std::lock_guard lock(idle_mutex_);
      if (!idle_readers_.empty()) {
        mine = std::move(idle_readers_.back());
        idle_readers_.pop_back();
      }
    }
    if (!mine) {
      auto opened = driver_->connect(Durability::crash);
      if (!opened) {
        result = pass(opened);
        return;
      }
      mine = std::move(*opened);
    }
    result = work(*mine);
    std::lock_guard lock(idle_mutex_);
    idle_readers_.push_back(std::move(mine));
  });
  if (!ran) return pass(ran);
  return result;
}

template <class Work>
auto SqlStore::write(Work work) -> decltype(work(std::declval<Connection&>())) {
  decltype(work(std::declval<Connection&>())) result =
      fail(Fault::bug, "The database did not answer.");
  auto ran = writing_->run([&] {
    if (auto begun = writer_->begin(); !begun) {
      result = pass(begun);
      return;
    }
    result = work(*writer_);
    if (result) {
      if (auto committed = writer_->commit(); !committed) result = pass(committed);
    }
    if (!result) writer_->rollback();
  });
  if (!ran) return pass(ran);
  return result;
}

}  // namespace figlink
