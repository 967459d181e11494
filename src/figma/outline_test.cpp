// Cutting out of a remembered file is held against the sandbox's own answers, byte for byte.
#include "figma/outline.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <random>

#include "base/text.h"
#include "figma/excerpt.h"
#include "figma/fake/fake_test_figma.h"

namespace figlink {
namespace {

constexpr std::size_t kPieceBytes[] = {64u << 10, 1000, 7};
constexpr Json::Limits kLarge = {.depth_max = 128, .bytes_max = 64u << 20};

std::optional<Outline> outline_of(std::string_view text, std::size_t piece = 64u << 10) {
  OutlineReader reader;
  for (std::size_t at = 0; at < text.size(); at += piece) reader.feed(text.substr(at, piece));
  auto bytes = reader.finish();
  if (!bytes) return std::nullopt;
  auto outline = Outline::from(std::move(*bytes));
  EXPECT_TRUE(outline) << "what was written must be sound";
  return outline;
}

// The real documents, as the sandbox would write them: it reads numbers and texts and writes them
// again when it cuts, and so the bytes can only be held against each other once they went that way.
class RealDocuments : public testing::TestWithParam<std::string> {
 protected:
  RealDocuments() : figma(folder.path()) {
    auto json = Json::parse(raw(), kLarge);
    EXPECT_TRUE(json);
    for (auto [key, otherwise] : {std::pair{"components", Json::object()},
                                  {"componentSets", Json::object()},
                                  {"styles", Json::object()},
                                  {"schemaVersion", Json(0)},
                                  {"editorType", Json("figma")},
                                  {"role", Json("viewer")},
                                  {"thumbnailUrl", Json("")}}) {
      if (!json->find(key)) json->set(key, otherwise);
    }
    document = json->dump();
    std::ofstream(folder.path() + "/normal.json") << document;
    gather(*json->find("document"));
  }
  std::string raw() {
    if (GetParam().ends_with(".json")) {
      std::ifstream file(GetParam());
      return {std::istreambuf_iterator<char>(file), {}};
    }
    return figma.get("/v1/files/" + GetParam() + "?geometry=paths").text;
  }
  void gather(const Json& node) {
    ids.push_back(node.find("id")->text_or(""));
    const Json* children = node.find("children");
    for (std::size_t i = 0; children && i < children->size(); ++i) gather((*children)[i]);
  }
  std::string some_ids(std::size_t count) {
    std::string list;
    for (std::size_t i = 0; i < count; ++i)
      list +=
          (list.empty() ? "" : ",") + (chance() % 20 == 0 ? "404:404" : ids[chance() % ids.size()]);
    return list;
  }
  std::string asked(std::string_view path, std::string_view list, std::int64_t depth) {
    std::string target = "/v1/files/normal" + std::string(path) + "?geometry=paths";
    if (!list.empty()) {
      target += "&ids=";
      percent_encode_to(target, list);
    }
    if (depth >= 0) target += "&depth=" + std::to_string(depth);
    figma.clock.advance_ms(kMinuteMs);  // the sandbox has limits too
    return figma.get(target).text;
  }
  // Documents are too long to be shown: where they part is enough.
  static std::string parting(std::string_view ours, std::string_view figmas) {
    const auto [at, other] = std::ranges::mismatch(ours, figmas);
    if (at == ours.end() && other == figmas.end()) return "";
    const auto place = static_cast<std::size_t>(at - ours.begin());
    const std::size_t from = place < 80 ? 0 : place - 80;
    return "ours: " + std::string(ours.substr(from, 160)) +
           "\nFigma's: " + std::string(figmas.substr(std::min(from, figmas.size()), 160));
  }
  static std::vector<std::string> each_once(std::string_view list) {
    std::vector<std::string> out;
    for (std::string_view one : split(list, ',')) {
      if (!one.empty() && std::ranges::find(out, one) == out.end()) out.emplace_back(one);
    }
    return out;
  }

