// The small words of the house: text, time, chance, secrets, sources, gates and pools, logs,
// faults.
#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>

#include "base/chance.h"
#include "base/clock.h"
#include "base/fiber.h"
#include "base/log.h"
#include "base/pool.h"
#include "base/secret.h"
#include "base/source.h"
#include "base/text.h"

namespace figlink {
namespace {

TEST(Text, EncodesAndDecodes) {
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  std::string encoded;
  percent_encode_to(encoded, all);
  EXPECT_EQ(percent_decode(encoded), all);
  EXPECT_EQ(percent_decode("%zz"), std::nullopt);
  EXPECT_EQ(percent_decode("%2"), std::nullopt);
  EXPECT_EQ(from_base64(to_base64(all)), all);
  EXPECT_EQ(from_base64("_-8"), from_base64("/+8="));
  EXPECT_EQ(from_base64("a"), std::nullopt);
  EXPECT_EQ(to_hex("\x01\xff"), "01ff");
}

TEST(Text, KnowsUtf8) {
  for (const char* good : {"", "a", "ü", "€", "😀", "\xef\xbf\xbd"}) EXPECT_TRUE(is_utf8(good));
  for (const char* bad :
       {"\xff", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82", "\x80"})
    EXPECT_FALSE(is_utf8(bad));
}

TEST(Text, FindsWhatSomebodyMayHaveMeant) {
  constexpr std::string_view kNames[] = {"depth", "geometry", "version"};
  EXPECT_EQ(nearest("dept", kNames).front(), "depth");
  EXPECT_EQ(nearest("gemoetry", kNames).front(), "geometry");
  EXPECT_TRUE(nearest("zzzzzzzzzz", kNames).empty());
  EXPECT_TRUE(nearest("", kNames).empty());
}

TEST(Clock, WritesAndReadsTimes) {
  EXPECT_EQ(iso_time(0), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(iso_time(-1), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(iso_date(1'790'000'000'000), "2026-09-21");
  for (UnixMs time : {UnixMs{0}, UnixMs{1'790'000'000'123}, UnixMs{-5'000}})
    EXPECT_EQ(parse_iso(iso_time(time)), time);
  EXPECT_EQ(parse_iso("2026-11-24"), parse_iso("2026-11-24T00:00:00Z"));
  EXPECT_EQ(parse_iso("2026-11-24T01:30:00+01:30"), parse_iso("2026-11-24"));
  for (const char* bad : {"2026-02-30", "2026-13-01", "2026-1-1", "24.11.2026", "",
                          "2026-11-24T25:00:00Z", "2026-11-24T00:00:00", "2026-11-24x"})
    EXPECT_EQ(parse_iso(bad), std::nullopt) << bad;
}

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

TEST(Secret, IsWipedWhenItDies) {
  const char* was;
  {
    Secret secret("figd_a-token");
    was = secret.expose().data();
    EXPECT_EQ(secret.expose(), "figd_a-token");
    EXPECT_TRUE(secret.same_as("figd_a-token"));
    EXPECT_FALSE(secret.same_as("figd_a-tokem"));
    EXPECT_FALSE(secret.same_as("figd"));
  }
  // The arena keeps the memory, so that it can be looked at: past its own list's pointer nothing is
  // left.
  Secret next(std::size_t{12});
  EXPECT_EQ(next.expose().data(), was);
  EXPECT_EQ(next.expose(), std::string(12, '\0'));
}

TEST(Secret, MovesAndClones) {
  Secret one("abc");
  Secret two = std::move(one);
  EXPECT_TRUE(one.empty());
  Secret three = two.clone();
  EXPECT_EQ(three.expose(), "abc");
  EXPECT_NE(three.expose().data(), two.expose().data());
  EXPECT_EQ(Secret(std::string(kSecretMax, 'x')).size(), kSecretMax);
  EXPECT_TRUE(Secret("").empty());
}

TEST(Secret, IsMadeByManyThreads) {
  std::vector<std::thread> threads;
  std::atomic<int> wrong = 0;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 2000; ++i) {
        std::string text(static_cast<std::size_t>(1 + (i * 7) % 700), static_cast<char>('a' + t));
        wrong += Secret(text).expose() != text;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST(Source, IsReadToABound) {
  EXPECT_EQ(*read_all(*text_source("hello"), 5), "hello");
  auto over = read_all(*text_source("hello"), 4);
  ASSERT_FALSE(over);
  EXPECT_EQ(over.error().fault, Fault::too_large);
}

TEST(Gate, LetsEveryThreadThroughOnce) {
  Gate gate;
  std::atomic<int> through = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      gate.wait();
      ++through;
    });
  }
  EXPECT_FALSE(gate.is_open());
  gate.open();
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(through, 4);
  gate.wait();
}

TEST(Pool, RunsWhatItAcceptsAndRefusesPastItsBound) {
  Gate begun, go;
  std::atomic<int> done = 0;
  {
    Pool pool(1, 2);
    ASSERT_TRUE(pool.post([&] {
      begun.open();
      go.wait();
      ++done;
    }));
    begun.wait();
    EXPECT_TRUE(pool.post([&] { ++done; }));
    EXPECT_TRUE(pool.post([&] { ++done; }));
    auto refused = pool.post([&] { ++done; });
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().fault, Fault::busy);
    go.open();
    while (!pool.run([&] { ++done; })) {  // until there is room
    }
  }
  EXPECT_EQ(done, 4);
}

TEST(Log, KeepsALineALine) {
  std::string line;
  escape_to(line, "a\nb\x1b[31m\xff");
  EXPECT_EQ(line, "a\\x0ab\\x1b[31m\\xff");
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

}  // namespace
}  // namespace figlink
