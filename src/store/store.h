// Store: what figlink remembers, one small promise per noun.
//
// Every call may wait (on the store's own threads) and is safe from any fiber or thread. What a
// call has answered is durable when it says so: accounts, keys, sessions and wrapped keys are on
// disk before the call returns; journal entries and last-used times are gathered and may lose the
// last moment in a crash of the machine, never in an ordinary stop. Everything but projects is
// asked for with a project id: a row of another project is simply absent. Failures: not_found,
// conflict, busy (queue full), bug (the database broke, with its words).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "base/result.h"
#include "store/records.h"

namespace figlink {

class Store {
 public:
  virtual ~Store() = default;

  // Projects. A first one named "default" exists after the first opening.
  virtual Result<std::vector<Project>> projects() = 0;
  virtual Result<Project> add_project(Project project) = 0;  // conflict: the name is taken
  virtual Result<Project> set_allowed_origins(const std::string& project_id,
                                              const std::vector<std::string>& origins) = 0;

  // Wrapped data keys of the vault.
  virtual Result<std::vector<std::pair<std::uint32_t, Sealed>>> wrapped_keys() = 0;
  virtual Result<void> add_wrapped_key(std::uint32_t number,
                                       const Sealed& wrapped) = 0;  // conflict: there already

  // Keys.
  virtual Result<Key> add_key(Key key) = 0;
  virtual Result<std::vector<Key>> keys(const std::string& project_id) = 0;
  virtual Result<std::optional<Key>> key_by_digest(
      const std::string& digest) = 0;  // revoked ones too
  virtual Result<void> revoke_key(const std::string& project_id, const std::string& id,
                                  UnixMs at) = 0;

  // Accounts. add: conflict when the id is taken, or when it is `sole` and its owner has a sole
  // one. update: whole row, conflict when `revision` is old; the sealed credential and all else
  // change in one transaction.
  virtual Result<Account> add_account(Account account) = 0;
  virtual Result<Account> update_account(Account account) = 0;
  virtual Result<Account> account(const std::string& project_id, const std::string& id) = 0;
  virtual Result<std::vector<Account>> accounts(const std::string& project_id,
                                                const AccountQuery& query) = 0;
  // How many there are in all, whatever the query's offset and limit.
  virtual Result<std::int64_t> count_accounts(const std::string& project_id,
                                              const AccountQuery& query) = 0;
  virtual Result<std::optional<Account>> account_of_owner(const std::string& project_id,
                                                          const std::string& provider,
                                                          const std::string& origin_owner_id) = 0;
  virtual Result<void> remove_account(const std::string& project_id, const std::string& id) = 0;
  // Whether another project has an account of the same person.
  virtual Result<bool> has_person_elsewhere(const std::string& person,
                                            const std::string& project_id) = 0;

  // Link sessions. `complete_link` marks the session used for that account and adds or updates the
  // account in one transaction: there is never a half-linked account. conflict when the session was
  // used or has expired.
  virtual Result<LinkSession> add_session(LinkSession session) = 0;
  virtual Result<std::optional<LinkSession>> session_by_digest(const std::string& digest) = 0;
  virtual Result<Account> complete_link(std::int64_t session_id, Account account, bool is_new,
                                        UnixMs now) = 0;
  virtual Result<std::int64_t> forget_sessions(UnixMs expired_before) = 0;

  // Dashboard sessions. Found only while their key lives: a revoked key ends them all. The store
  // does not judge their times; `touch` never sets a time back. remove: no failure when it is gone.
  struct SignedIn {
    DashboardSession session;
    Key key;
  };
  virtual Result<void> add_dashboard_session(const DashboardSession& session) = 0;
  virtual Result<std::optional<SignedIn>> dashboard_session_by_digest(
      const std::string& digest) = 0;
  virtual Result<void> touch_dashboard_session(const std::string& digest, UnixMs at) = 0;
  virtual Result<void> remove_dashboard_session(const std::string& digest) = 0;
  virtual Result<std::int64_t> forget_dashboard_sessions(UnixMs expired_before) = 0;

  // What is remembered of Figma's limits, by person; not of a project, because Figma counts
  // persons. keep_budgets only raises `empty_at` and `parked_until`, as other processes keep theirs
  // beside it; but what still stands as `claimed` is put as it is told. forget_budgets keeps what
  // an operator told; forget_old_budgets, what a park that lives hangs on.
  virtual Result<BudgetRecords> budgets(const std::string& person) = 0;
  virtual Result<void> keep_budgets(const BudgetRecords& records) = 0;
  virtual Result<void> forget_budgets(const std::string& person) = 0;
  virtual Result<void> forget_old_budgets(UnixMs drained_before, UnixMs told_before) = 0;

  // Writes with an Idempotency-Key. begin: nullopt when the row is now there, else the one that
  // was.
  virtual Result<std::optional<KeptAnswer>> begin_answer(const KeptAnswer& answer) = 0;
  virtual Result<void> end_answer(const KeptAnswer& answer) = 0;
  virtual Result<void> drop_answer(const KeptAnswer& answer) = 0;
  virtual Result<std::int64_t> forget_answers(UnixMs begun_before) = 0;

  // The journal and last-used times: gathered and written in batches by the store. Never waits for
  // the disk; waits for room when the batch queue (kJournalQueueMax) is full, so that nothing is
  // dropped.
  virtual void record(JournalEntry entry) = 0;
  virtual void touch_key(const std::string& id, UnixMs at) = 0;
  virtual void touch_account(const std::string& id, UnixMs at) = 0;
  // Newest first. Looks at kJournalScanMax rows of all projects at most, because the journal has no
  // index: a page may hold fewer rows than asked for, or none, and still name a next one.
  virtual Result<JournalPage> journal(const std::string& project_id, const JournalQuery& query) = 0;
  // All gathered entries are written when it returns.
  virtual void flush() = 0;

  // Rises when a key or an account changes, by whichever process: caches above compare it.
  virtual Result<std::int64_t> revision() = 0;
};

inline constexpr std::size_t kJournalQueueMax = 16'384;
inline constexpr std::int64_t kJournalRowsMax = 1'000'000;  // older ones are dropped
inline constexpr std::int64_t kJournalScanMax = 100'000;    // rows that one page looks at

// "sqlite:PATH" or a path; "postgresql://..." once its driver exists. Runs the migrations. A
// database that cannot be used, as when its file is damaged, is bad_input here: a hopeless start.
Result<std::unique_ptr<Store>> open_store(const std::string& url, const Clock& clock, Log& log);
// Reads the whole database and says what is wrong with it. For an operator: it takes its time.
Result<void> examine_store(const std::string& url);

}  // namespace figlink
