#include "figma/fake/cut.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace figlink::fake {
namespace {

using std::string_view_literals::operator""sv;

// What comes with geometry=paths alone.
constexpr std::array kGeometry = {"fillGeometry"sv, "strokeGeometry"sv, "size"sv,
                                  "relativeTransform"sv, "vectorNetwork"sv};

bool is_geometry(std::string_view key) {
  return std::ranges::find(kGeometry, key) != kGeometry.end();
}

std::optional<Json> plugin_part(std::string_view key, const Json& value, const Ids& wanted) {
  if (key == "sharedPluginData")
    return wanted.contains("shared") ? std::optional(value) : std::nullopt;
  Json kept = Json::object();
  value.each([&](std::string_view plugin, const Json& data) {
    if (wanted.contains(plugin)) kept.set(plugin, data);
  });
  return kept.size() > 0 ? std::optional(std::move(kept)) : std::nullopt;
}

std::optional<Json> prune_below(const Json& node, const Ids& wanted, int level) {
  const Json* id = node.find("id");
  if (id && wanted.contains(id->text_or(""))) return node;
  const Json* children = node.find("children");
  Json kept = Json::array();
  for (std::size_t i = 0; children && i < children->size(); ++i) {
    if (auto child = prune_below((*children)[i], wanted, level + 1)) kept.push(std::move(*child));
  }
  constexpr int kPageLevel = 1;
  if (kept.size() == 0 && level > kPageLevel) return std::nullopt;
  Json out = Json::object();
  node.each([&](std::string_view key, const Json& value) {
    if (key == "children") {
      out.set(key, std::move(kept));
    } else {
      out.set(key, value);
    }
  });
  return out;
}

}  // namespace

Json cut_node(const Json& node, const Cut& cut) {
  Json out = Json::object();
  node.each([&](std::string_view key, const Json& value) {
    if (!cut.geometry && is_geometry(key)) return;
    if (key == "pluginData" || key == "sharedPluginData") {
      if (auto part = plugin_part(key, value, cut.plugins)) out.set(key, std::move(*part));
      return;
    }
    if (key != "children" || !value.is_array()) {
      out.set(key, value);
      return;
    }
    Json children = Json::array();
    const Cut below{cut.depth < 0 ? -1 : cut.depth - 1, cut.geometry, cut.plugins};
    for (std::size_t i = 0; cut.depth != 0 && i < value.size(); ++i)
      children.push(cut_node(value[i], below));
    out.set(key, std::move(children));
  });
  return out;
}

Json prune(const Json& document, const Ids& wanted) {
  return prune_below(document, wanted, 0).value_or(document);
}

const Json* find_node(const Json& node, std::string_view id) {
  const Json* own = node.find("id");
  if (own && own->as_text() == id) return &node;
  const Json* children = node.find("children");
  for (std::size_t i = 0; children && i < children->size(); ++i) {
    if (const Json* found = find_node((*children)[i], id)) return found;
  }
  return nullptr;
}

void visit_nodes(const Json& node, const std::function<void(const Json&)>& visit) {
  visit(node);
  const Json* children = node.find("children");
  for (std::size_t i = 0; children && i < children->size(); ++i) visit_nodes((*children)[i], visit);
}

Json used_entries(const Json& file, std::string_view table, const Json& node) {
  const Json* all = file.find(table);
  if (!all || !all->is_object()) return Json::object();
  Ids used;
  visit_nodes(node, [&](const Json& each) {
    for (std::string_view key : {"id"sv, "componentId"sv}) {
      if (const Json* id = each.find(key)) used.insert(id->text_or(""));
    }
    if (const Json* styles = each.find("styles"))
      styles->each([&](std::string_view, const Json& id) { used.insert(id.text_or("")); });
  });
  // A variant brings its set along.
  if (const Json* components = file.find("components"); components && table == "componentSets") {
    components->each([&](std::string_view id, const Json& entry) {
      const Json* set = entry.find("componentSetId");
      if (set && used.contains(id)) used.insert(set->text_or(""));
    });
  }
  Json out = Json::object();
  all->each([&](std::string_view id, const Json& entry) {
    if (used.contains(id)) out.set(id, entry);
  });
  return out;
}

std::vector<std::string> ids_in_order(std::string_view list) {
  std::vector<std::string> ids;
  for (std::string_view part : split(list, ',')) {
    std::string id(trim(part));
    if (id.find(':') == std::string::npos) std::ranges::replace(id, '-', ':');
    if (!id.empty() && std::ranges::find(ids, id) == ids.end()) ids.push_back(std::move(id));
  }
  return ids;
}

Ids ids_in(std::string_view list) {
  const auto ids = ids_in_order(list);
  return Ids(ids.begin(), ids.end());
}

}  // namespace figlink::fake
