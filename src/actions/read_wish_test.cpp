#include "actions/read_wish.h"

#include <gtest/gtest.h>

namespace figlink {
namespace {

TEST(ReadWish, ReadsTheDirectivesOfARequest) {
  const ReadWish none = read_wish("");
  EXPECT_FALSE(none.no_store || none.no_cache || none.only_if_cached || none.max_age_s);
  const ReadWish all =
      read_wish("No-Store, no-cache,only-if-cached , max-age = 60, max-stale=\"7\"");
  EXPECT_TRUE(all.no_store && all.no_cache && all.only_if_cached);
  EXPECT_EQ(all.max_age_s, 60);
  EXPECT_EQ(all.max_stale_s, 7);
  EXPECT_EQ(read_wish("max-stale").max_stale_s, 2147483647);
}

TEST(ReadWish, TakesWhatIsNoNumberForZeroAndPassesTheRestOver) {
  for (const char* text : {"max-age", "max-age=", "max-age=x", "max-age=-1", "max-age=1x"})
    EXPECT_EQ(read_wish(text).max_age_s, 0) << text;
  EXPECT_EQ(read_wish("max-age=99999999999999999999").max_age_s, 2147483647);
  EXPECT_FALSE(read_wish("public, s-maxage=5, nonsense=\",").max_age_s);
}

}  // namespace
}  // namespace figlink
