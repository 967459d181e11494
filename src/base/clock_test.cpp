#include "base/clock.h"

#include <gtest/gtest.h>

namespace figlink {
namespace {

TEST(Clock, WritesAndReadsTimes) {
  EXPECT_EQ(iso_time(0), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(iso_time(-1), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(iso_date(1'790'000'000'000), "2026-09-21");
  for (UnixMs time : {UnixMs{0}, UnixMs{1'790'000'000'123}, UnixMs{-5'000}})
    EXPECT_EQ(parse_iso(iso_time(time)), time);
  EXPECT_EQ(parse_iso("2026-11-24"), parse_iso("2026-11-24T00:00:00Z"));
  EXPECT_EQ(parse_iso("2026-11-24T01:30:00+01:30"), parse_iso("2026-11-24"));
  for (const char* bad :
       {"2026-02-30", "2026-13-01", "2026-1-1", "24.11.2026", "", "2026-11-24T25:00:00Z",
        "2026-11-24T00:00:00", "2026-11-24x", "2026-11-24T 1:02:03Z", "2026-11-24T1:02:03Z",
        "2026-11-24T00:00:00.Z", "2026-11-24T00:00:00+15:00", "2026-11-24T00:00:00+01:60",
        "2026-11-24T00:00:00+0100", "2026-11-24T00:00:60Z", "2026-11-24T24:00:00Z", "-026-11-24",
        " 2026-11-24"})
    EXPECT_EQ(parse_iso(bad), std::nullopt) << bad;
  EXPECT_EQ(parse_iso(std::string_view("2026-11-24T00:00:00Z\0x", 22)), std::nullopt);
}

TEST(Clock, KeepsMillisecondsAndCutsWhatIsFiner) {
  const auto whole = parse_iso("2026-11-24T00:00:00Z").value();
  EXPECT_EQ(parse_iso("2026-11-24T00:00:00.5Z"), whole + 500);
  EXPECT_EQ(parse_iso("2026-11-24T00:00:00.0129999999z"), whole + 12);
  EXPECT_EQ(parse_iso("2026-11-23T22:30:00.001-01:30"), whole + 1);
}

TEST(Clock, KnowsLeapYearsAndTheEndsOfTheCalendar) {
  EXPECT_TRUE(parse_iso("2028-02-29"));
  EXPECT_FALSE(parse_iso("2100-02-29"));
  for (const char* end : {"0000-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z"})
    EXPECT_EQ(iso_time(parse_iso(end).value()), end);
  // What could not be written again is not read.
  EXPECT_FALSE(parse_iso("0000-01-01T00:00:00+00:01"));
  EXPECT_FALSE(parse_iso("9999-12-31T23:59:59-00:01"));
}

TEST(Clock, HandMovesBothOrTheWallAlone) {
  HandClock clock(1000);
  const SteadyMs before = clock.steady_ms();
  clock.advance_ms(5);
  clock.jump_ms(-100);
  EXPECT_EQ(clock.now_ms(), 905);
  EXPECT_EQ(clock.steady_ms(), before + 5);
  EXPECT_EQ(clock.steady_us(), clock.steady_ms() * 1000);
}

}  // namespace
}  // namespace figlink
