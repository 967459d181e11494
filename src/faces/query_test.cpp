#include "faces/query.h"

#include <gtest/gtest.h>

namespace figlink {
namespace {

Query query_of(std::string_view target) {
  Request request;
  request.target = target;
  return Query(request);
}

TEST(Query, ReadsAListInEveryForm) {
  const std::vector<std::string> both{"a", "b"};
  for (std::string_view target :
       {"/x?ids=a&ids=b", "/x?ids[]=a&ids[]=b", "/x?ids%5B%5D=a&ids%5B%5D=b",
        "/x?ids[0]=a&ids[1]=b", "/x?ids=a,b", "/x?ids=a,%20b,"}) {
    EXPECT_EQ(query_of(target).list("ids"), both) << target;
  }
  EXPECT_TRUE(query_of("/x?idsx=a&ids[x]=b").list("ids").empty());
}

TEST(Query, ADeepNameIsAskedForAsItIsWritten) {
  EXPECT_EQ(query_of("/x?filter%5Bconnectors%5D=figma").text("filter[connectors]"), "figma");
}

TEST(Query, ANumberOutsideItsBoundsIsNamed) {
  Query query = query_of("/x?page=0&page_size=ten");
  query.integer("page", 1, 1, 10);
  query.integer("page_size", 25, 1, 1000);
  auto done = query.done();
  ASSERT_FALSE(done.has_value());
  ASSERT_EQ(done.error().problems.size(), 2u);
  EXPECT_EQ(done.error().problems[0].field, "query.page");
  EXPECT_EQ(done.error().problems[1].message, "Must be a whole number from 1 to 1000.");
}

TEST(Query, AListThatIsTooLongIsRefusedAndNotCut) {
  auto said = [](std::size_t count, const std::string& joint) {
    std::string target = "/x?ids[]=a";
    for (std::size_t i = 1; i < count; ++i) target += joint + "a";
    Query query = query_of(target);
    auto done = query.done();
    return done ? std::to_string(query.list("ids").size()) : done.error().message;
  };
  for (std::string joint : {",", "&ids=", "&ids[7]="}) {
    EXPECT_EQ(said(kQueryListMax, joint), "1000");
    EXPECT_EQ(said(kQueryListMax + 1, joint),
              "query.ids: Has more than 1000 values: ask in parts.");
  }
}

TEST(Query, AMomentIsATimeOrADay) {
  Query good = query_of("/x?from=2026-11-24&to=2026-11-24T10:59:06Z");
  EXPECT_EQ(good.moment("from"), parse_iso("2026-11-24"));
  EXPECT_EQ(good.moment("to"), parse_iso("2026-11-24T10:59:06Z"));
  EXPECT_EQ(good.moment("absent"), 0);
  EXPECT_TRUE(good.done());
  Query wrong = query_of("/x?from=yesterday");
  EXPECT_EQ(wrong.moment("from"), 0);
  EXPECT_EQ(
      wrong.done().error().message,
      "query.from: Must be a time such as 2026-11-24T10:59:06Z, or a day such as 2026-11-24.");
}

}  // namespace
}  // namespace figlink
