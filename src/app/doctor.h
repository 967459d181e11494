// doctor: looks at everything that must be right for figlink to work, and says how to mend what is
// not.
#pragma once

#include <string>

#include "app/master_key.h"
#include "app/settings.h"
#include "base/clock.h"
#include "faces/cli/terminal.h"
#include "store/records.h"

namespace figlink {

// A token that ends within this time is worth a warning.
inline constexpr std::int64_t kExpiryWarningMs = 14 * kDayMs;
// A clock further off than this makes expiry dates and rate limits wrong.
inline constexpr std::int64_t kSkewMaxMs = kMinuteMs;

enum class State { ok, warn, fail };

struct Check {
  State state;
  std::string name, found, fix;
};

// How an account stands now, whatever its row says of yesterday.
Check check_account(const Account& account, UnixMs now);

// One line a check: ok, warn or fail, what was found, how to mend it. Makes nothing. Gives 1 when a
// check failed, else 0.
int run_doctor(const Settings& settings, const MasterKeyPlaces& master_key, Terminal& terminal);

}  // namespace figlink
