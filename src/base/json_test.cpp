#include "base/json.h"

#include <gtest/gtest.h>

#include "base/json_scan.h"

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

constexpr std::string_view kPaths[] = {"meta.cursor.after", "cursor", "next_page"};

std::string scanned(std::string_view text, std::size_t step) {
  JsonScan scan(kPaths);
  for (std::size_t at = 0; at < text.size(); at += step) scan.feed(text.substr(at, step));
  scan.finish();
  if (!scan.complete()) return "incomplete";
  return scan.found()[0] + "|" + scan.found()[1] + "|" + scan.found()[2];
}

TEST(JsonScan, FindsScalarsWhateverTheChunks) {
  std::string_view text =
      R"({"cursor":"a\u00fc\"b","x":{"cursor":"no"},"list":[{"cursor":"no","meta":{}}],)"
      R"("meta":{"y":[1,{"cursor":{"after":1}}],"cursor":{"before":1,"after":12345678901234567890}},"next_page":true} )";
  for (std::size_t step = 1; step < text.size() + 2; ++step)
    EXPECT_EQ(scanned(text, step), "12345678901234567890|aü\"b|true") << step;
}

TEST(JsonScan, TellsWholeDocumentsFromBrokenOnes) {
  EXPECT_EQ(scanned("{\"cursor\":null}", 3), "||");
  EXPECT_EQ(scanned("{\"cursor\":\"a\"", 3), "incomplete");
  EXPECT_EQ(scanned("{}{}", 1), "incomplete");
  EXPECT_EQ(scanned("<html>", 2), "incomplete");
  std::string deep = std::string(100, '[') + std::string(100, ']');
  EXPECT_EQ(scanned(deep, 4096), "||");
  EXPECT_EQ(scanned(std::string(200'000, '[') + std::string(200'000, ']'), 4096), "incomplete");
  // A value that is too long is kept in part, never whole.
  JsonScan scan(kPaths);
  scan.feed("{\"cursor\":\"" + std::string(1'000'000, 'x') + "\"}");
  EXPECT_EQ(scan.found()[1].size(), kCaptureMax);
}

}  // namespace
}  // namespace figlink
