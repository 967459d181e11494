// Files: documents, nodes, metadata.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "figma/fake/ask.h"
#include "figma/fake/cut.h"
#include "figma/fake/versions.h"

namespace figlink::fake {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::size_t kIdsMax = 900;  // more make the address too long (figma.md 6.1)
constexpr std::string_view kTooLarge = "Request too large. If applicable, filter by query params.";
constexpr std::array kTables = {"components"sv, "componentSets"sv, "styles"sv};

Response unreadable(const Ask& ask, const Error& error) {
  if (error.fault == figlink::Fault::too_large) return refuse(ask.row, 400, kTooLarge);
  return refuse(ask.row, 500, "Internal server error");
}

Cut cut_of(const Ask& ask) {
  Cut cut{.depth = ask.number_or("depth", -1), .geometry = ask.find("geometry") == "paths"};
  for (std::string_view plugin : split(ask.find("plugin_data").value_or(""), ','))
    cut.plugins.emplace(trim(plugin));
  return cut;
}

bool is_table(std::string_view key) { return std::ranges::find(kTables, key) != kTables.end(); }

// What an old recording lacks.
void fill_in(Json& out) {
  constexpr std::pair<std::string_view, std::string_view> kNeeded[] = {
      {"name", "Untitled"},      {"lastModified", "2026-01-01T00:00:00Z"},
      {"version", "2000000000"}, {"role", "viewer"},
      {"editorType", "figma"},   {"thumbnailUrl", ""}};
  for (auto [key, value] : kNeeded) {
    if (!out.find(key)) out.set(key, value);
  }
}

// The members that stand beside the tree.
Json beside(const Json& file) {
  Json out = Json::object();
  file.each([&](std::string_view key, const Json& value) {
    if (key != "document" && key != "schemaVersion" && !is_table(key)) out.set(key, value);
  });
  fill_in(out);
  return out;
}

// A member of the whole file, as a narrower answer has it: the tree is cut already.
Json part_of_file(const Json& file, std::string_view key, const Json& value, const Json& cut,
                  const Ids& ids) {
  if (key == "document") return cut;
  if (!is_table(key)) return value;
  if (!ids.empty()) return used_entries(file, key, cut);
  return value.is_object() ? value : Json::object();
}

// Puts another version's marks on what stands beside the tree. false: there is no such version.
bool set_version(World& world, const Ask& ask, const File& file, Json& out) {
  auto wanted = ask.find("version");
  if (!wanted || wanted->empty()) return true;
  auto head = world.documents.head(file.document);
  if (!head) return false;
  auto version = find_version(versions_of(file, *head), *wanted);
  if (!version) return false;
  out.set("version", version->id);
  out.set("lastModified", iso_time(version->created_at));
  return true;
}

Json branch_json(const Ask& ask, const File& branch, const Json& file) {
  return Json::object(
      {{"key", branch.key},
       {"name", branch.name},
       {"thumbnail_url", fmt::format("{}/sandbox/thumbnails/{}.png", ask.origin, branch.key)},
       {"last_modified", *file.find("lastModified")}});
}

void add_branches(const World& world, const Ask& ask, const File& file, Json& out) {
  if (!file.main_key.empty()) {
    out.set("mainFileKey", file.main_key);
    return;
  }
  Json branches = Json::array();
  for (const File& each : world.files) {
    if (each.main_key == file.key) branches.push(branch_json(ask, each, out));
  }
  out.set("branches", std::move(branches));
}

bool is_asked_whole(const World& world, const Ask& ask, const File& file) {
  for (std::string_view name : {"depth", "ids", "version", "branch_data", "plugin_data"}) {
    if (ask.find(name)) return false;
  }
  return file.main_key.empty() &&
         (world.documents.is_plain(file.document) || ask.find("geometry") == "paths");
}

Response get_file(World& world, const Ask& ask) {
  const File* file = visible_file(world, ask.token, ask.path("file_key"));
  if (!file) return not_found(ask);
  if (is_asked_whole(world, ask, *file)) {
    // It is given as it lies there, so it is looked at first.
    if (auto head = world.documents.head(file->document); !head)
      return unreadable(ask, head.error());
    auto source = world.documents.whole(file->document);
    if (!source) return not_found(ask);
    Response response;
    response.headers.add_view("content-type", "application/json; charset=utf-8");
    response.body.source = std::move(*source);
    return response;
  }
  auto parsed = world.documents.parsed(file->document);
  if (!parsed) return unreadable(ask, parsed.error());
  const Json& document = **parsed;
  const Ids ids = ids_in(ask.query_or("ids", ""));
  const Json& tree = *document.find("document");
  const Json cut = cut_node(ids.empty() ? tree : prune(tree, ids), cut_of(ask));
  // In the order in which the whole file has its members.
  Json out = Json::object();
  document.each([&](std::string_view key, const Json& value) {
    out.set(key, part_of_file(document, key, value, cut, ids));
  });
  for (std::string_view table : kTables) {
    if (!out.find(table)) out.set(table, Json::object());
  }
  if (!out.find("schemaVersion")) out.set("schemaVersion", 0);
  fill_in(out);
  if (!set_version(world, ask, *file, out)) return not_found(ask);
  if (ask.is_true("branch_data")) add_branches(world, ask, *file, out);
  if (!file->main_key.empty()) out.set("name", file->name);
  return answer(out);
}

// A node with what of the file's tables it uses, in the order in which the file has its members.
Json node_entry(const Json& document, const Json& node, const Cut& cut) {
  Json entry = Json::object();
  document.each([&](std::string_view key, const Json& value) {
    if (key == "document") entry.set(key, cut_node(node, cut));
    if (key == "schemaVersion") entry.set(key, value);
    if (is_table(key)) entry.set(key, used_entries(document, key, node));
  });
  for (std::string_view table : kTables) {
    if (!entry.find(table)) entry.set(table, Json::object());
  }
  if (!entry.find("schemaVersion")) entry.set("schemaVersion", 0);
  return entry;
}

Response get_file_nodes(World& world, const Ask& ask) {
  const File* file = visible_file(world, ask.token, ask.path("file_key"));
  if (!file) return not_found(ask);
  const std::vector<std::string> ids = ids_in_order(ask.query_or("ids", ""));
  if (ids.size() > kIdsMax) return edge_page(413);
  auto parsed = world.documents.parsed(file->document);
  if (!parsed) return unreadable(ask, parsed.error());
  const Json& document = **parsed;
  Json out = beside(document), nodes = Json::object();
  if (!set_version(world, ask, *file, out)) return not_found(ask);
  for (const std::string& id : ids) {
    const Json* node = find_node(*document.find("document"), id);
    if (!node) {
      nodes.set(id, nullptr);
      continue;
    }
    nodes.set(id, node_entry(document, *node, cut_of(ask)));
  }
  out.set("nodes", std::move(nodes));
  return answer(out);
}

Response get_file_meta(World& world, const Ask& ask) {
  const File* file = visible_file(world, ask.token, ask.path("file_key"));
  if (!file) return not_found(ask);
  auto head = world.documents.head(file->document);
  if (!head) return refuse(ask.row, 500, "Internal server error");
  auto either = [](const std::string& text, std::string_view otherwise) {
    return text.empty() ? std::string(otherwise) : text;
  };
  const Folder* folder = world.folder(file->folder_id);
  Json person = user_json(ask, world.user(kDemoUser));
  Json meta = Json::object(
      {{"name", file->main_key.empty() ? either(head->name, file->name) : file->name},
       {"folder_name", folder ? folder->name : ""},
       {"last_touched_at", either(head->last_modified, "2026-01-01T00:00:00Z")},
       {"creator", person},
       {"last_touched_by", person},
       {"thumbnail_url", fmt::format("{}/sandbox/thumbnails/{}.png", ask.origin, file->key)},
       {"editorType", either(head->editor_type, "figma")},
       {"role", either(head->role, "viewer")},
       {"link_access", either(head->link_access, "view")},
       {"url", fmt::format("https://www.figma.com/design/{}", file->key)},
       {"version", either(head->version, "2000000000")}});
  return answer(Json::object({{"file", std::move(meta)}}));
}

}  // namespace

void add_file_answers(Answers& answers) {
  answers["getFile"] = get_file;
  answers["getFileNodes"] = get_file_nodes;
  answers["getFileMeta"] = get_file_meta;
}

}  // namespace figlink::fake
