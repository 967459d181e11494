#include "figma/fake/variable_change.h"

#include <fmt/format.h>

#include <utility>

#include "figma/fake/ask.h"

namespace figlink::fake {
namespace {

constexpr std::size_t kCollectionsMax = 1000;  // of a file; the sandbox's own
constexpr std::size_t kModesMax = 40;
constexpr std::size_t kVariablesMax = 5000;  // of a collection

bool is_true(const Json& object, std::string_view key) {
  const Json* value = object.find(key);
  return value && value->as_bool() == true;
}

Json first_value(std::string_view type) {
  if (type == "BOOLEAN") return false;
  if (type == "FLOAT") return 0;
  if (type == "STRING") return "";
  return Json::object({{"r", 1}, {"g", 1}, {"b", 1}, {"a", 1}});
}

bool has_mode(const Json& collection, std::string_view id) {
  const Json& modes = *collection.find("modes");
  for (std::size_t i = 0; i < modes.size(); ++i) {
    if (text_at(modes[i], "modeId") == id) return true;
  }
  return false;
}

bool is_color(const Json& value) {
  for (std::string_view key : {"r", "g", "b", "a"}) {
    const Json* part = value.find(key);
    if (!part && key == "a") continue;
    if (!part || !part->as_number() || *part->as_number() < 0 || *part->as_number() > 1)
      return false;
  }
  return true;
}

bool is_alias(const Json& value) { return text_at(value, "type") == "VARIABLE_ALIAS"; }

bool is_composed(const Json& value) {
  const Json *color = value.find("color"), *opacity = value.find("opacity");
  return color && opacity && (is_alias(*color) || is_alias(*opacity));
}

}  // namespace

bool VariableChange::run(const Json& body) {
  using Step = bool (VariableChange::*)(const Json&);
  constexpr std::pair<std::string_view, Step> kSteps[] = {
      {"variableCollections", &VariableChange::change_collection},
      {"variableModes", &VariableChange::change_mode},
      {"variables", &VariableChange::change_variable},
      {"variableModeValues", &VariableChange::set_value}};
  for (auto [list, step] : kSteps) {
    const Json* items = body.find(list);
    for (std::size_t i = 0; items && i < items->size(); ++i) {
      if (!(this->*step)((*items)[i])) return false;
    }
  }
  return true;
}

bool VariableChange::bad(std::string why) {
  problem_ = std::move(why);
  return false;
}

std::string VariableChange::real(const std::string& id) const {
  const Json* known = real_ids_.find(id);
  return known ? known->text_or("") : id;
}

Json* VariableChange::collection(const std::string& id) {
  return state_.find("variableCollections")->find(real(id));
}

Json* VariableChange::variable(const std::string& id) {
  return state_.find("variables")->find(real(id));
}

bool VariableChange::take_temporary(const Json& item, std::string_view key,
                                    const std::string& real) {
  const std::string id = text_at(item, key);
  if (id.empty()) return true;
  if (real_ids_.find(id) || collection(id) || variable(id))
    return bad("Duplicate temporary id " + id);
  real_ids_.set(id, real);
  return true;
}

bool VariableChange::change_collection(const Json& item) {
  const std::string action = text_at(item, "action"), id = text_at(item, "id");
  if (action == "CREATE") return create_collection(item);
  Json* there = collection(id);
  if (!there) return bad("Variable collection with id " + id + " not found");
  if (is_true(*there, "remote")) return bad("Remote variable collections cannot be changed");
  if (action == "DELETE") {
    const Json ids = *there->find("variableIds");
    for (std::size_t i = 0; i < ids.size() && !is_true(*there, "isExtension"); ++i)
      state_.find("variables")->erase(ids[i].text_or(""));
    state_.find("variableCollections")->erase(real(id));
    return true;
  }
  if (item.find("name") && text_at(item, "name").empty())
    return bad("Variable collection name must not be empty");
  for (std::string_view key : {"name", "hiddenFromPublishing"}) {
    if (const Json* value = item.find(key)) there->set(key, *value);
  }
  return true;
}

bool VariableChange::create_collection(const Json& item) {
  if (text_at(item, "name").empty()) return bad("Missing required parameter name");
  if (state_.find("variableCollections")->size() >= kCollectionsMax)
    return bad("Too many variable collections");
  const std::string id = "VariableCollectionId:" + fresh_id_() + ":0", mode = fresh_id_() + ":0";
  if (!take_temporary(item, "id", id)) return false;
  Json made =
      Json::object({{"id", id},
                    {"name", text_at(item, "name")},
                    {"key", fmt::format("{:0>40}", fresh_id_())},
                    {"modes", Json::array({Json::object({{"modeId", mode}, {"name", "Mode 1"}})})},
                    {"defaultModeId", mode},
                    {"remote", false},
                    {"hiddenFromPublishing", is_true(item, "hiddenFromPublishing")},
                    {"variableIds", Json::array()}});
  if (const std::string parent_id = text_at(item, "parentVariableCollectionId");
      !parent_id.empty()) {
    const Json* parent = collection(parent_id);
    if (!parent) return bad("Variable collection with id " + parent_id + " not found");
    if (!extend_collection(item, made, Json(*parent))) return false;
  } else if (!take_temporary(item, "initialModeId", mode)) {
    return false;
  }
  state_.find("variableCollections")->set(id, std::move(made));
  return true;
}

// An extension has its parent's variables and modes; a mode's id names both
// ("VariableCollectionId:2:5/1:0").
bool VariableChange::extend_collection(const Json& item, Json& made, const Json& parent) {
  const std::string id = text_at(made, "id");
  Json modes = Json::array();
  const Json& parent_modes = *parent.find("modes");
  for (std::size_t i = 0; i < parent_modes.size(); ++i) {
    const std::string parent_mode = text_at(parent_modes[i], "modeId");
    modes.push(Json::object({{"modeId", id + "/" + parent_mode},
                             {"parentModeId", parent_mode},
                             {"name", text_at(parent_modes[i], "name")}}));
  }
  made.set("defaultModeId", text_at(modes[0], "modeId"));
  made.set("modes", std::move(modes));
  made.set("isExtension", true);
  made.set("parentVariableCollectionId", text_at(parent, "id"));
  made.set("rootVariableCollectionId", is_true(parent, "isExtension")
                                           ? text_at(parent, "rootVariableCollectionId")
                                           : text_at(parent, "id"));
  made.set("inheritedVariableIds", *parent.find("variableIds"));
  made.set("variableIds", *parent.find("variableIds"));
  made.set("variableOverrides", Json::object());
  bool good = true;
  if (const Json* mapping = item.find("initialModeIdToParentModeIdMapping")) {
    mapping->each([&](std::string_view temporary, const Json& parent_mode) {
      if (!has_mode(parent, parent_mode.text_or("")))
        good = bad("Mode with id " + parent_mode.text_or("") + " not found");
      real_ids_.set(temporary, id + "/" + parent_mode.text_or(""));
    });
  }
  return good;
}

bool VariableChange::change_mode(const Json& item) {
  const std::string action = text_at(item, "action"), id = real(text_at(item, "id"));
  if (action == "CREATE") return create_mode(item);
  for (std::string_view key : state_.find("variableCollections")->keys()) {
    Json& home = *state_.find("variableCollections")->find(key);
    if (!has_mode(home, id)) continue;
    if (is_true(home, "remote") || is_true(home, "isExtension"))
      return bad("Modes of remote and extended collections cannot be changed");
    Json& modes = *home.find("modes");
    Json kept = Json::array();
    for (std::size_t i = 0; i < modes.size(); ++i) {
      const bool hit = text_at(modes[i], "modeId") == id;
      if (hit && action == "DELETE") continue;
      if (hit && item.find("name")) modes[i].set("name", *item.find("name"));
      kept.push(modes[i]);
    }
    if (kept.size() == 0) return bad("A variable collection must have at least one mode");
    modes = std::move(kept);
    if (action != "DELETE") return true;
    if (text_at(home, "defaultModeId") == id)
      home.set("defaultModeId", text_at(modes[0], "modeId"));
    const Json& ids = *home.find("variableIds");
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (Json* each = variable(ids[i].text_or(""))) each->find("valuesByMode")->erase(id);
    }
    return true;
  }
  return bad("Mode with id " + id + " not found");
}

