// Dev resources: 200 even when items fail, each with its reason (figma.md 6.5).
#include <set>

#include "base/text.h"
#include "figma/fake/world.h"

namespace figlink::fake {
namespace {

constexpr std::size_t kPerNode = 10;

Response list(World& world, const Ask& ask) {
  const File* file = visible_file(world, ask, ask.path("file_key"));
  if (!file) return refuse(ask.row, 404, "Not found");
  std::set<std::string, std::less<>> nodes;
  for (std::string_view id : split(ask.find("node_ids").value_or(""), ',')) {
    if (!id.empty()) nodes.emplace(id);
  }
  Json out = Json::array();
  const Json& all = world.dev_resources[file->key];
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (nodes.empty() || nodes.contains(all[i].find("node_id")->text_or(""))) out.push(all[i]);
  }
  return answer(Json::object({{"dev_resources", std::move(out)}}));
}

Response create(World& world, const Ask& ask) {
  Json made = Json::array(), errors = Json::array();
  const Json& items = *ask.body.find("dev_resources");
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Json& item = items[i];
    auto text = [&](std::string_view key) {
      return item.find(key) ? item.find(key)->text_or("") : std::string();
    };
    std::string key = text("file_key"), node = text("node_id"), why;
    const File* file = visible_file(world, ask, key);
    if (!file) {
      why = "File not found";
    } else {
      Json& all = world.dev_resources[file->key];
      if (all.is_null()) all = Json::array();
      std::size_t there = 0;
      for (std::size_t j = 0; j < all.size(); ++j) {
        if (all[j].find("node_id")->text_or("") != node) continue;
        ++there;
        if (all[j].find("url")->text_or("") == text("url")) why = "URL already exists on node";
      }
      if (there >= kPerNode) why = "Node already has maximum number of dev resources (10)";
      if (all.size() >= kThingsMax) why = "Too many dev resources";
      if (why.empty()) {
        Json link = Json::object({{"id", "d-" + world.fresh_id()},
                                  {"name", text("name")},
                                  {"url", text("url")},
                                  {"file_key", key},
                                  {"node_id", node}});
        all.push(link);
        made.push(std::move(link));
        continue;
      }
    }
    errors.push(Json::object({{"file_key", key}, {"node_id", node}, {"error", why}}));
  }
  return answer(Json::object({{"links_created", std::move(made)}, {"errors", std::move(errors)}}));
}

Json* find_link(World& world, const Ask& ask, std::string_view id) {
  for (auto& [key, all] : world.dev_resources) {
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i].find("id")->as_text() == id && ask.user.in_demo_team) return &all[i];
    }
  }
  return nullptr;
}

Response update(World& world, const Ask& ask) {
  Json changed = Json::array(), errors = Json::array();
  const Json& items = *ask.body.find("dev_resources");
  for (std::size_t i = 0; i < items.size(); ++i) {
    std::string id = items[i].find("id") ? items[i].find("id")->text_or("") : "";
    Json* link = find_link(world, ask, id);
    if (!link) {
      errors.push(Json::object({{"id", id}, {"error", "not found or no access"}}));
      continue;
    }
    for (std::string_view key : {"name", "url"}) {
      if (items[i].find(key)) link->set(key, *items[i].find(key));
    }
    changed.push(*link);
  }
  // The specification asks for links_created here without defining it (figma.md 8).
  return answer(Json::object({{"links_updated", changed},
                              {"links_created", Json::array()},
                              {"errors", std::move(errors)}}));
}

Response remove(World& world, const Ask& ask) {
  const File* file = visible_file(world, ask, ask.path("file_key"));
  if (!file) return refuse(ask.row, 404, "Not found");
  Json& all = world.dev_resources[file->key];
  Json kept = Json::array();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].find("id")->as_text() != std::string_view(ask.path("dev_resource_id")))
      kept.push(all[i]);
  }
  if (kept.size() == all.size()) return refuse(ask.row, 404, "Not found");
  all = std::move(kept);
  return Response{};
}

}  // namespace

void add_dev_resource_answers(Answers& answers) {
  answers["getDevResources"] = list;
  answers["postDevResources"] = create;
  answers["putDevResources"] = update;
  answers["deleteDevResource"] = remove;
}

}  // namespace figlink::fake