  fake::TestFolder folder;
  fake::TestFigma figma;
  std::string document;
  std::vector<std::string> ids;
  std::mt19937 chance{4711};
};

TEST_P(RealDocuments, AreCutByDepthAsFigmaDoes) {
  const auto outline = outline_of(document);
  ASSERT_TRUE(outline);
  EXPECT_EQ(outline->node_count(), ids.size());
  EXPECT_EQ(parting(excerpt(*outline, {}).of(document), document), "");
  for (std::int64_t depth = 1; depth < 9; ++depth)
    EXPECT_EQ(parting(excerpt(*outline, {.depth = depth}).of(document), asked("", "", depth)), "")
        << depth;
}

TEST_P(RealDocuments, AreCutByIdsAsFigmaDoes) {
  const auto outline = outline_of(document);
  ASSERT_TRUE(outline);
  for (int round = 0; round < 40; ++round) {
    const std::string list = some_ids(1 + chance() % 6);
    const std::int64_t depth = static_cast<std::int64_t>(chance() % 8) - 2;
    const Narrow narrow{.ids = each_once(list), .depth = depth < 1 ? -1 : depth};
    const Excerpt cut = excerpt(*outline, narrow);
    const std::string text = cut.of(document);
    ASSERT_EQ(parting(text, asked("", list, narrow.depth)), "") << list << " " << depth;
    EXPECT_EQ(cut.size(), text.size());
  }
}

TEST_P(RealDocuments, GiveNodesAsFigmaDoes) {
  const auto outline = outline_of(document);
  ASSERT_TRUE(outline);
  for (int round = 0; round < 60; ++round) {
    const std::string list = some_ids(1 + chance() % 8);
    const std::int64_t depth = static_cast<std::int64_t>(chance() % 6) - 1;
    const Narrow narrow{.nodes = true, .ids = each_once(list), .depth = depth < 1 ? -1 : depth};
    ASSERT_EQ(parting(excerpt(*outline, narrow).of(document), asked("/nodes", list, narrow.depth)),
              "")
        << list << " " << depth;
  }
}

// In whatever pieces it comes, and with the bytes as they were recorded.
TEST_P(RealDocuments, KeepTheBytesTheyWereRecordedWith) {
  const std::string recorded = raw();
  const auto outline = outline_of(recorded);
  ASSERT_TRUE(outline);
  if (recorded.size() < (4u << 20)) {
    for (std::size_t piece : kPieceBytes)
      EXPECT_EQ(outline_of(recorded, piece)->bytes(), outline->bytes());
  }
  for (int round = 0; round < 10; ++round) {
    const std::string id = ids[chance() % ids.size()];
    const std::string text = excerpt(*outline, {.nodes = true, .ids = {id}}).of(recorded);
    auto json = Json::parse(text, kLarge);
    ASSERT_TRUE(json);
    EXPECT_EQ(json->at({"nodes", id, "document", "id"})->text_or(""), id);
    const auto node = outline->node(*outline->find(id));
    EXPECT_NE(text.find(recorded.substr(node.begin, node.end - node.begin)), std::string::npos);
  }
}

// The shipped ones, and those of a folder that the environment names.
std::vector<std::string> documents() {
  std::vector<std::string> all = {"codeconnect", "figmagic", "quantux"};
  if (const char* folder = std::getenv("FIGLINK_DOCUMENTS")) {
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      if (entry.path().extension() == ".json") all.push_back(entry.path().string());
    }
  }
  return all;
}
INSTANTIATE_TEST_SUITE_P(Shipped, RealDocuments, testing::ValuesIn(documents()));

constexpr std::string_view kSmall =
    R"({ "name":"a\"b","document" : {"id":"0:0","type":"DOCUMENT","children":[ {"id":"0:1","children":[]} , )"
    R"({"id":"0:2","children":[{"id":"1:1","n":1.50,"componentId":"9:9","styles":{"fill":"7:7"}},{"id":"1:2"}]}],"last":1e5},)"
    R"("components":{"9:9":{"key":"k","componentSetId":"8:8"},"5:5":{}},"componentSets":{"8:8":{"a":[]},"8:9":{}},)"
    R"("schemaVersion":0,"styles":{"7:7":{"k":"}"},"7:8":null},"version":"42"})";

std::string cut(std::string_view text, const Narrow& narrow) {
  auto outline = outline_of(text, 5);
  return outline ? excerpt(*outline, narrow).of(text) : "(no outline)";
}

TEST(Excerpt, KeepsSpellingBlanksAndOrder) {
  EXPECT_EQ(
      cut(kSmall, {.nodes = true, .ids = {"1:1", "4:4", "0:1"}}),
      R"({"name":"a\"b","version":"42","nodes":{"1:1":{"document" : {"id":"1:1","n":1.50,)"
      R"("componentId":"9:9","styles":{"fill":"7:7"}},"components":{"9:9":{"key":"k",)"
      R"("componentSetId":"8:8"}},"componentSets":{"8:8":{"a":[]}},"schemaVersion":0,)"
      R"("styles":{"7:7":{"k":"}"}}},"4:4":null,"0:1":{"document" : {"id":"0:1",)"
      R"("children":[]},"components":{},"componentSets":{},"schemaVersion":0,"styles":{}}}})");
  EXPECT_EQ(cut(kSmall, {.ids = {"1:2"}}),
            R"({"name":"a\"b","document" : {"id":"0:0","type":"DOCUMENT","children":[{"id":"0:1",)"
            R"("children":[]},{"id":"0:2","children":[{"id":"1:2"}]}],"last":1e5},"components":{},)"
            R"("componentSets":{},"schemaVersion":0,"styles":{},"version":"42"})");
}

TEST(Excerpt, TakesTheIdsOfStrangersAsTheyAre) {
  EXPECT_NE(cut(kSmall, {.nodes = true, .ids = {"\"},{"}}).find(R"("\"},{":null)"),
            std::string::npos);
}

TEST(OutlineReader, TellsTheVersionAlsoWithoutATree) {
  OutlineReader reader;
  reader.feed(R"({"nodes":{"1:1":{"document":{"id":"1:1","version":"7"}}},"version":"42"})");
  EXPECT_FALSE(reader.finish());
  EXPECT_EQ(reader.version(), "42");
  EXPECT_TRUE(reader.is_whole());
}

TEST(OutlineReader, HasNoOutlineOfWhatItDoesNotUnderstand) {
  const std::string_view refused[] = {
      R"({"document":{"id":"0:0"})",
      R"({"document":{"id":"0:0"}}})",
      R"({"document":{"id":"0:0"}} x)",
      R"({"document":{"id":"0:0",}})",
      R"({"document":{"id":"0:0" "a":1}})",
      R"({"document":{"id":"0:0"]})",
      R"({"document":{"type":"DOCUMENT"}})",
      R"({"document":{"id":7}})",
      R"({"document":{"id":"0\u003a0"}})",
      R"({"document":{"\u0069d":"0:1","id":"0:0"}})",
      R"({"document":{"id":"0:0","id":"0:1"}})",
      R"({"document":{"id":"0:0","children":{}}})",
      R"({"document":{"id":"0:0","children":[1]}})",
      R"({"document":{"id":"0:0","children":[{"id":"1"},[]]}})",
      R"({"document":{"id":"0:0"},"document":{"id":"0:0"}})",
      R"({"document":{"id":"0:0"},"components":[]})",
      R"({"document":{"id":"0:0"},"styles":{"a\n":1}})",
      R"({"document":[]})",
      R"([{"document":{"id":"0:0"}}])",
      R"({"nodes":{}})",
      R"({})",
      "",
  };
  for (std::string_view text : refused) {
    for (std::size_t piece : {1u, 1000u}) EXPECT_FALSE(outline_of(text, piece)) << text;
  }
  EXPECT_TRUE(outline_of(R"({"document":{"id":"0:0"}})"));
}

TEST(OutlineReader, StopsAtItsDepth) {
  auto nested = [](std::size_t levels) {
    return R"({"document":{"id":"0:0","x":)" + std::string(levels, '[') + std::string(levels, ']') +
           "}}";
  };
  EXPECT_TRUE(outline_of(nested(kOutlineDepthMax - 2)));
  EXPECT_FALSE(outline_of(nested(kOutlineDepthMax - 1)));
}

TEST(Outline, RefusesBytesThatAreNone) {
  const std::string good = outline_of(kSmall)->bytes();
  for (std::size_t size = 0; size < good.size(); ++size)
    EXPECT_FALSE(Outline::from(good.substr(0, size)));
  // Whatever one byte says: refused, or every place stays inside the document.
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (char change : {'\x01', '\x7f', '\x80'}) {
      std::string bytes = good;
      bytes[at] = static_cast<char>(bytes[at] ^ change);
      auto outline = Outline::from(bytes);
      if (!outline || outline->document_bytes() != kSmall.size()) continue;
      for (const Narrow& narrow : {Narrow{}, Narrow{.depth = 1}, Narrow{.ids = {"1:1", "0:1"}},
                                   Narrow{.nodes = true, .ids = {"1:1", "0:2"}}})
        EXPECT_GT(excerpt(*outline, narrow).of(kSmall).size(), 0u);
    }
  }
}

}  // namespace
}  // namespace figlink