bool VariableChange::create_mode(const Json& item) {
  const std::string home_id = text_at(item, "variableCollectionId");
  Json* home = collection(home_id);
  if (!home) return bad("Variable collection with id " + home_id + " not found");
  if (is_true(*home, "remote") || is_true(*home, "isExtension"))
    return bad("Modes of remote and extended collections cannot be changed");
  if (text_at(item, "name").empty()) return bad("Missing required parameter name");
  if (home->find("modes")->size() >= kModesMax)
    return bad("A variable collection can have at most 40 modes");
  const std::string id = fresh_id_() + ":0", first = text_at(*home, "defaultModeId");
  if (!take_temporary(item, "id", id)) return false;
  home->find("modes")->push(Json::object({{"modeId", id}, {"name", text_at(item, "name")}}));
  // A new mode begins with the values of the default one.
  const Json& ids = *home->find("variableIds");
  for (std::size_t i = 0; i < ids.size(); ++i) {
    Json* each = variable(ids[i].text_or(""));
    const Json* value = each ? each->at({"valuesByMode", first}) : nullptr;
    if (value) each->find("valuesByMode")->set(id, Json(*value));
  }
  return true;
}

bool VariableChange::is_name_free(const Json& home, std::string_view name,
                                  std::string_view own_id) {
  if (name.empty() || name.find_first_of(".{}") != name.npos)
    return bad(fmt::format("Invalid variable name '{}'", name));
  const Json& ids = *home.find("variableIds");
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const Json* other = variable(ids[i].text_or(""));
    if (other && ids[i].as_text() != own_id && text_at(*other, "name") == name)
      return bad(fmt::format("Duplicate variable name '{}' in the collection", name));
  }
  return true;
}

