// Published components, component sets and styles.
#include <fmt/format.h>

#include <algorithm>

#include "figma/fake/world.h"

namespace figlink::fake {
namespace {

struct Kind {
  std::string_view table;     // in the document
  std::string_view list;      // in the answer
  std::string_view demo_key;  // exists from the start, for the catalogue's examples
};
constexpr Kind kComponent{"components", "components", "c0ffee00000000000000000000000000000000c1"};
constexpr Kind kSet{"componentSets", "component_sets", "c0ffee00000000000000000000000000000000c2"};
constexpr Kind kStyle{"styles", "styles", "c0ffee00000000000000000000000000000000c3"};

const Kind& kind_of(const Ask& ask) {
  return ask.row.group == "Components"       ? kComponent
         : ask.row.group == "Component Sets" ? kSet
                                             : kStyle;
}

Json published(World& world, const Ask& ask, const Kind& kind, const std::string& file,
               std::string_view node, const Json& entry, std::size_t position) {
  auto text = [&](std::string_view key) {
    return entry.find(key) ? entry.find(key)->text_or("") : std::string();
  };
  Json out = Json::object(
      {{"key", text("key")},
       {"file_key", file},
       {"node_id", node},
       {"thumbnail_url", fmt::format("{}/sandbox/renders/{}.png", ask.origin, text("key"))},
       {"name", text("name")},
       {"description", text("description")},
       {"created_at", "2026-01-01T00:00:00Z"},
       {"updated_at", "2026-06-01T00:00:00Z"},
       {"user", user_json(world.users[0])}});
  if (&kind == &kStyle) {
    out.set("style_type",
            entry.find("styleType") ? entry.find("styleType")->text_or("FILL") : "FILL");
    out.set("sort_position", fmt::format("{:04}", position));
  } else {
    out.set("containing_frame", Json::object({{"pageId", "0:1"}, {"pageName", "First Page"}}));
  }
  return out;
}

// What one file publishes: its own (not remote) rows, and the demo row of the demo file.
Json all_of(World& world, const Ask& ask, const Kind& kind, const std::string& file) {
  Json out = Json::array();
  if (file == kDemoFile) {
    Json demo = Json::object({{"key", kind.demo_key},
                              {"name", &kind == &kStyle ? "Brand/Primary" : "Button"},
                              {"description", "From the sandbox"},
                              {"styleType", "FILL"}});
    out.push(published(world, ask, kind, file, "1:3", demo, 0));
  }
  auto document = world.documents->parsed(file);
  const Json* table = document ? document->find(kind.table) : nullptr;
  if (!table) return out;
  table->each([&](std::string_view node, const Json& entry) {
    bool remote = entry.find("remote") && entry.find("remote")->as_bool().value_or(false);
    if (!remote) out.push(published(world, ask, kind, file, node, entry, out.size()));
  });
  return out;
}

Response of_file(World& world, const Ask& ask) {
  const File* file = visible_file(world, ask, ask.path("file_key"));
  if (!file) return refuse(ask.row, 404, "Not found");
  const Kind& kind = kind_of(ask);
  return answer(ok_meta(Json::object({{kind.list, all_of(world, ask, kind, file->key)}})));
}

// Cursors are positions, as opaque integers.
Response of_team(World& world, const Ask& ask) {
  if (!ask.user.in_demo_team || ask.path("team_id") != kDemoTeam)
    return refuse(ask.row, 404, "Not found");
  const Kind& kind = kind_of(ask);
  Json all = Json::array();
  for (std::string_view file : {kDemoFile, std::string_view("figmagic")}) {
    Json part = all_of(world, ask, kind, std::string(file));
    for (std::size_t i = 0; i < part.size(); ++i) all.push(part[i]);
  }
  auto total = static_cast<std::int64_t>(all.size());
  auto size = std::clamp<std::int64_t>(ask.number_or("page_size", 30), 1, 1000);
  std::int64_t from = std::clamp<std::int64_t>(ask.number_or("after", 0), 0, total);
  if (ask.find("before")) from = std::max<std::int64_t>(0, ask.number_or("before", 0) - 1 - size);
  std::int64_t to = std::min(total, from + size);
  Json page = Json::array();
  for (std::int64_t i = from; i < to; ++i) page.push(all[static_cast<std::size_t>(i)]);
  Json meta = Json::object({{kind.list, std::move(page)}});
  Json cursor = Json::object();
  if (from > 0) cursor.set("before", from + 1);
  if (to < total) cursor.set("after", to);
  meta.set("cursor", std::move(cursor));
  return answer(ok_meta(std::move(meta)));
}

Response by_key(World& world, const Ask& ask) {
  const Kind& kind = kind_of(ask);
  std::string key = ask.path("key");
  for (const File& file : world.files) {
    if (!ask.user.in_demo_team) break;
    Json all = all_of(world, ask, kind, file.key);
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i].find("key")->as_text() == std::string_view(key)) return answer(ok_meta(all[i]));
    }
  }
  return refuse(ask.row, 404, "Not found");
}

}  // namespace

void add_library_answers(Answers& answers) {
  for (auto id : {"getTeamComponents", "getTeamComponentSets", "getTeamStyles"})
    answers[id] = of_team;
  for (auto id : {"getFileComponents", "getFileComponentSets", "getFileStyles"})
    answers[id] = of_file;
  for (auto id : {"getComponent", "getComponentSet", "getStyle"}) answers[id] = by_key;
}

}  // namespace figlink::fake
