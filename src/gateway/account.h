// Accounts: the accounts that calls travel with, held in memory while they are used.
//
// `resolve` gives the account this caller may use for this action, or says why not. `learn`
// remembers what a call taught: a dead token is written down once, so that later calls are refused
// without asking Figma; scopes that Figma told are kept. An account of another project gets the
// same words as one that does not exist. Safe from any fiber.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <string_view>

#include "base/log.h"
#include "figma/upstream.h"
#include "figma/verdict.h"
#include "gateway/gateway.h"
#include "gateway/shelf.h"
#include "store/records.h"

namespace figlink {

inline constexpr std::size_t kAccountCacheMax = 16'384;
// A day named as the last one ends everywhere on earth 36 hours after its UTC midnight.
inline constexpr std::int64_t kLastDayMs = 36 * kHourMs;

struct Held {
  explicit Held(Account account);
  const Account row;
  const Credentials kind;
  std::atomic<UnixMs> touched;
  std::atomic<bool> buried{false};  // the token was found dead by a call with this row
  std::atomic<bool> taught{false};  // scopes were learned by a call with this row
  // The scopes that may be relied on, or nullptr: those of a plan token can be changed at Figma any
  // moment.
  const std::vector<std::string>* scopes() const;
};

class Accounts {
 public:
  Accounts(Store& store, const Clock& clock, Log& log);

  Result<std::shared_ptr<Held>> resolve(const Caller& caller, const Ask& ask, const Action& action);
  void used(Held& held);
  // After a call: `error` is nullptr when it went well.
  void learn(Held& held, const Error* error, const Trace& trace);

  void forget(const std::string& project_id, const std::string& id);
  void forget_all() { held_.clear(); }
  void believe_until(SteadyMs until) { held_.believe_until(until); }

 private:
  Result<std::shared_ptr<Held>> find(const Caller& caller, const Ask& ask);
  Result<std::string> only_one(const std::string& project_id);
  Result<void> check_day(Held& held);
  void bury(Held& held, std::string_view status, StatusReason reason);
  void save(Account row, std::string_view why);

  Store& store_;
  const Clock& clock_;
  Log& log_;
  Shelf<Held> held_;
};

// The reason of an account that ended because its day came, and not because Figma said so.
inline constexpr std::string_view kDayPassed = "day_passed";

// Words and small steps that more than one road uses.
std::unexpected<Error> no_account(std::string_view id);
Result<Account> account_in(Store& store, const std::string& project_id, const std::string& id);
std::optional<Credentials> kind_from(std::string_view name);  // "personal"
std::string_view kind_name(Credentials kind);
StatusReason reason_for(Refusal refusal, UnixMs at);
bool is_over(UnixMs expires_at, UnixMs now);

}  // namespace figlink
