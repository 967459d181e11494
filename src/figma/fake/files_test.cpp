#include <sys/stat.h>

#include <fstream>
#include <set>

#include "figma/fake/fake_test_figma.h"
#include "net/loops.h"

namespace figlink::fake {
namespace {

constexpr std::string_view kSmall =
    R"({"name":"Mine","lastModified":"2026-02-03T00:00:00Z","version":"9007199254740993","role":"owner","editorType":"figma","thumbnailUrl":"","document":{"id":"0:0","name":"Document","type":"DOCUMENT","children":[{"id":"0:1","name":"Page","type":"CANVAS","children":[]}]},"components":{},"componentSets":{},"styles":{},"schemaVersion":0,"new":9007199254740993})";

void write(const TestFolder& folder, std::string_view name, std::string_view text) {
  std::ofstream(folder.path() + "/" + std::string(name), std::ios::binary) << text;
}

std::size_t children(const Got& got, std::initializer_list<std::string_view> path) {
  const Json* list = got.json.at(path);
  return list ? list->size() : 0;
}

TEST(FakeFiles, DepthCutsTheTree) {
  TestFigma figma;
  Got pages = figma.get("/v1/files/codeconnect?depth=1");
  const Json& first = (*pages.json.at({"document", "children"}))[0];
  EXPECT_EQ(children(pages, {"document", "children"}), 2u);
  EXPECT_EQ(first.find("children")->size(), 0u);
  Got frames = figma.get("/v1/files/codeconnect?depth=2");
  EXPECT_EQ((*frames.json.at({"document", "children"}))[0].find("children")->size(), 48u);
  EXPECT_GT(figma.get("/v1/files/codeconnect").text.size(), frames.text.size());
}

TEST(FakeFiles, IdsKeepTheWayDownAndAllPages) {
  TestFigma figma;
  Got got = figma.get("/v1/files/codeconnect?ids=1-3");
  const Json& pages = *got.json.at({"document", "children"});
  ASSERT_EQ(pages.size(), 2u);
  ASSERT_EQ(pages[0].find("children")->size(), 1u);
  EXPECT_EQ((*pages[0].find("children"))[0].find("id")->as_text(), "1:3");
  EXPECT_EQ(pages[1].find("children")->size(), 0u);
  EXPECT_EQ(got.json.find("components")->size(), 1u);
}

TEST(FakeFiles, NodesThatAreNotThereAreNull) {
  TestFigma figma;
  Got got = figma.get("/v1/files/codeconnect/nodes?ids=1:3,99:99&depth=1");
  EXPECT_EQ(got.at({"nodes", "1:3", "document", "name"}), "PrimaryButton");
  EXPECT_EQ(got.json.at({"nodes", "1:3", "components"})->size(), 1u);
  EXPECT_TRUE(got.json.at({"nodes", "99:99"})->is_null());
}

TEST(FakeFiles, TooManyIdsAreRefusedByTheEdge) {
  TestFigma figma;
  std::string ids;
  for (int i = 0; i < 1000; ++i) ids += "1:" + std::to_string(i) + ",";
  Got got = figma.get("/v1/files/codeconnect/nodes?ids=" + ids);
  EXPECT_EQ(got.status, 413);
  EXPECT_EQ(got.headers.get("content-type"), "text/html");
}

TEST(FakeFiles, OutlinesComeOnlyWhenAskedFor) {
  TestFigma figma;
  EXPECT_EQ(figma.get("/v1/files/quantux").text.find("\"fillGeometry\""), std::string::npos);
  EXPECT_NE(figma.get("/v1/files/quantux?geometry=paths").text.find("\"fillGeometry\""),
            std::string::npos);
  EXPECT_EQ(figma.get("/v1/files/quantux/nodes?ids=0:1").text.find("\"relativeTransform\""),
            std::string::npos);
}

TEST(FakeFiles, BranchesKnowTheirMainFile) {
  TestFigma figma;
  Got main = figma.get("/v1/files/codeconnect?depth=1&branch_data=true");
  ASSERT_EQ(main.json.find("branches")->size(), 1u);
  EXPECT_EQ((*main.json.find("branches"))[0].find("key")->as_text(), "codeconnectbranch");
  Got branch = figma.get("/v1/files/codeconnectbranch?depth=1&branch_data=true");
  EXPECT_EQ(branch.at({"mainFileKey"}), "codeconnect");
  EXPECT_EQ(figma.get("/v1/files/codeconnectbranch/comments").status, 200);
  for (std::string_view part : {"components", "styles", "variables/published", "dev_resources"})
    EXPECT_EQ(figma.get("/v1/files/codeconnectbranch/" + std::string(part)).status, 404) << part;
}

TEST(FakeFiles, AVersionIsServedAsItself) {
  TestFigma figma;
  Got list = figma.get("/v1/files/codeconnect/versions?page_size=2");
  const std::string old = (*list.json.find("versions"))[1].find("id")->text_or("");
  EXPECT_EQ(figma.get("/v1/files/codeconnect?depth=1&version=" + old).at({"version"}), old);
  EXPECT_EQ(figma.get("/v1/files/codeconnect?depth=1&version=1").status, 404);
}

TEST(FakeFiles, PageLinksLeadThroughAllVersionsOnce) {
  TestFigma figma;
  std::set<std::string> ids;
  std::string target = "/v1/files/codeconnect/versions";
  int pages = 0;
  while (!target.empty() && pages < 10) {
    Got got = figma.get(target);
    const Json& versions = *got.json.find("versions");
    for (std::size_t i = 0; i < versions.size(); ++i)
      EXPECT_TRUE(ids.insert(versions[i].find("id")->text_or("")).second);
    const std::string link = got.at({"pagination", "prev_page"});
    EXPECT_TRUE(link.empty() || link.find(" UTC&secondary_before=") != std::string::npos) << link;
    target = link.empty() ? "" : link.substr(std::string("http://figma.test").size());
    ++pages;
  }
  EXPECT_EQ(ids.size(), 65u);
  EXPECT_EQ(pages, 3);
}

TEST(FakeFiles, TheLinkOfASingleVersionLeadsToItAgain) {
  TestFigma figma;
  Got first = figma.get("/v1/files/quantux/versions");
  const std::string link = first.at({"pagination", "prev_page"});
  Got again = figma.get(link.substr(std::string("http://figma.test").size()));
  EXPECT_EQ(again.json.find("versions")->dump(), first.json.find("versions")->dump());
}

TEST(FakeFiles, DocumentsOfTheFolderAreStreamedAsTheyLie) {
  TestFolder folder;
  std::string large(kSmall);
  large.insert(large.find("\"document\""), "\"padding\":\"" + std::string(1'000'000, 'p') + "\",");
  write(folder, "large.json", large);
  TestFigma figma(folder.path());
  Got got = figma.get("/v1/files/large");
  EXPECT_EQ(got.text, large);
  for (std::size_t piece : got.pieces) EXPECT_LE(piece, 64u << 10);
  EXPECT_NE(figma.get("/v1/files/large?depth=1").text.find("\"new\":9007199254740993"),
            std::string::npos);
  EXPECT_EQ(figma.get("/v1/files/large/meta").at({"file", "version"}), "9007199254740993");
}

TEST(FakeFiles, AnUncutLargeDocumentPassesWhereACutOneIsTooLarge) {
  TestFolder folder;
  std::string huge(kSmall);
  huge.insert(1, std::string(65u << 20, ' '));
  write(folder, "huge.json", huge);
  TestFigma figma(folder.path());
  EXPECT_EQ(figma.get("/v1/files/huge?depth=1").text,
            R"({"status":400,"err":"Request too large. If applicable, filter by query params."})");
  EXPECT_EQ(figma.get("/v1/images/huge?ids=0:1").refusal(),
            "Render timeout, try requesting fewer or smaller images");
  EXPECT_EQ(figma.get("/v1/files/huge/meta").at({"file", "name"}), "Mine");
}

TEST(FakeFiles, ADocumentThatChangedIsReadAgain) {
  TestFolder folder;
  write(folder, "mine.json", kSmall);
  TestFigma figma(folder.path());
  EXPECT_EQ(figma.get("/v1/files/mine?depth=1").at({"name"}), "Mine");
  std::string changed(kSmall);
  changed.replace(changed.find("Mine"), 4, "Changed");
  write(folder, "mine.json", changed);
  EXPECT_EQ(figma.get("/v1/files/mine?depth=1").at({"name"}), "Changed");
}

TEST(FakeFiles, OnlyKeysOfTheFolderAreOpened) {
  TestFolder folder;
  std::filesystem::create_directory(folder.path() + "/inner");
  write(folder, "secret.json", kSmall);
  TestFigma figma(folder.path() + "/inner");
  for (std::string_view key :
       {"..%2Fsecret", "..", "%2e%2e%2fsecret", "secret", "a%00b", ".", "%2Fetc%2Fpasswd"})
    EXPECT_EQ(figma.get("/v1/files/" + std::string(key)).status, 404) << key;
}

TEST(FakeFiles, WhatIsNoDocumentIsABrokenFigma) {
  TestFolder folder;
  write(folder, "nonsense.json", "not JSON");
  write(folder, "list.json", "[1, 2]");
  write(folder, "packed.json.gz", "not gzip");
  TestFigma figma(folder.path());
  for (std::string_view key : {"nonsense", "list", "packed"}) {
    for (std::string_view rest : {"?depth=1", "", "/meta"}) {
      const Got got = figma.get("/v1/files/" + std::string(key) + std::string(rest));
      EXPECT_EQ(got.status, 500) << key << rest;
      EXPECT_EQ(got.json.find("err")->text_or(""), "Internal server error") << key << rest;
    }
  }
}

TEST(FakeFiles, OnlyFilesAreOpened) {
  TestFolder folder;
  write(folder, "good.json", kSmall);
  ASSERT_EQ(::mkfifo((folder.path() + "/pipe.json").c_str(), 0600), 0);
  std::filesystem::create_symlink(folder.path() + "/good.json", folder.path() + "/link.json");
  std::filesystem::create_directory(folder.path() + "/inner.json");
  write(folder, "My File.json", kSmall);
  write(folder, "codeconnect.json", kSmall);
  TestFigma figma(folder.path());
  EXPECT_EQ(figma.get("/v1/files/good").status, 200);
  for (std::string_view key : {"pipe", "link", "inner"})
    EXPECT_EQ(figma.get("/v1/files/" + std::string(key)).status, 404) << key;
  EXPECT_EQ(skipped_files(folder.path()),
            (std::vector<std::string>{"My File.json", "codeconnect.json", "inner.json", "link.json",
                                      "pipe.json"}));
}

// Trees are walked by recursion, and the sandbox runs on fibers.
TEST(FakeFiles, ADeepTreeFitsTheStackOfAFiber) {
  constexpr int kLevels = 60;
  std::string tree = R"({"id":"9:9","type":"TEXT","name":"deep"})";
  for (int i = 0; i < kLevels; ++i)
    tree = R"({"id":"1:)" + std::to_string(i) + R"(","type":"FRAME","name":"f","children":[)" +
           tree + "]}";
  TestFolder folder;
  write(folder, "deep.json", R"({"document":)" + tree + "}");
  TestFigma figma(folder.path());
  Loops loops(1);
  loops.run_until_done([&] {
    EXPECT_EQ(figma.get("/v1/files/deep?ids=9:9").status, 200);
    EXPECT_EQ(figma.get("/v1/files/deep?depth=50&geometry=paths").status, 200);
    EXPECT_EQ(figma.get("/v1/files/deep/nodes?ids=9:9").at({"nodes", "9:9", "document", "name"}),
              "deep");
    EXPECT_EQ(figma.get("/v1/files/deep/components").status, 200);
  });
}

TEST(FakeFiles, RendersAreNullWhereNothingIsDrawn) {
  TestFigma figma;
  Got got = figma.get("/v1/images/codeconnect?ids=1:3,99:99&format=pdf");
  EXPECT_EQ(got.at({"images", "1:3"}), "http://figma.test/sandbox/renders/codeconnect/1%3A3@1.pdf");
  EXPECT_TRUE(got.json.at({"images", "99:99"})->is_null());
  Got picture = figma.send("GET", "/sandbox/renders/codeconnect/1%3A3@1.pdf", {});
  EXPECT_TRUE(picture.text.starts_with("%PDF-"));
  EXPECT_EQ(figma.send("GET", "/sandbox/renders/codeconnect/99%3A99@1.png", {}).status, 404);
  EXPECT_EQ(figma.get("/v1/images/codeconnect?ids=1:3&version=1", kPlanToken).refusal(),
            "Missing required parameter: must provide either user_id or plan_key");
}

}  // namespace
}  // namespace figlink::fake
