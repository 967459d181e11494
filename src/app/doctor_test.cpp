#include "app/doctor.h"

#include <gtest/gtest.h>

#include "store/expiry.h"

namespace figlink {
namespace {

constexpr UnixMs kDay = 20'000 * kDayMs;

Account account(std::string status, UnixMs expires_at = kDay) {
  Account one;
  one.id = "a1";
  one.team_id = "7";
  one.origin_owner_id = "acme";
  one.status = std::move(status);
  one.expires_at = expires_at;
  return one;
}

TEST(Doctor, JudgesADayAsTheRoadDoes) {
  const UnixMs end = kDay + kLastDayMs;
  const Check last = check_account(account("active"), end - 1);
  EXPECT_EQ(last.state, State::warn) << "the day is still going on somewhere";
  EXPECT_EQ(last.found, "Its token ends on " + iso_date(kDay) + ".");
  const Check over = check_account(account("active"), end);
  EXPECT_EQ(over.state, State::fail);
  EXPECT_EQ(over.found, "Its token ended on " + iso_date(kDay) + ".");
  EXPECT_EQ(over.fix, "Link it again: figlink link --token-file FILE --team-id 7 --owner acme");
  EXPECT_EQ(check_account(account("active"), kDay - 30 * kDayMs).state, State::ok);
}

TEST(Doctor, SendsNobodyToLinkAnAccountThatIsOnlyPaused) {
  const Check paused = check_account(account("suspended"), kDay + 9 * kDayMs);
  EXPECT_EQ(paused.state, State::warn);
  EXPECT_EQ(paused.found, "Is suspended.");
  EXPECT_EQ(paused.fix, "");
  EXPECT_NE(check_account(account("error", 0), kDay).fix, "");
}

}  // namespace
}  // namespace figlink
