// Variables: local, published, and the atomic POST with temporary ids (figma.md 6.6).
#include <fmt/format.h>

#include "figma/fake/world.h"

namespace figlink::fake {
namespace {

constexpr std::size_t kModesMax = 40;
constexpr std::size_t kModeNameMax = 40;
constexpr std::size_t kVariablesMax = 5000;  // a collection

Json& state_of(World& world, const std::string& file) {
  Json& state = world.variables[file];
  if (state.is_null())
    state = Json::object({{"variableCollections", Json::object()}, {"variables", Json::object()}});
  return state;
}

Response local(World& world, const Ask& ask) {
  const File* file = visible_file(world, ask, ask.path("file_key"));
  if (!file) return refuse(ask.row, 404, "Not found");
  const Json& state = state_of(world, file->key);
  return answer(
      ok_meta(Json::object({{"variables", *state.find("variables")},
                            {"variableCollections", *state.find("variableCollections")}})));
}

Response published(World& world, const Ask& ask) {
  const File* file = visible_file(world, ask, ask.path("file_key"));
  if (!file) return refuse(ask.row, 404, "Not found");
  const Json& state = state_of(world, file->key);
  Json variables = Json::object(), collections = Json::object();
  auto common = [&](const Json& each) {
    std::string id = each.find("id")->text_or(""), key = each.find("key")->text_or("");
    return Json::object({{"id", id},
                         {"subscribed_id", fmt::format("VariableID:{}/1:0", key)},
                         {"name", *each.find("name")},
                         {"key", key},
                         {"updatedAt", "2026-06-01T00:00:00Z"}});
  };
  state.find("variables")->each([&](std::string_view id, const Json& each) {
    if (each.find("hiddenFromPublishing")->as_bool().value_or(false)) return;
    Json out = common(each);
    out.set("variableCollectionId", *each.find("variableCollectionId"));
    out.set("resolvedDataType", *each.find("resolvedType"));
    variables.set(id, std::move(out));
  });
  state.find("variableCollections")->each([&](std::string_view id, const Json& each) {
    if (!each.find("hiddenFromPublishing")->as_bool().value_or(false))
      collections.set(id, common(each));
  });
  return answer(ok_meta(Json::object(
      {{"variables", std::move(variables)}, {"variableCollections", std::move(collections)}})));
}

// One POST on a copy of the state; the copy replaces the state only when every step went well.
class Change {
 public:
  Change(World& world, Json state) : world_(world), state_(std::move(state)) {}

  bool run(const Json& body) {
    for (auto [list, step] : {std::pair{"variableCollections", &Change::collection},
                              {"variableModes", &Change::mode},
                              {"variables", &Change::variable},
                              {"variableModeValues", &Change::value}}) {
      const Json* items = body.find(list);
      for (std::size_t i = 0; items && i < items->size(); ++i) {
        if (!(this->*step)((*items)[i])) return false;
      }
    }
    return true;
  }
  std::string problem;
  Json real_ids = Json::object();
  Json take() { return std::move(state_); }

 private:
  bool bad(std::string why) {
    problem = std::move(why);
    return false;
  }
  static std::string text(const Json& item, std::string_view key) {
    return item.find(key) ? item.find(key)->text_or("") : std::string();
  }
  std::string real(const std::string& id) const {
    return real_ids.find(id) ? real_ids.find(id)->text_or("") : id;
  }
  Json& collections() { return *state_.find("variableCollections"); }
  Json& variables() { return *state_.find("variables"); }

  bool collection(const Json& item) {
    std::string action = text(item, "action"), id = real(text(item, "id"));
    if (action == "CREATE") {
      if (text(item, "name").empty()) return bad("Missing required parameter name");
      std::string made = "VariableCollectionId:" + world_.fresh_id() + ":0",
                  mode = world_.fresh_id() + ":0";
      if (!text(item, "id").empty()) real_ids.set(text(item, "id"), made);
      if (!text(item, "initialModeId").empty()) real_ids.set(text(item, "initialModeId"), mode);
      const Json* hidden = item.find("hiddenFromPublishing");
      collections().set(
          made, Json::object(
                    {{"id", made},
                     {"name", text(item, "name")},
                     {"key", fmt::format("{:0>40}", world_.fresh_id())},
                     {"modes", Json::array({Json::object({{"modeId", mode}, {"name", "Mode 1"}})})},
                     {"defaultModeId", mode},
                     {"remote", false},
                     {"hiddenFromPublishing", hidden ? *hidden : Json(false)},
                     {"variableIds", Json::array()}}));
      return true;
    }
    Json* there = collections().find(id);
    if (!there) return bad("Variable collection " + id + " not found");
    if (action == "DELETE") {
      const Json ids = *there->find("variableIds");
      for (std::size_t i = 0; i < ids.size(); ++i) variables().erase(ids[i].text_or(""));
      collections().erase(id);
      return true;
    }
    for (std::string_view key : {"name", "hiddenFromPublishing"}) {
      if (item.find(key)) there->set(key, *item.find(key));
    }
    return true;
  }

