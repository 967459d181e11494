#include "base/json_items.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace figlink {
namespace {

struct Kept final : ItemSink {
  void bytes(std::string_view part) override { open += part; }
  void ended() override {
    all.push_back(open);
    open.clear();
  }
  std::string open;
  std::vector<std::string> all;
};

// The items with | between them, whatever the chunks; "unlike" when the chunks make a difference.
std::string cut(std::string_view path, std::string_view text) {
  std::string first;
  for (std::size_t size = 1; size <= std::max<std::size_t>(text.size(), 1); ++size) {
    JsonItems items(path);
    Kept kept;
    for (std::size_t at = 0; at < text.size(); at += size) items.feed(text.substr(at, size), kept);
    std::string all;
    for (const std::string& item : kept.all) all += item + "|";
    if (!items.done()) all += items.began() ? "unended" : "absent";
    if (size == 1) first = all;
    if (all != first) return "unlike";
  }
  return first;
}

TEST(JsonItems, AreTheBytesThatCame) {
  EXPECT_EQ(cut("rows", R"({"rows":[{"a":1.50,"b":[1,{}]},"x",null,-1e5],"next":1})"),
            R"({"a":1.50,"b":[1,{}]}|"x"|null|-1e5|)");
  EXPECT_EQ(cut("rows", "{ \"rows\" : [ 1 ,\n [2, 3] ] }"), "1 |[2, 3] |");
  EXPECT_EQ(cut("rows", R"({"rows":[]})"), "");
}

TEST(JsonItems, AreFoundBelowTheirMembersAlone) {
  EXPECT_EQ(cut("meta.items", R"({"items":[9],"meta":{"x":{"items":[8]},"items":[1,2]}})"), "1|2|");
  EXPECT_EQ(cut("meta.items", R"({"meta":[{"items":[1]}],"a":["meta",{"items":[2]}]})"), "absent");
  EXPECT_EQ(cut("meta.items", R"({"a":"meta","meta":null,"b":{"meta":{"items":[3]}}})"), "absent");
  EXPECT_EQ(cut("rows", R"([{"rows":[1]}])"), "absent");
  EXPECT_EQ(cut("rows", R"({"rows":"[1]","x":"rows"})"), "absent");
  EXPECT_EQ(cut("a.b", R"({"a":{"c":[{"b":[9]}],"b":[1]},"d":{"b":[2]}})"), "1|");
}

TEST(JsonItems, TakesBracketsAndCommasInTextsForText) {
  EXPECT_EQ(cut("rows", R"({"x":"\"rows\":[7]","rows":["a,]\"}\\",{"k]":"}"}]})"),
            R"("a,]\"}\\"|{"k]":"}"}|)");
}

TEST(JsonItems, AreTheMembersOfAnObject) {
  EXPECT_EQ(cut("nodes", R"({"name":"x","nodes":{"1:2":{"a":1},"3:4":null},"err":null})"),
            R"("1:2":{"a":1}|"3:4":null|)");
}

TEST(JsonItems, OfWhatIsCutOffAreNotDone) {
  EXPECT_EQ(cut("rows", R"({"rows":[1,2)"), "1|unended");
  EXPECT_EQ(cut("rows", ""), "absent");
}

}  // namespace
}  // namespace figlink
