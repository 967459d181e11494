#include "base/json_scan.h"

#include <gtest/gtest.h>

#include <string>

namespace figlink {
namespace {

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

// What is looked for is a scalar: nothing inside an object or a list of that name stands for it.
TEST(JsonScan, TakesNothingFromInsideWhatIsNoScalar) {
  EXPECT_EQ(scanned(R"({"cursor":["x"]})", 1), "||");
  EXPECT_EQ(scanned(R"({"cursor":{"x":"y"}})", 1), "||");
  EXPECT_EQ(scanned(R"({"cursor":{"x":{}},"y":"z"})", 1), "||");
  EXPECT_EQ(scanned(R"({"meta":{"cursor":{"after":[{"after":"x"}]}}})", 1), "||");
  EXPECT_EQ(scanned(R"([{"cursor":"x"}])", 1), "||");
  EXPECT_EQ(scanned(R"("cursor")", 1), "||");
  EXPECT_EQ(scanned(R"({"meta.cursor.after":"x","meta":"y"})", 1), "||");
}

TEST(JsonScan, CountsPlacesInArraysWhenAPathAsks) {
  constexpr std::string_view kPaths[] = {"v.0.id", "v.1.id", "v.2", "page.next"};
  auto found = [&](std::string_view text) {
    JsonScan scan(kPaths);
    for (char c : text) scan.feed({&c, 1});
    scan.finish();
    EXPECT_TRUE(scan.complete()) << text;
    return scan.found();
  };
  using All = std::vector<std::string>;
  EXPECT_EQ(
      found(
          R"({"v": [{"id": "a", "x": [1, {"id": "no"}]}, {"id": 7}, true], "page": {"next": "n"}})"),
      (All{"a", "7", "true", "n"}));
  EXPECT_EQ(found(R"({"v": [], "page": {"next": "n"}})"), (All{"", "", "", "n"}));
  EXPECT_EQ(found(R"({"v": [[{"id": "no"}], 1, [2]], "v2": [{"id": "no"}]})"),
            (All{"", "", "", ""}));
  EXPECT_EQ(found(R"([{"v": [{"id": "no"}]}])"), (All{"", "", "", ""}));
}

TEST(JsonScan, TakesTheLastOfEqualKeys) {
  EXPECT_EQ(scanned(R"({"cursor":"a","cursor":"b"})", 1), "|b|");
  EXPECT_EQ(scanned(R"({"cursor":"a","cursor":{"x":1}})", 1), "||");
  EXPECT_EQ(scanned(R"({"cursor":"a","cursor":null})", 1), "||");
}

TEST(JsonScan, KeepsNumbersAsTheyAreWritten) {
  for (const char* number : {"0", "-0.10", "1e2", "123456789012345678901234567890", "1.50E+03"})
    for (std::size_t step : {1, 2, 100})
      EXPECT_EQ(scanned("{\"cursor\":" + std::string(number) + "}", step),
                "|" + std::string(number) + "|");
}

TEST(JsonScan, LetsBytesGoByAfterADefect) {
  JsonScan scan(kPaths);
  scan.feed(R"({"cursor":"a",!)");
  EXPECT_FALSE(scan.ok());
  scan.feed(R"("cursor":"b"})");
  scan.finish();
  EXPECT_FALSE(scan.complete());
  EXPECT_EQ(scan.found()[1], "a");
}

}  // namespace
}  // namespace figlink
