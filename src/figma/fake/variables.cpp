// Variables: local with modes, published without; changes all or nothing (variable_change.h).
#include <fmt/format.h>

#include "figma/fake/ask.h"
#include "figma/fake/variable_change.h"

namespace figlink::fake {
namespace {

constexpr std::string_view kPublishedAt = "2026-06-01T00:00:00Z";

Json& state_of(World& world, const std::string& file_key) {
  Json& state = world.variables[file_key];
  if (state.is_null())
    state = Json::object({{"variableCollections", Json::object()}, {"variables", Json::object()}});
  return state;
}

Response get_local(World& world, const Ask& ask) {
  const File* file = visible_file(world, ask.token, ask.path("file_key"));
  if (!file) return not_found(ask);
  const Json& state = state_of(world, file->key);
  return answer(
      ok_meta(Json::object({{"variables", *state.find("variables")},
                            {"variableCollections", *state.find("variableCollections")}})));
}

bool is_published(const Json& thing) {
  return thing.find("remote")->as_bool() != true &&
         thing.find("hiddenFromPublishing")->as_bool() != true;
}

// `subscribed_id` carries the publication: "VariableID:KEY/2:1".
Json published_part(std::string_view kind, const Json& thing) {
  return Json::object({{"id", text_at(thing, "id")},
                       {"subscribed_id", fmt::format("{}:{}/2:1", kind, text_at(thing, "key"))},
                       {"name", text_at(thing, "name")},
                       {"key", text_at(thing, "key")},
                       {"updatedAt", kPublishedAt}});
}

Response get_published(World& world, const Ask& ask) {
  const File* file = visible_main_file(world, ask.token, ask.path("file_key"));
  if (!file) return not_found(ask);
  const Json& state = state_of(world, file->key);
  Json variables = Json::object(), collections = Json::object();
  state.find("variableCollections")->each([&](std::string_view id, const Json& each) {
    if (is_published(each)) collections.set(id, published_part("VariableCollectionId", each));
  });
  state.find("variables")->each([&](std::string_view id, const Json& each) {
    if (!is_published(each) || !collections.find(text_at(each, "variableCollectionId"))) return;
    Json out = published_part("VariableID", each);
    out.set("variableCollectionId", *each.find("variableCollectionId"));
    out.set("resolvedDataType", *each.find("resolvedType"));
    variables.set(id, std::move(out));
  });
  return answer(ok_meta(Json::object(
      {{"variables", std::move(variables)}, {"variableCollections", std::move(collections)}})));
}

Response post_variables(World& world, const Ask& ask) {
  const File* file = visible_file(world, ask.token, ask.path("file_key"));
  if (!file) return not_found(ask);
  VariableChange change(state_of(world, file->key), [&] { return world.fresh_id(); });
  if (!change.run(ask.body)) return refuse(ask.row, 400, change.problem());
  world.variables[file->key] = change.take_state();
  return answer(ok_meta(Json::object({{"tempIdToRealId", change.take_real_ids()}})));
}

}  // namespace

void add_variable_answers(Answers& answers) {
  answers["getLocalVariables"] = get_local;
  answers["getPublishedVariables"] = get_published;
  answers["postVariables"] = post_variables;
}

}  // namespace figlink::fake
