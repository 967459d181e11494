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
#include "store/expiry.h"
#include "store/records.h"

namespace figlink {

// The token of an account is sealed under this binding and opens under no other.
inline constexpr std::string_view kCredentialKind = "account.credential";

inline constexpr std::size_t kAccountCacheMax = 16'384;

struct Held {
  explicit Held(Account account);
  const Account row;
  const Credentials kind;
  const std::string owner;  // who shares permits fairly with others, in all projects
  const std::string mark;   // tells its credential from any other
  std::atomic<UnixMs> touched;
  std::atomic<bool> buried{false};  // the token was found dead by a call with this row
  std::atomic<bool> taught{false};  // scopes were learned by a call with this row
  // The scopes that may be relied on, or nullptr: a list that is not whole says nothing of what it
  // lacks, and those of a plan token can be changed at Figma any moment.
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
// The reason of an account that a person paused.
inline constexpr std::string_view kByHand = "set_by_hand";

// Words and small steps that more than one road uses.
std::unexpected<Error> no_account(std::string_view id);
Result<Account> account_in(Store& store, const std::string& project_id, const std::string& id);
std::optional<Credentials> kind_from(std::string_view name);  // "personal"
std::string_view kind_name(Credentials kind);
// Whose budget at Figma calls come from: the Figma user's, which all personal tokens of that user
// share; an app's for that user; or the token's own, when it is a plan's or its user is not known.
std::string person_of(Credentials kind, std::string_view figma_user_id, const Digest& token);
StatusReason reason_for(Refusal refusal, UnixMs at);
StatusReason reason_for_day(UnixMs expires_at, UnixMs at);
// Writes into the row what its day has made of it (expiry.h).
void settle(Account& account, UnixMs now);

}  // namespace figlink
