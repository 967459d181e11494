// Published components, component sets and styles: of a file, of a team, and one by its key.
#include "figma/fake/library.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "figma/fake/ask.h"
#include "figma/fake/cut.h"

namespace figlink::fake {
namespace {

constexpr std::int64_t kPageSize = 30, kPageSizeMax = 1000;

// A fixed key for the first asset of a kind, so that the catalogue's examples work everywhere.
struct Kind {
  Asset asset;
  std::string_view list;  // in the answer
  std::string_view demo_key, demo_file;
};
constexpr Kind kKinds[] = {
    {Asset::component, "components", "c0ffee00000000000000000000000000000000c1", "codeconnect"},
    {Asset::component_set, "component_sets", "c0ffee00000000000000000000000000000000c2", "quantux"},
    {Asset::style, "styles", "c0ffee00000000000000000000000000000000c3", "figmagic"}};

const Kind& kind_of(const Ask& ask) {
  return kKinds[ask.row.group == "Components" ? 0 : ask.row.group == "Component Sets" ? 1 : 2];
}

// Where each node stands: its page, and the frame right on it.
struct Stand {
  const Json* page;
  const Json* frame;  // nullptr for what lies on the page itself
};
using Stands = std::unordered_map<std::string, Stand>;

Stands stands_in(const Json& document) {
  Stands stands;
  const Json* pages = document.at({"document", "children"});
  for (std::size_t i = 0; pages && i < pages->size(); ++i) {
    const Json& page = (*pages)[i];
    const Json* frames = page.find("children");
    for (std::size_t j = 0; frames && j < frames->size(); ++j) {
      const Json& frame = (*frames)[j];
      visit_nodes(frame, [&](const Json& node) {
        stands[text_at(node, "id")] = {&page, &node == &frame ? nullptr : &frame};
      });
    }
  }
  return stands;
}

Json containing_frame(const Json& document, const Stands& stands, const std::string& node_id,
                      const Json& entry) {
  auto at = stands.find(node_id);
  if (at == stands.end()) return Json::object({{"pageId", "0:1"}, {"pageName", ""}});
  Json frame = Json::object({{"pageId", text_at(*at->second.page, "id")},
                             {"pageName", text_at(*at->second.page, "name")}});
  if (at->second.frame) {
    frame.set("nodeId", text_at(*at->second.frame, "id"));
    frame.set("name", text_at(*at->second.frame, "name"));
  }
  if (const std::string set = text_at(entry, "componentSetId"); !set.empty()) {
    const Json* named = document.at({"componentSets", set});
    frame.set("containingComponentSet",
              Json::object({{"nodeId", set}, {"name", named ? text_at(*named, "name") : ""}}));
  }
  return frame;
}

// What one file publishes, in the order of its table. too_large as Documents::parsed().
Result<std::vector<Json>> published(World& world, const Ask& ask, const Kind& kind,
                                    const File& file) {
  auto parsed = world.documents.parsed(file.document);
  if (!parsed) return pass(parsed);
  const Json& document = **parsed;
  const std::string changed =
      document.find("lastModified") ? text_at(document, "lastModified") : "2026-01-01T00:00:00Z";
  const Stands stands = stands_in(document);
  std::vector<Json> all;
  each_published(document, kind.asset, [&](std::string_view node_id, const Json& entry) {
    const std::string key = text_at(entry, "key");
    Json out = Json::object(
        {{"key", key},
         {"file_key", file.key},
         {"node_id", node_id},
         {"thumbnail_url", fmt::format("{}/sandbox/thumbnails/{}.png", ask.origin, key)},
         {"name", text_at(entry, "name")},
         {"description", text_at(entry, "description")},
         {"created_at", changed},
         {"updated_at", changed},
         {"user", user_json(ask, world.user(kDemoUser))}});
    if (kind.asset == Asset::style) {
      out.set("style_type", entry.find("styleType") ? text_at(entry, "styleType") : "FILL");
      out.set("sort_position", fmt::format("{:04}", all.size()));
    } else {
      out.set("containing_frame", containing_frame(document, stands, std::string(node_id), entry));
    }
    all.push_back(std::move(out));
  });
  return all;
}

Json as_array(std::vector<Json> items) {
  Json out = Json::array();
  for (Json& item : items) out.push(std::move(item));
  return out;
}

Response of_file(World& world, const Ask& ask) {
  const File* file = visible_main_file(world, ask.token, ask.path("file_key"));
  if (!file) return not_found(ask);
  auto all = published(world, ask, kind_of(ask), *file);
  if (!all) {
    const bool large = all.error().fault == figlink::Fault::too_large;
    return refuse(ask.row, large ? 400 : 500,
                  large ? "Request too large. If applicable, filter by query params."
                        : "Internal server error");
  }
  return answer(ok_meta(Json::object({{kind_of(ask).list, as_array(std::move(*all))}})));
}

// Cursors are positions, which callers should not know: `after` gives what follows it.
Response of_team(World& world, const Ask& ask) {
  if (!sees_team(world, ask.token, ask.path("team_id"))) return not_found(ask);
  const Kind& kind = kind_of(ask);
  std::vector<Json> all;
  for (const File& file : world.files) {
    const Team* team = world.team_of(file);
    if (!file.publishes || !team || team->id != ask.path("team_id")) continue;
    auto part = published(world, ask, kind, file);
    if (part) std::ranges::move(*part, std::back_inserter(all));
  }
  const auto total = static_cast<std::int64_t>(all.size());
  const auto size =
      std::clamp<std::int64_t>(ask.number_or("page_size", kPageSize), 1, kPageSizeMax);
  std::int64_t from = std::clamp<std::int64_t>(ask.number_or("after", 0), 0, total);
  std::int64_t to = std::min(total, from + size);
  if (ask.find("before")) {
    to = std::clamp<std::int64_t>(ask.number_or("before", 0) - 1, 0, total);
    from = std::max<std::int64_t>(0, to - size);
  }
  Json cursor = Json::object();
  if (from > 0) cursor.set("before", from + 1);
  if (to < total) cursor.set("after", to);
  const std::vector<Json> page(all.begin() + from, all.begin() + to);
  return answer(
      ok_meta(Json::object({{kind.list, as_array(page)}, {"cursor", std::move(cursor)}})));
}

Response by_key(World& world, const Ask& ask) {
  const Kind& kind = kind_of(ask);
  const std::string key = ask.path("key");
  for (const File& file : world.files) {
    if (!file.publishes || !visible_file(world, ask.token, file.key)) continue;
    auto all = published(world, ask, kind, file);
    if (!all) continue;
    if (key == kind.demo_key && file.key == kind.demo_file && !all->empty()) {
      all->front().set("key", key);
      return answer(ok_meta(std::move(all->front())));
    }
    for (Json& one : *all) {
      if (text_at(one, "key") == key) return answer(ok_meta(std::move(one)));
    }
  }
  return not_found(ask);
}

}  // namespace

std::string_view table_of(Asset asset) {
  return asset == Asset::component       ? "components"
         : asset == Asset::component_set ? "componentSets"
                                         : "styles";
}

void add_library_answers(Answers& answers) {
  for (auto id : {"getTeamComponents", "getTeamComponentSets", "getTeamStyles"})
    answers[id] = of_team;
  for (auto id : {"getFileComponents", "getFileComponentSets", "getFileStyles"})
    answers[id] = of_file;
  for (auto id : {"getComponent", "getComponentSet", "getStyle"}) answers[id] = by_key;
}

}  // namespace figlink::fake
