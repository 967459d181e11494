// Files: documents, nodes, renders, fills, metadata, versions, and who you are.
#include <fmt/format.h>

#include <set>

#include "base/text.h"
#include "figma/fake/world.h"

namespace figlink::fake {
namespace {

constexpr std::string_view kTooLarge = "Request too large. If applicable, filter by query params.";

std::set<std::string, std::less<>> ids_of(const Ask& ask) {
  std::set<std::string, std::less<>> ids;
  for (std::string_view id : split(ask.find("ids").value_or(""), ',')) {
    if (!id.empty()) ids.emplace(id);
  }
  return ids;
}

// The members that stand beside `document`.
Json beside(const Json& file) {
  Json out = Json::object();
  file.each([&](std::string_view key, const Json& value) {
    if (key != "document" && key != "components" && key != "componentSets" && key != "styles" &&
        key != "schemaVersion")
      out.set(key, value);
  });
  for (std::string_view key :
       {"name", "lastModified", "version", "role", "editorType", "thumbnailUrl"}) {
    if (!out.find(key))
      out.set(key, key == "role"         ? "viewer"
                   : key == "editorType" ? "figma"
                   : key == "version"    ? "1"
                                         : "");
  }
  return out;
}

// Only what leads to the wanted nodes, and all pages (figma.md 6.2).
std::optional<Json> prune(const Json& node, const std::set<std::string, std::less<>>& wanted,
                          int level) {
  const Json* id = node.find("id");
  if (id && wanted.contains(id->text_or(""))) return node;
  const Json* children = node.find("children");
  Json kept = Json::array();
  for (std::size_t i = 0; children && i < children->size(); ++i) {
    if (auto child = prune((*children)[i], wanted, level + 1)) kept.push(std::move(*child));
  }
  if (kept.size() == 0 && level > 1) return std::nullopt;
  Json out = Json::object();
  node.each([&](std::string_view key, const Json& value) {
    out.set(key, key == "children" ? kept : value);
  });
  return out;
}

Response get_file(World& world, const Ask& ask) {
  const File* file = visible_file(world, ask, ask.path("file_key"));
  if (!file) return refuse(ask.row, 404, "Not found");
  bool whole =
      !ask.find("depth") && !ask.find("ids") && !ask.find("branch_data") && !ask.find("version");
  if (whole) {
    auto source = world.documents->whole(file->key);
    if (!source) return refuse(ask.row, 404, "Not found");
    Response response;
    response.headers.add_view("content-type", "application/json; charset=utf-8");
    response.body.source = std::move(*source);
    return response;
  }
  auto document = world.documents->parsed(file->key);
  if (!document) return refuse(ask.row, 400, kTooLarge);
  if (auto version = ask.find("version");
      version && document->find("version") && document->find("version")->text_or("") != *version) {
    return refuse(ask.row, 404, "Not found");
  }
  Json tree = *document->find("document");
  if (auto ids = ids_of(ask); !ids.empty()) {
    if (auto pruned = prune(tree, ids, 0)) tree = std::move(*pruned);
  }
  Json out = beside(*document);
  out.set("document", cut_depth(tree, ask.number_or("depth", -1)));
  for (std::string_view key : {"components", "componentSets", "styles"}) {
    out.set(key, document->find(key) ? *document->find(key) : Json::object());
  }
  out.set("schemaVersion",
          document->find("schemaVersion") ? *document->find("schemaVersion") : Json(0));
  if (ask.query_or("branch_data", "false") == "true") out.set("branches", Json::array());
  return answer(out);
}

Response get_file_nodes(World& world, const Ask& ask) {
  const File* file = visible_file(world, ask, ask.path("file_key"));
  if (!file) return refuse(ask.row, 404, "Not found");
  auto document = world.documents->parsed(file->key);
  if (!document) return refuse(ask.row, 400, kTooLarge);
  Json nodes = Json::object();
  for (const std::string& id : ids_of(ask)) {
    const Json* node = find_node(*document->find("document"), id);
    if (!node) {
      nodes.set(id, nullptr);
      continue;
    }
    Json entry = Json::object({{"document", cut_depth(*node, ask.number_or("depth", -1))}});
    for (std::string_view key : {"components", "componentSets", "styles"})
      entry.set(key, document->find(key) ? *document->find(key) : Json::object());
    entry.set("schemaVersion",
              document->find("schemaVersion") ? *document->find("schemaVersion") : Json(0));
    nodes.set(id, std::move(entry));
  }
  Json out = beside(*document);
  out.set("nodes", std::move(nodes));
  return answer(out);
}

Response get_images(World& world, const Ask& ask) {
  const File* file = visible_file(world, ask, ask.path("file_key"));
  if (!file) return refuse(ask.row, 404, "Not found");
  if (ask.token.kind == Credentials::plan && ask.find("version")) {
    return refuse(ask.row, 400,
                  "Missing required parameter: must provide either user_id or plan_key");
  }
  auto document = world.documents->parsed(file->key);
  if (!document)
    return refuse(ask.row, 400, "Render timeout, try requesting fewer or smaller images");
  Json images = Json::object();
  for (const std::string& id : ids_of(ask)) {
    const Json* node = find_node(*document->find("document"), id);
    bool seen = node && !(node->find("visible") && node->find("visible")->as_bool() == false);
    std::string safe;
    for (char c : id) safe += c == ':' || c == ';' ? '-' : c;
    if (seen) {
      images.set(id, fmt::format("{}/sandbox/renders/{}-{}.{}", ask.origin, file->key, safe,
                                 ask.query_or("format", "png")));
    } else {
      images.set(id, nullptr);
    }
  }
  return answer(Json::object({{"err", nullptr}, {"images", std::move(images)}}));
}

void image_refs(const Json& node, Json& out, const std::string& origin) {
  if (const Json* fills = node.find("fills")) {
    for (std::size_t i = 0; i < fills->size(); ++i) {
      const Json* ref = (*fills)[i].find("imageRef");
      if (ref && ref->is_text())
        out.set(*ref->as_text(),
                fmt::format("{}/sandbox/renders/fill-{}.png", origin, *ref->as_text()));
    }
  }
  const Json* children = node.find("children");
  for (std::size_t i = 0; children && i < children->size(); ++i)
    image_refs((*children)[i], out, origin);
}

Response get_image_fills(World& world, const Ask& ask) {
  const File* file = visible_file(world, ask, ask.path("file_key"));
  if (!file) return refuse(ask.row, 404, "Not found");
  auto document = world.documents->parsed(file->key);
  if (!document) return refuse(ask.row, 400, kTooLarge);
  Json images = Json::object();
  image_refs(*document->find("document"), images, ask.origin);
  return answer(ok_meta(Json::object({{"images", std::move(images)}})));
}

Response get_file_meta(World& world, const Ask& ask) {
  const File* file = visible_file(world, ask, ask.path("file_key"));
  if (!file) return refuse(ask.row, 404, "Not found");
  Json person = user_json(world.users[0]);
  auto document = world.documents->parsed(file->key);
  auto text = [&](std::string_view key, std::string_view otherwise) {
    return document && document->find(key) ? document->find(key)->text_or(otherwise)
                                           : std::string(otherwise);
  };
  return answer(Json::object(
      {{"file", Json::object({{"name", text("name", file->name)},
                              {"folder_name", "Demo Project"},
                              {"last_touched_at", text("lastModified", "2026-01-01T00:00:00Z")},
                              {"creator", person},
                              {"last_touched_by", person},
                              {"thumbnail_url",
                               fmt::format("{}/sandbox/renders/{}.png", ask.origin, file->key)},
                              {"editorType", "figma"},
                              {"role", "owner"},
                              {"link_access", "view"},
                              {"url", fmt::format("https://www.figma.com/design/{}", file->key)},
                              {"version", text("version", "1")}})}}));
}

// Five versions, newest first. Page links are Figma's odd ones: dates, and blanks unescaped
// (figma.md 6.4).
Response get_file_versions(World& world, const Ask& ask) {
  const File* file = visible_file(world, ask, ask.path("file_key"));
  if (!file) return refuse(ask.row, 404, "Not found");
  constexpr int kVersions = 5;
  auto created = [](int n) { return fmt::format("2026-05-{:02} 20:10:33 UTC", 10 + n); };
  auto size = std::clamp<std::int64_t>(ask.number_or("page_size", 30), 1, 50);
  std::string before = ask.query_or("before", ""), after = ask.query_or("after", "");
  Json versions = Json::array();
  int first = 0, last = 0;
  for (int n = kVersions; n > 0; --n) {
    std::string id = fmt::format("40000000000000000{}", n);
    bool older = before.empty() || (before.ends_with("UTC") ? created(n) < before : id < before);
    bool newer = after.empty() || (after.ends_with("UTC") ? created(n) > after : id > after);
    if (!older || !newer || static_cast<std::int64_t>(versions.size()) >= size) continue;
    if (first == 0) first = n;
    last = n;
    versions.push(Json::object(
        {{"id", id},
         {"created_at", fmt::format("2026-05-{:02}T20:10:33Z", 10 + n)},
         {"label", n == 3 ? Json("Ready for review") : Json(nullptr)},
         {"description", n == 3 ? Json("All states drawn") : Json(nullptr)},
         {"user", user_json(world.users[0])},
         {"thumbnail_url", fmt::format("{}/sandbox/renders/{}.png", ask.origin, file->key)}}));
  }
  Json pagination = Json::object();
  auto link = [&](std::string_view way, int n) {
    return fmt::format(
        "{}/v1/files/{}/"
        "versions?page_size={}&column=date&secondary_column=default&{}={}&secondary_{}="
        "40000000000000000{}",
        ask.origin, file->key, size, way, created(n), way, n);
  };
  if (last > 1) pagination.set("prev_page", link("before", last));
  if (first > 0 && first < kVersions) pagination.set("next_page", link("after", first));
  return answer(
      Json::object({{"versions", std::move(versions)}, {"pagination", std::move(pagination)}}));
}

Response get_me(World&, const Ask& ask) {
  Json me = user_json(ask.user);
  me.set("email", ask.user.email);
  return answer(me);
}

}  // namespace

void add_file_answers(Answers& answers) {
  answers["getFile"] = get_file;
  answers["getFileNodes"] = get_file_nodes;
  answers["getImages"] = get_images;
  answers["getImageFills"] = get_image_fills;
  answers["getFileMeta"] = get_file_meta;
  answers["getFileVersions"] = get_file_versions;
  answers["getMe"] = get_me;
}

}  // namespace figlink::fake
