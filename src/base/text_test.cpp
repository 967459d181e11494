#include "base/text.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

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
  for (const char* bad : {"\xff", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82",
                          "\x80", "\xe0\x80\x80", "\xf0\x80\x80\x80", "\xf5\x80\x80\x80", "a\xc3"})
    EXPECT_FALSE(is_utf8(bad));
  EXPECT_TRUE(is_utf8(std::string_view("\0", 1)));
  EXPECT_EQ(utf8_length("\xe2\x82\xacuro"), 3u);
  EXPECT_EQ(utf8_length("\xe2\x82"), 0u);
  EXPECT_EQ(utf8_length(""), 0u);
  EXPECT_EQ(characters_in("aü€😀"), 4u);
}

TEST(Text, FindsWhatSomebodyMayHaveMeant) {
  constexpr std::string_view kNames[] = {"depth", "geometry", "version"};
  EXPECT_EQ(nearest("dept", kNames).front(), "depth");
  EXPECT_EQ(nearest("gemoetry", kNames).front(), "geometry");
  EXPECT_EQ(nearest("VERSOIN", kNames).front(), "version");
  EXPECT_TRUE(nearest("zzzzzzzzzz", kNames).empty());
  EXPECT_TRUE(nearest("", kNames).empty());
}

TEST(Text, IsComparedAndCutWithoutRegardToCase) {
  EXPECT_TRUE(same_ignoring_case("Content-Type", "content-TYPE"));
  EXPECT_FALSE(same_ignoring_case("a", "ab"));
  EXPECT_TRUE(contains_ignoring_case("text/HTML; x", "text/html"));
  EXPECT_FALSE(contains_ignoring_case("htm", "html"));
  EXPECT_EQ(lower("AbZ-\xc3\x9c"), "abz-\xc3\x9c");
  EXPECT_EQ(trim(" \t a b\r\n"), "a b");
  EXPECT_EQ(trim(" \n"), "");
  EXPECT_EQ(split("a,,b", ','), (std::vector<std::string_view>{"a", "", "b"}));
  EXPECT_EQ(split("", ','), (std::vector<std::string_view>{""}));
  const std::vector<std::string> parts = {"a", "b"};
  EXPECT_EQ(join(parts, ", "), "a, b");
}

}  // namespace
}  // namespace figlink
