#include "actions/shape.h"

#include <fmt/format.h>

#include "actions/check_test_calls.h"

namespace figlink {
namespace {

struct Bulk {
  Json items = Json::array(), done = Json::array(), errors = Json::array();

  Json item(std::string_view url, std::string_view name = "n", std::string_view node = "1:2") {
    return Json::object({{"name", name}, {"url", url}, {"file_key", "A"}, {"node_id", node}});
  }
  void asks(std::string_view url, std::string_view name = "n", std::string_view node = "1:2") {
    items.push(item(url, name, node));
  }
  void made(std::string_view id, std::string_view url, std::string_view name = "n",
            std::string_view node = "1:2") {
    Json link = item(url, name, node);
    link.set("id", id);
    done.push(std::move(link));
  }
  void refused(std::string_view why, std::string_view node = "1:2") {
    errors.push(Json::object({{"file_key", "A"}, {"node_id", node}, {"error", why}}));
  }

  // "created d1, failed why, unknown"
  std::string fates(std::string_view action = "figma_bulk_create_dev_resources") const {
    Json inputs = Json::object({{"dev_resources", items}});
    auto call = check(*find_action(action), inputs, Form::flat, {});
    if (!call) return call.error().message;
    bool creates = call->method() == Method::post;
    Json answer =
        Json::object({{creates ? "links_created" : "links_updated", done}, {"errors", errors}});
    auto shaped = shape(*call, answer.dump(), false);
    if (!shaped) return shaped.error().message;
    Json read = json(*shaped);
    std::string all;
    for (std::size_t i = 0; i < read.find("items")->size(); ++i) {
      const Json& fate = (*read.find("items"))[i];
      EXPECT_EQ(fate.find("index")->as_integer(), static_cast<std::int64_t>(i));
      std::string status = fate.find("status")->text_or("");
      if (!all.empty()) all += ", ";
      all += status;
      if (const Json* id = fate.find("id")) all += " " + id->text_or("");
      if (status == "failed") all += " " + fate.find("error")->text_or("");
    }
    return all;
  }
};

TEST(Fates, OfEqualItemsComeInTheirOrder) {
  Bulk bulk;
  bulk.asks("https://a/");
  bulk.asks("https://a/");
  bulk.asks("https://b/");
  bulk.made("d1", "https://a/");
  bulk.made("d2", "https://b/");
  bulk.refused("same address");
  EXPECT_EQ(bulk.fates(), "created d1, failed same address, created d2");
}

TEST(Fates, AreKnownWhenFigmaWritesAnAddressItsOwnWay) {
  Bulk bulk;
  bulk.asks("https://e.com", "one");
  bulk.asks("HTTPS://F.com", "two");
  bulk.asks("https://g.com/", "three");
  bulk.made("d1", "https://g.com/", "three");
  bulk.made("d2", "https://e.com/", "one");
  bulk.refused("too many");
  EXPECT_EQ(bulk.fates(), "created d2, failed too many, created d1");
  Bulk plain;
  plain.asks("https://e.com");
  plain.asks("https://f.com");
  plain.asks("https://e.com", "n", "7:7");
  plain.made("d1", "https://e.com/");
  plain.made("d2", "https://f.com/");
  plain.made("d3", "https://e.com/", "n", "7:7");
  EXPECT_EQ(plain.fates(), "created d1, created d2, created d3");
}

TEST(Fates, AreNeverTakenFromAnotherNode) {
  Bulk bulk;
  bulk.asks("https://e.com", "n", "1:1");
  bulk.made("d1", "https://e.com/", "n", "2:2");
  bulk.refused("why", "2:2");
  EXPECT_EQ(bulk.fates(), "unknown");
}

TEST(Fates, AreReadFromErrorsThatNameLess) {
  Bulk bulk;
  bulk.asks("https://a/", "n", "1:1");
  bulk.asks("https://b/", "n", "2:2");
  bulk.asks("https://c/", "n", "3:3");
  bulk.errors.push(json(R"({"file_key": null, "node_id": null, "error": "nowhere"})"));
  bulk.errors.push(json(R"({"file_key": "A", "error": "no file"})"));
  bulk.refused("full", "2:2");
  EXPECT_EQ(bulk.fates(), "failed no file, failed full, failed nowhere");
}

TEST(Fates, OfUpdatesGoById) {
  Bulk bulk;
  for (std::string_view id : {"d1", "d2", "d1", "d3"})
    bulk.items.push(Json::object({{"id", id}, {"name", "n"}}));
  bulk.done.push("d1");
  bulk.errors.push(json(R"({"id": "d2", "error": "not found"})"));
  EXPECT_EQ(bulk.fates("figma_bulk_update_dev_resources"),
            "updated, failed not found, updated, unknown")
      << "d1 was asked twice and told once";
  bulk.errors.push(json(R"({"id": "d1", "error": "same address"})"));
  EXPECT_EQ(bulk.fates("figma_bulk_update_dev_resources"),
            "updated, failed not found, failed same address, unknown");
}

// As many as a call may ask for, all of whose addresses come back changed.
TEST(Fates, OfAThousandChangedAddressesAreAllKnown) {
  constexpr int kItems = 1000;
  Bulk bulk;
  for (int i = 0; i < kItems; ++i) {
    bulk.asks(fmt::format("https://e.com/{}", i), "n", fmt::format("1:{}", i % 7));
    bulk.made(fmt::format("d{}", i), fmt::format("https://e.com/{}/", i), "n",
              fmt::format("1:{}", i % 7));
  }
  std::string fates = bulk.fates();
  EXPECT_TRUE(fates.starts_with("created d0, created d1, ")) << fates.substr(0, 200);
  EXPECT_EQ(fates.find("unknown"), std::string::npos);
}

TEST(Fates, AreAskedOfAThousandItemsAtMost) {
  Bulk bulk;
  for (int i = 0; i < 1001; ++i) bulk.asks("https://e.com/");
  EXPECT_EQ(bulk.fates(), "dev_resources: It has 1001 items; 1000 are allowed.");
}

constexpr std::string_view kLink =
    "https://api.figma.com/v1/files/A/versions?page_size={}&column=date&secondary_column=default&"
    "before=2026-05-22 20:10:33 UTC&secondary_before={}";

std::optional<std::string> next_of(int page_size, std::string_view from, std::string_view newer,
                                   std::string_view first, std::string_view second) {
  std::vector<std::string> found = {fmt::format(fmt::runtime(kLink), page_size, from),
                                    std::string(newer), std::string(first), std::string(second)};
  const Action& action = *find_action("figma_get_file_versions");
  return next_cursor(*check(action, Json::object({{"file_key", "A"}}), Form::flat, {}), found);
}

TEST(Next, EndsAtTheOnlyVersionOfAFile) { EXPECT_FALSE(next_of(30, "7", "", "7", "")); }

TEST(Next, EndsWhereItCameFrom) {
  const Action& action = *find_action("figma_get_file_versions");
  std::vector<std::string> found = {fmt::format(fmt::runtime(kLink), 1, "7"), "", "7", ""};
  auto begin = check(action, Json::object({{"file_key", "A"}}), Form::flat, {});
  auto first = next_cursor(*begin, found);
  ASSERT_TRUE(first);
  auto call = check(action, Json::object({{"file_key", "A"}, {"next", *first}}), Form::flat, {});
  ASSERT_TRUE(call);
  EXPECT_FALSE(next_cursor(*call, found));
}

TEST(Next, LosesNoVersionOfAFileWithMany) {
  EXPECT_TRUE(next_of(2, "6", "", "7", "6")) << "a first page";
  EXPECT_TRUE(next_of(2, "5", "https://newer", "5", "")) << "a later page of one";
  EXPECT_TRUE(next_of(1, "7", "", "7", "")) << "pages of one: the first of many looks the same";
  EXPECT_TRUE(next_of(30, "6", "", "7", "")) << "a link to another version";
}

}  // namespace
}  // namespace figlink
