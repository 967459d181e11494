// expiry: when an account's own day is over. One rule, for the road, for lists and for the doctor.
//
// A row says `active` until somebody meets it after its day; whoever shows or filters a status asks
// status_now() instead of reading the row's.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "store/records.h"

namespace figlink {

// A day named as the last one ends everywhere on earth 36 hours after its UTC midnight.
inline constexpr std::int64_t kLastDayMs = 36 * kHourMs;

// What an account may be. figlink alone sets expired and error.
inline constexpr std::string_view kStatuses[] = {"active",   "inactive", "suspended",
                                                 "archived", "expired",  "error"};

inline bool is_over(UnixMs expires_at, UnixMs now) {
  if (expires_at == 0) return false;
  return now >= expires_at + (expires_at % kDayMs == 0 ? kLastDayMs : 0);
}

inline std::string_view status_now(const Account& account, UnixMs now) {
  const bool over = account.status == "active" && is_over(account.expires_at, now);
  return over ? std::string_view("expired") : std::string_view(account.status);
}

// Paused by a person: neither a new token nor a passed day ends that.
inline bool is_paused(const Account& account) {
  return account.status != "active" && account.status != "error" && account.status != "expired";
}

}  // namespace figlink