bool VariableChange::change_variable(const Json& item) {
  const std::string action = text_at(item, "action"), id = text_at(item, "id");
  if (action == "CREATE") return create_variable(item);
  Json* there = variable(id);
  if (!there) return bad("Variable with id " + id + " not found");
  if (is_true(*there, "remote")) return bad("Remote variables cannot be changed");
  Json* home = collection(text_at(*there, "variableCollectionId"));
  if (action == "DELETE") {
    Json kept = Json::array();
    const Json& ids = *home->find("variableIds");
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (ids[i].text_or("") != real(id)) kept.push(ids[i]);
    }
    home->set("variableIds", std::move(kept));
    state_.find("variables")->erase(real(id));
    return true;
  }
  if (item.find("name") && !is_name_free(*home, text_at(item, "name"), real(id))) return false;
  for (std::string_view key :
       {"name", "description", "hiddenFromPublishing", "scopes", "codeSyntax"}) {
    if (const Json* value = item.find(key)) there->set(key, *value);
  }
  return true;
}

bool VariableChange::create_variable(const Json& item) {
  const std::string home_id = text_at(item, "variableCollectionId"),
                    type = text_at(item, "resolvedType");
  Json* home = collection(home_id);
  if (!home) return bad("Variable collection with id " + home_id + " not found");
  if (is_true(*home, "remote") || is_true(*home, "isExtension"))
    return bad("Variables cannot be made in remote and extended collections");
  if (type.empty()) return bad("Missing required parameter resolvedType");
  if (!is_name_free(*home, text_at(item, "name"), "")) return false;
  if (home->find("variableIds")->size() >= kVariablesMax)
    return bad("A variable collection can have at most 5000 variables");
  const std::string id = "VariableID:" + fresh_id_() + ":0";
  if (!take_temporary(item, "id", id)) return false;
  Json values = Json::object();
  const Json& modes = *home->find("modes");
  for (std::size_t i = 0; i < modes.size(); ++i)
    values.set(text_at(modes[i], "modeId"), first_value(type));
  const Json *scopes = item.find("scopes"), *syntax = item.find("codeSyntax");
  state_.find("variables")
      ->set(id, Json::object({{"id", id},
                              {"name", text_at(item, "name")},
                              {"key", fmt::format("{:0>40}", fresh_id_())},
                              {"variableCollectionId", real(home_id)},
                              {"resolvedType", type},
                              {"valuesByMode", std::move(values)},
                              {"remote", false},
                              {"description", text_at(item, "description")},
                              {"hiddenFromPublishing", is_true(item, "hiddenFromPublishing")},
                              {"scopes", scopes ? *scopes : Json::array({"ALL_SCOPES"})},
                              {"codeSyntax", syntax ? *syntax : Json::object()}}));
  home->find("variableIds")->push(id);
  return true;
}

