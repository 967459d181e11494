// Dev resources: 200 even when items fail, each with its reason (figma.md 6.5).
#include <optional>

#include "figma/fake/ask.h"
#include "figma/fake/cut.h"

namespace figlink::fake {
namespace {

constexpr std::size_t kPerNodeMax = 10;
constexpr std::string_view kSameUrl = "A dev resource with this URL already exists on this node";

Json& links_of(World& world, const std::string& file_key) {
  Json& links = world.dev_resources[file_key];
  if (links.is_null()) links = Json::array();
  return links;
}

Response get_dev_resources(World& world, const Ask& ask) {
  const File* file = visible_main_file(world, ask.token, ask.path("file_key"));
  if (!file) return not_found(ask);
  const Ids nodes = ids_in(ask.query_or("node_ids", ""));
  const Json& links = links_of(world, file->key);
  Json out = Json::array();
  for (std::size_t i = 0; i < links.size(); ++i) {
    if (nodes.empty() || nodes.contains(text_at(links[i], "node_id"))) out.push(links[i]);
  }
  return answer(Json::object({{"dev_resources", std::move(out)}}));
}

bool is_url(std::string_view text) {
  return text.starts_with("https://") || text.starts_with("http://");
}

// Why the link cannot be put there; "" when it can.
std::string_view why_not(const Json& links, std::string_view node, std::string_view url,
                         std::string_view own_id) {
  if (!is_url(url)) return "Invalid URL";
  if (links.size() >= kThingsMax) return "Too many dev resources in this file";
  std::size_t there = 0;
  for (std::size_t i = 0; i < links.size(); ++i) {
    if (text_at(links[i], "node_id") != node || text_at(links[i], "id") == own_id) continue;
    if (text_at(links[i], "url") == url) return kSameUrl;
    ++there;
  }
  return there >= kPerNodeMax ? "This node already has the maximum of 10 dev resources" : "";
}

Response post_dev_resources(World& world, const Ask& ask) {
  Json made = Json::array(), errors = Json::array();
  const Json& items = *ask.body.find("dev_resources");
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::string key = text_at(items[i], "file_key"), node = text_at(items[i], "node_id"),
                      url = text_at(items[i], "url");
    const File* file = visible_main_file(world, ask.token, key);
    const std::string why(file ? why_not(links_of(world, key), node, url, "") : "File not found");
    if (!why.empty()) {
      errors.push(Json::object({{"file_key", key}, {"node_id", node}, {"error", why}}));
      continue;
    }
    Json link = Json::object({{"id", "d-" + world.fresh_id()},
                              {"name", text_at(items[i], "name")},
                              {"url", url},
                              {"file_key", key},
                              {"node_id", node}});
    links_of(world, key).push(link);
    made.push(std::move(link));
  }
  return answer(Json::object({{"links_created", std::move(made)}, {"errors", std::move(errors)}}));
}

struct Place {
  Json* links;
  std::size_t at;
};

std::optional<Place> find_link(World& world, const Ask& ask, std::string_view id) {
  for (auto& [key, links] : world.dev_resources) {
    if (!visible_file(world, ask.token, key)) continue;
    for (std::size_t i = 0; i < links.size(); ++i) {
      if (text_at(links[i], "id") == id) return Place{&links, i};
    }
  }
  return std::nullopt;
}

Response put_dev_resources(World& world, const Ask& ask) {
  Json changed = Json::array(), errors = Json::array();
  const Json& items = *ask.body.find("dev_resources");
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::string id = text_at(items[i], "id");
    auto place = find_link(world, ask, id);
    std::string why = place ? "" : "not found or no access";
    if (place && items[i].find("url"))
      why = why_not(*place->links, text_at((*place->links)[place->at], "node_id"),
                    text_at(items[i], "url"), id);
    if (!why.empty()) {
      errors.push(Json::object({{"id", id}, {"error", why}}));
      continue;
    }
    Json& link = (*place->links)[place->at];
    for (std::string_view key : {"name", "url"}) {
      if (const Json* value = items[i].find(key)) link.set(key, *value);
    }
    changed.push(link);
  }
  // Figma's file requires links_created here and does not define it (figma.md 8).
  return answer(Json::object({{"links_updated", std::move(changed)},
                              {"links_created", Json::array()},
                              {"errors", std::move(errors)}}));
}

Response delete_dev_resource(World& world, const Ask& ask) {
  const File* file = visible_main_file(world, ask.token, ask.path("file_key"));
  if (!file) return not_found(ask);
  Json& links = links_of(world, file->key);
  for (std::size_t i = 0; i < links.size(); ++i) {
    if (text_at(links[i], "id") != ask.path("dev_resource_id")) continue;
    links = without(links, i);
    return Response{};
  }
  return not_found(ask);
}

}  // namespace

void add_dev_resource_answers(Answers& answers) {
  answers["getDevResources"] = get_dev_resources;
  answers["postDevResources"] = post_dev_resources;
  answers["putDevResources"] = put_dev_resources;
  answers["deleteDevResource"] = delete_dev_resource;
}

}  // namespace figlink::fake
