#include "figma/entries.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace figlink {
namespace {

// "head|entries|tail", whatever the chunks; "unlike" when they make a difference, "no" when it is
// none.
std::string apart(std::string_view text, bool follows = false) {
  std::string first;
  for (std::size_t size = 1; size <= std::max<std::size_t>(text.size(), 1); ++size) {
    EntriesReader reader("nodes");
    if (follows) reader.follows_others();
    std::string out;
    for (std::size_t at = 0; at < text.size(); at += size) reader.feed(text.substr(at, size), out);
    const std::string all =
        reader.is_whole() ? reader.head() + "|" + out + "|" + reader.tail() : "no";
    if (size == 1) first = all;
    if (all != first) return "unlike";
  }
  return first;
}

TEST(Entries, OfAnAnswerInChunks) {
  EXPECT_EQ(apart(R"({"name":"A","nodes":{"1:2":{"a":[1,{}]},"3:4":null},"err":null})"),
            R"({"name":"A","nodes":{|"1:2":{"a":[1,{}]},"3:4":null|},"err":null})");
  EXPECT_EQ(apart(R"({"nodes":{"1:2":"}"}})", true), R"({"nodes":{|,"1:2":"}"|}})");
  EXPECT_EQ(apart("{ \"nodes\" : { \"1:2\" : 1 ,\n \"3:4\" : 2 } }"),
            "{ \"nodes\" : { |\"1:2\" : 1 ,\"3:4\" : 2 |} }");
}

TEST(Entries, OfNoSuchAnswer) {
  for (std::string_view text :
       {R"({"nodes":{}})", R"({"nodes":7})", R"({"name":"A"})", R"({"nodes":{"1:2":1)", "", "[]",
        R"({"nodes":{"1:2":1},"x":1,"nodes":{"3:4":2}})"})
    EXPECT_EQ(apart(text), "no") << text;
}

TEST(Entries, BoundTheHead) {
  EntriesReader reader("nodes");
  std::string out;
  reader.feed("{\"x\":\"" + std::string(kEntriesHeadMax, 'x') + R"(","nodes":{"1:2":1}})", out);
  EXPECT_FALSE(reader.is_whole());
  EXPECT_EQ(reader.head().size(), kEntriesHeadMax);
}

TEST(Entries, AreFoundById) {
  const auto entries =
      entries_of(R"({"err":null,"images":{"1:2":"https://a","I3:4;5:6":null}})", "images");
  ASSERT_TRUE(entries);
  EXPECT_EQ(entries->head, R"({"err":null,"images":{)");
  EXPECT_EQ(entries->tail, "}}");
  EXPECT_EQ(entries->by_id.at("1:2"), R"("1:2":"https://a")");
  EXPECT_EQ(entries->by_id.at("I3:4;5:6"), R"("I3:4;5:6":null)");
  EXPECT_EQ(entries->by_id.size(), 2u);
}

TEST(Entries, AreNotGuessed) {
  for (std::string_view text :
       {R"({"images":{}})", R"({"images":["1:2"]})", R"({"images":{"1:2":1)",
        R"({"images":{"1:2":1,"1:2":2}})", R"({"images":{"1\u003a2":1}})", "{}", ""})
    EXPECT_FALSE(entries_of(text, "images")) << text;
}

}  // namespace
}  // namespace figlink
