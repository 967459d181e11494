#include "faces/cli/export_name.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace figlink {
namespace {

TEST(ExportName, IsSafeOnEverySystem) {
  EXPECT_EQ(safe_name("Icon"), "Icon");
  EXPECT_EQ(safe_name("icons/home"), "icons-home");
  EXPECT_EQ(safe_name("a<b>c:d\"e\\f|g?h*i\nj"), "a-b-c-d-e-f-g-h-i-j");
  EXPECT_EQ(safe_name("../../etc/passwd"), "etc-passwd");
  EXPECT_EQ(safe_name("dots... "), "dots");
  EXPECT_EQ(safe_name("-con "), "_con");
  EXPECT_EQ(safe_name(" -rf"), "rf");
  for (std::string_view word : {"CON", "nul.txt", "Com1", "lpt9.x", "conout$", "aux .txt"})
    EXPECT_EQ(safe_name(word), "_" + std::string(word));
  for (std::string_view nothing : {"", "..", " ", "---", "\xff"})
    EXPECT_EQ(safe_name(nothing), "node");
  std::string umlauts;
  for (int i = 0; i < 200; ++i) umlauts += "\u00e4";
  EXPECT_LE(safe_name(umlauts).size(), kNameBytesMax);
  EXPECT_TRUE(is_utf8(safe_name("x" + umlauts)));
}

TEST(ExportName, OfAManifestIsNotBelieved) {
  for (std::string_view bad : {"", "..", "../x", "/etc/x", "a/b", ".hidden", "con.png", "a\\b"})
    EXPECT_FALSE(is_safe_name(bad)) << bad;
  EXPECT_TRUE(is_safe_name("Icon (1-2)@2x.png"));
}

TEST(ExportName, IsUniqueWhateverTheCase) {
  FileNames names;
  for (std::string_view name : {"Home", "home", "Other", "icons/x", "icons-x"})
    names.expect(name, ".png");
  EXPECT_EQ(names.give("a", "Home", "1:2", ".png"), "Home (1-2).png");
  EXPECT_EQ(names.give("b", "home", "1:3", ".png"), "home (1-3).png");
  EXPECT_EQ(names.give("c", "Other", "1:4", ".png"), "Other.png");
  EXPECT_EQ(names.give("d", "icons/x", "I1:2;3:4", ".png"), "icons-x (I1-2_3-4).png");
  EXPECT_EQ(names.give("e", "icons-x", "1-2", ".png"), "icons-x (1-2).png");
}

TEST(ExportName, IsKeptByWhoHasIt) {
  FileNames names;
  names.keep("Home.png", "a");
  names.expect("Home", ".png");
  EXPECT_EQ(names.give("b", "Home", "1:3", ".png"), "Home (1-3).png") << "a newcomer makes room";
  EXPECT_EQ(names.give("a", "Home", "1:2", ".png"), "Home.png");
}

TEST(ExportName, GetsItsIdWhereSystemsFoldDifferently) {
  FileNames names;
  names.expect("Stra\u00dfe", ".png");
  EXPECT_EQ(names.give("a", "Stra\u00dfe", "1:2", ".png"), "Stra\u00dfe (1-2).png");
}

TEST(ExportName, IsUniqueThoughANodeIsCalledLikeAnotherWithItsId) {
  FileNames names;
  for (std::string_view name : {"A", "a", "A (1-2)"}) names.expect(name, ".png");
  const std::string plain = names.give("x", "A (1-2)", "9:9", ".png");
  EXPECT_EQ(plain, "A (1-2).png");
  EXPECT_EQ(names.give("y", "A", "1:2", ".png"), "A (1-2, 2).png");
}

}  // namespace
}  // namespace figlink