// Whether following aliases from `from` comes by `to`.
bool VariableChange::ends_in_itself(const std::string& from, const std::string& to) {
  std::vector<std::string> open = {from};
  std::set<std::string> seen;
  while (!open.empty()) {
    const std::string id = std::move(open.back());
    open.pop_back();
    if (id == to) return true;
    const Json* there = variable(id);
    if (!there || !seen.insert(id).second) continue;
    there->find("valuesByMode")->each([&](std::string_view, const Json& value) {
      if (is_alias(value)) open.push_back(text_at(value, "id"));
    });
  }
  return false;
}

bool VariableChange::is_fit(const Json& there, const Json& value) {
  const std::string type = text_at(there, "resolvedType"), id = text_at(there, "id");
  if (is_alias(value)) {
    const std::string target_id = real(text_at(value, "id"));
    const Json* target = variable(target_id);
    if (!target) return bad("Variable with id " + target_id + " not found");
    if (text_at(*target, "resolvedType") != type)
      return bad("An alias must have the type of its variable");
    return !ends_in_itself(target_id, id) || bad("A variable cannot be an alias of itself");
  }
  const bool fits = (type == "BOOLEAN" && value.kind() == Json::Kind::boolean) ||
                    (type == "FLOAT" && value.as_number()) ||
                    (type == "STRING" && value.is_text()) ||
                    (type == "COLOR" && (is_color(value) || is_composed(value)));
  return fits || bad("The value does not match the variable's type " + type);
}

bool VariableChange::set_value(const Json& item) {
  const std::string id = text_at(item, "variableId"), mode = real(text_at(item, "modeId"));
  Json* there = variable(id);
  if (!there) return bad("Variable with id " + id + " not found");
  Json value = *item.find("value");
  if (is_alias(value)) value.set("id", real(text_at(value, "id")));
  if (auto slash = mode.find('/'); slash != mode.npos) {
    if (Json* extension = collection(mode.substr(0, slash));
        extension && is_true(*extension, "isExtension"))
      return set_override(*extension, *there, mode, value);
  }
  if (is_true(*there, "remote")) return bad("Remote variables cannot be changed");
  const Json* home = collection(text_at(*there, "variableCollectionId"));
  if (!home || !has_mode(*home, mode)) return bad("Mode with id " + mode + " not found");
  if (value.is_null()) return bad("null is only allowed with the mode of an extended collection");
  if (!is_fit(*there, value)) return false;
  there->find("valuesByMode")->set(mode, std::move(value));
  return true;
}

bool VariableChange::set_override(Json& extension, const Json& there, const std::string& mode,
                                  const Json& value) {
  if (!has_mode(extension, mode)) return bad("Mode with id " + mode + " not found");
  Json& overrides = *extension.find("variableOverrides");
  const std::string id = text_at(there, "id");
  if (value.is_null()) {
    Json* own = overrides.find(id);
    if (own) own->erase(mode);
    if (own && own->size() == 0) overrides.erase(id);
    return true;
  }
  if (!is_fit(there, value)) return false;
  if (!overrides.find(id)) overrides.set(id, Json::object());
  overrides.find(id)->set(mode, value);
  return true;
}

}  // namespace figlink::fake
