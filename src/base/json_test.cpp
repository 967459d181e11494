#include "base/json.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <limits>
#include <span>
#include <string>

#include "base/chance.h"

namespace figlink {
namespace {

std::string again(std::string_view text) {
  auto parsed = Json::parse(text);
  return parsed ? parsed->dump() : "! " + parsed.error().message;
}

struct Written {
  const char* text;
  const char* expected;
};
class JsonTexts : public testing::TestWithParam<Written> {};
TEST_P(JsonTexts, AreReadAndWritten) { EXPECT_EQ(again(GetParam().text), GetParam().expected); }
INSTANTIATE_TEST_SUITE_P(
    Json, JsonTexts,
    testing::Values(
        Written{"{\"b\":1,\"a\":[true,null,\"x\"]}", "{\"b\":1,\"a\":[true,null,\"x\"]}"},
        Written{"9007199254740993", "9007199254740993"},
        Written{"18446744073709551615", "18446744073709551615"},
        Written{"-9223372036854775808", "-9223372036854775808"}, Written{"0.5", "0.5"},
        Written{"0.30000001192092896", "0.30000001192092896"}, Written{"1e-7", "1e-07"},
        Written{"7.2057594037927933e16", "72057594037927936"}, Written{"-0.0", "-0.0"},
        Written{"{\"a\":1,\"a\":2}", "{\"a\":2}"},
        Written{"\"\\u00fc\\n\\u0001\"", "\"ü\\n\\u0001\""}, Written{" [ ] ", "[]"},
        Written{"[1,", "! The JSON is not valid at byte 3: it ends too early."},
        Written{"{} x", "! The JSON is not valid at byte 3: something follows after its end."},
        Written{"", "! The JSON is not valid at byte 0: it ends too early."}));

TEST(Json, RefusesWhatIsNoJson) {
  for (const char* text :
       {"nul", "{'a':1}", "[1 2]", "\"\xff\"", "NaN", "01", "[1,]", "1e999", "//"})
    EXPECT_FALSE(Json::parse(text)) << text;
}

TEST(Json, HoldsItsLimits) {
  EXPECT_TRUE(Json::parse(std::string(60, '[') + std::string(60, ']')));
  auto deep = Json::parse(std::string(100'000, '['));
  ASSERT_FALSE(deep);
  EXPECT_NE(deep.error().message.find("nested deeper than 64"), std::string::npos);
  auto large = Json::parse("[1,2,3]", {.bytes_max = 3});
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().fault, Fault::too_large);
}

TEST(Json, IsAValue) {
  Json one = Json::object({{"list", Json::array({1, "two", 3.5})}, {"flag", true}});
  Json two = one;
  two.find("list")->push(nullptr);
  two.set("flag", false);
  two.set("new", Json::object()).set("inner", 1);
  EXPECT_EQ(one.dump(), R"({"list":[1,"two",3.5],"flag":true})");
  EXPECT_EQ(two.find("list")->size(), 4u);
  EXPECT_TRUE(two.erase("list"));
  EXPECT_FALSE(two.erase("list"));
  EXPECT_EQ(one.at({"list"})->operator[](1).text_or("?"), "two");
  EXPECT_EQ(one.at({"list", "no"}), nullptr);
  EXPECT_EQ(Json(30.0).as_integer(), 30);
  EXPECT_EQ(Json(30.5).as_integer(), std::nullopt);
  EXPECT_TRUE(Json(std::numeric_limits<double>::infinity()).is_null());
  EXPECT_EQ(one.pretty(),
            "{\n  \"list\": [\n    1,\n    \"two\",\n    3.5\n  ],\n  \"flag\": true\n}");
}

TEST(Json, ReadsAndWritesEveryFractionExactly) {
  SeededChance chance(20261124);
  for (int i = 0; i < 20'000; ++i) {
    double number;
    chance.fill(std::as_writable_bytes(std::span(&number, 1)));
    if (!std::isfinite(number)) continue;
    char digits[40];
    std::string text(digits, std::snprintf(digits, sizeof digits, "%.17e", number));
    auto parsed = Json::parse(text);
    ASSERT_TRUE(parsed) << text;
    ASSERT_EQ(parsed->as_number(), number) << text;
    ASSERT_EQ(Json::parse(parsed->dump())->as_number(), number) << text;
  }
}

TEST(Json, WritesUtf8WhateverItWasGiven) {
  EXPECT_EQ(Json("a\xff"
                 "b\xe2\x82")
                .dump(),
            "\"a\xef\xbf\xbd"
            "b\xef\xbf\xbd\xef\xbf\xbd\"");
  EXPECT_EQ(Json("\xe2\x82\xac\xf0\x9f\x98\x80").dump(), "\"\xe2\x82\xac\xf0\x9f\x98\x80\"");
  EXPECT_EQ(Json(std::string_view("\x7f\0\"\\", 4)).dump(), "\"\x7f\\u0000\\\"\\\\\"");
  Json json;
  json.set("\xc0", 1);
  EXPECT_TRUE(Json::parse(json.dump()));
}

TEST(Json, TellsWhereItBroke) {
  EXPECT_EQ(again("{\"a\": nope}").substr(0, 35), "! The JSON is not valid at byte 6: ");
  EXPECT_EQ(again("\"ab\xff\"").substr(0, 35), "! The JSON is not valid at byte 3: ");
}

TEST(Json, TakesAPartOfItselfIntoItsPlace) {
  auto nested = [] { return Json::object({{"a", Json::object({{"b", Json::array({1, 2})}})}}); };
  Json copied = nested(), moved = nested();
  copied = *copied.find("a");
  EXPECT_EQ(copied.dump(), R"({"b":[1,2]})");
  moved = std::move(*moved.find("a"));
  EXPECT_EQ(moved.dump(), R"({"b":[1,2]})");
  Json& itself = moved;
  moved = itself;
  EXPECT_EQ(moved.dump(), R"({"b":[1,2]})");
}

TEST(Json, IsReadWithoutSurprise) {
  const Json json = *Json::parse(R"({"n":18446744073709551615,"f":1.5,"t":"x","l":[0],"z":null})");
  EXPECT_EQ(json.find("n")->as_integer(), std::nullopt);  // larger than 64 bits with a sign
  EXPECT_EQ(json.find("f")->as_number(), 1.5);
  EXPECT_EQ(json.find("t")->as_number(), std::nullopt);
  EXPECT_EQ(json.find("l")->find("x"), nullptr);
  EXPECT_EQ(json.find("z")->as_bool(), std::nullopt);
  EXPECT_EQ(json.find("no"), nullptr);
  std::string seen;
  json.each(
      [&](std::string_view key, const Json& value) { seen += std::string(key) + value.dump(); });
  EXPECT_EQ(seen, R"(n18446744073709551615f1.5t"x"l[0]znull)");
  EXPECT_EQ(json, *Json::parse(json.pretty()));
  EXPECT_NE(json, Json::object());
}

}  // namespace
}  // namespace figlink
