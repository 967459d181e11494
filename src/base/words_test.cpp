// The smallest words of the house: chance, sources, faults.
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "base/chance.h"
#include "base/fault.h"
#include "base/result.h"
#include "base/source.h"

namespace figlink {
namespace {

TEST(Chance, MakesIdsOfLettersAndDigits) {
  SeededChance seeded(7), same(7), other(8);
  EXPECT_EQ(random_id(seeded), random_id(same));
  EXPECT_NE(random_id(seeded), random_id(other));
  SystemChance system;
  std::set<std::string> ids;
  for (int i = 0; i < 1000; ++i) ids.insert(random_id(system, 20));
  EXPECT_EQ(ids.size(), 1000u);
  EXPECT_EQ(ids.begin()->find_first_not_of(
                "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"),
            std::string::npos);
}

TEST(Source, GoesOnWhereSomebodyStopped) {
  EXPECT_EQ(*read_all(*text_then("be", text_source("gun")), 5), "begun");
  EXPECT_EQ(*read_all(*text_then("", text_source("all")), 5), "all");
  auto broken = text_then("as far", fail(Fault::figma_broken, "It broke off.").error());
  EXPECT_EQ(*broken->next(), "as far");
  EXPECT_EQ(broken->next().error().message, "It broke off.");
}

TEST(Source, IsReadToABound) {
  EXPECT_EQ(*read_all(*text_source("hello"), 5), "hello");
  auto over = read_all(*text_source("hello"), 4);
  ASSERT_FALSE(over);
  EXPECT_EQ(over.error().fault, Fault::too_large);
}

TEST(Fault, HasARowForEach) {
  std::set<std::string_view> names;
  for (const FaultFacts& row : all_faults()) {
    names.insert(row.name);
    EXPECT_EQ(&facts(row.fault), &row);
    EXPECT_GE(row.http_status, 400);
    EXPECT_NE(row.exit_code, 0);
  }
  EXPECT_EQ(names.size(), 12u);
}

TEST(Fault, WhoIsBusySaysWhenToComeBack) {
  EXPECT_EQ(fail(Fault::busy, "Too much.").error().retry_after_ms, kBusyRetryMs);
  EXPECT_EQ(fail(Fault::conflict, "No.").error().retry_after_ms, 0);
}

}  // namespace
}  // namespace figlink