  bool mode(const Json& item) {
    std::string action = text(item, "action"), id = real(text(item, "id"));
    if (text(item, "name").size() > kModeNameMax)
      return bad("Mode name must be 40 characters or less");
    if (action == "CREATE") {
      Json* there = collections().find(real(text(item, "variableCollectionId")));
      if (!there) return bad("Variable collection not found");
      if (there->find("modes")->size() >= kModesMax) return bad("Too many modes");
      std::string made = world_.fresh_id() + ":0";
      if (!text(item, "id").empty()) real_ids.set(text(item, "id"), made);
      there->find("modes")->push(Json::object({{"modeId", made}, {"name", text(item, "name")}}));
      return true;
    }
    bool found = false;
    for (std::string_view key : collections().keys()) {
      Json& modes = *collections().find(key)->find("modes");
      Json kept = Json::array();
      for (std::size_t i = 0; i < modes.size(); ++i) {
        bool hit = modes[i].find("modeId")->text_or("") == id;
        found = found || hit;
        if (hit && action == "UPDATE" && item.find("name"))
          modes[i].set("name", *item.find("name"));
        if (!hit || action != "DELETE") kept.push(modes[i]);
      }
      if (kept.size() == 0) return bad("A collection needs at least one mode");
      modes = std::move(kept);
    }
    return found || bad("Mode " + id + " not found");
  }

  bool variable(const Json& item) {
    std::string action = text(item, "action"), id = real(text(item, "id")),
                name = text(item, "name");
    if (name.find_first_of(".{}") != std::string::npos)
      return bad("Variable name contains invalid characters");
    if (action == "CREATE") {
      std::string home = real(text(item, "variableCollectionId"));
      Json* collection = collections().find(home);
      if (!collection) return bad("Variable collection not found");
      if (name.empty() || text(item, "resolvedType").empty())
        return bad("Missing required parameter name or resolvedType");
      if (collection->find("variableIds")->size() >= kVariablesMax)
        return bad("Too many variables");
      std::string made = "VariableID:" + world_.fresh_id() + ":0";
      if (!text(item, "id").empty()) real_ids.set(text(item, "id"), made);
      Json out = Json::object({{"id", made},
                               {"name", name},
                               {"key", fmt::format("{:0>40}", world_.fresh_id())},
                               {"variableCollectionId", home},
                               {"resolvedType", text(item, "resolvedType")},
                               {"valuesByMode", Json::object()},
                               {"remote", false},
                               {"description", text(item, "description")},
                               {"hiddenFromPublishing", false},
                               {"scopes", Json::array({"ALL_SCOPES"})},
                               {"codeSyntax", Json::object()}});
      for (std::string_view key : {"hiddenFromPublishing", "scopes", "codeSyntax"}) {
        if (item.find(key)) out.set(key, *item.find(key));
      }
      collection->find("variableIds")->push(made);
      variables().set(made, std::move(out));
      return true;
    }
    Json* there = variables().find(id);
    if (!there) return bad("Variable " + id + " not found");
    if (action == "DELETE") {
      variables().erase(id);
      return true;
    }
    for (std::string_view key :
         {"name", "description", "hiddenFromPublishing", "scopes", "codeSyntax"}) {
      if (item.find(key)) there->set(key, *item.find(key));
    }
    return true;
  }

  bool value(const Json& item) {
    Json* there = variables().find(real(text(item, "variableId")));
    if (!there) return bad("Variable not found");
    const Json* given = item.find("value");
    std::string type = there->find("resolvedType")->text_or("");
    bool fits = given &&
                (given->is_object() || (type == "FLOAT" && given->as_number()) ||
                 (type == "STRING" && given->is_text()) || (type == "BOOLEAN" && given->as_bool()));
    if (!fits) return bad("Value does not match the variable's type");
    there->find("valuesByMode")->set(real(text(item, "modeId")), *given);
    return true;
  }

  World& world_;
  Json state_;
};

Response post(World& world, const Ask& ask) {
  const File* file = visible_file(world, ask, ask.path("file_key"));
  if (!file) return refuse(ask.row, 404, "Not found");
  Change change(world, state_of(world, file->key));
  if (!change.run(ask.body)) return refuse(ask.row, 400, change.problem);
  world.variables[file->key] = change.take();
  return answer(ok_meta(Json::object({{"tempIdToRealId", std::move(change.real_ids)}})));
}

}  // namespace

void add_variable_answers(Answers& answers) {
  answers["getLocalVariables"] = local;
  answers["getPublishedVariables"] = published;
  answers["postVariables"] = post;
}

}  // namespace figlink::fake
