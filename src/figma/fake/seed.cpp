#include "figma/fake/seed.h"

#include <string_view>
#include <utility>

namespace figlink::fake {
namespace {

constexpr std::string_view kProject = "2190000000000000001";
constexpr std::string_view kSubfolder = "2190000000000000002";

Json first_comments() {
  Json reaction = Json::object({{"user", Json::object({{"id", kDemoUser}})},
                                {"emoji", ":heart:"},
                                {"created_at", "2026-01-02T10:00:00Z"}});
  Json place = Json::object({{"node_id", "0:1"},
                             {"node_offset", Json::object({{"x", 120}, {"y", 80}})},
                             {"stable_path", nullptr}});
  return Json::array({Json::object({{"id", "1"},
                                    {"uuid", nullptr},
                                    {"file_key", kDemoFile},
                                    {"parent_id", ""},
                                    {"user", Json::object({{"id", kDemoUser}})},
                                    {"created_at", "2026-01-01T10:00:00Z"},
                                    {"resolved_at", nullptr},
                                    {"message", "Is this the right blue?"},
                                    {"reactions", Json::array({std::move(reaction)})},
                                    {"client_meta", std::move(place)},
                                    {"order_id", "1"}})});
}

Json first_webhook() {
  return Json::object({{"id", "3190000000000000001"},
                       {"event_type", "FILE_UPDATE"},
                       {"team_id", kDemoTeam},
                       {"context", "TEAM"},
                       {"context_id", kDemoTeam},
                       {"plan_api_id", "organization-" + std::string(kDemoOrg)},
                       {"status", "ACTIVE"},
                       {"client_id", nullptr},
                       {"passcode", "demo-passcode"},
                       {"endpoint", "https://example.com/hooks/figma"},
                       {"description", "Demo"},
                       {"protocol_version", "2"}});
}

Json collection(std::string_view id, std::string_view name, std::string_view key, Json modes,
                std::string_view variable, bool remote) {
  const std::string default_mode = modes[0].find("modeId")->text_or("");
  return Json::object({{"id", id},
                       {"name", name},
                       {"key", key},
                       {"modes", std::move(modes)},
                       {"defaultModeId", default_mode},
                       {"remote", remote},
                       {"hiddenFromPublishing", false},
                       {"variableIds", Json::array({variable})}});
}

Json variable(std::string_view id, std::string_view name, std::string_view key,
              std::string_view home, std::string_view type, Json values, bool remote) {
  return Json::object({{"id", id},
                       {"name", name},
                       {"key", key},
                       {"variableCollectionId", home},
                       {"resolvedType", type},
                       {"valuesByMode", std::move(values)},
                       {"remote", remote},
                       {"description", ""},
                       {"hiddenFromPublishing", false},
                       {"scopes", Json::array({"ALL_SCOPES"})},
                       {"codeSyntax", Json::object()}});
}

Json mode(std::string_view id, std::string_view name) {
  return Json::object({{"modeId", id}, {"name", name}});
}

// A collection of the file's own, and one that another library lends.
Json first_variables() {
  constexpr std::string_view kOwn = "VariableCollectionId:1:1", kOwnVariable = "VariableID:1:2";
  constexpr std::string_view kLent =
      "VariableCollectionId:1e47000000000000000000000000000000000001/7:1";
  constexpr std::string_view kLentVariable =
      "VariableID:1e47000000000000000000000000000000000002/7:2";
  Json blue = Json::object({{"r", 0.1}, {"g", 0.2}, {"b", 0.9}, {"a", 1}});
  Json light_blue = Json::object({{"r", 0.5}, {"g", 0.6}, {"b", 1}, {"a", 1}});
  Json collections = Json::object(
      {{kOwn,
        collection(kOwn, "Colors", "c011ec7100000000000000000000000000000001",
                   Json::array({mode("1:0", "Light"), mode("1:1", "Dark")}), kOwnVariable, false)},
       {kLent, collection(kLent, "Spacing", "1e47000000000000000000000000000000000001",
                          Json::array({mode("7:0", "Mode 1")}), kLentVariable, true)}});
  Json variables = Json::object(
      {{kOwnVariable,
        variable(kOwnVariable, "color/primary", "7a41ab1e00000000000000000000000000000001", kOwn,
                 "COLOR", Json::object({{"1:0", std::move(blue)}, {"1:1", std::move(light_blue)}}),
                 false)},
       {kLentVariable,
        variable(kLentVariable, "space/small", "1e47000000000000000000000000000000000002", kLent,
                 "FLOAT", Json::object({{"7:0", 8}}), true)}});
  return Json::object(
      {{"variableCollections", std::move(collections)}, {"variables", std::move(variables)}});
}

void seed_places(World& world) {
  const std::string demo(kDemoTeam), starter(kStarterTeam), theirs = "1190000000000000002";
  world.teams = {{demo, "Demo Team", "organization-" + std::string(kDemoOrg), Tariff::enterprise},
                 {theirs, "Another Team", "team-" + theirs, Tariff::professional},
                 {starter, "Side Project", "team-" + starter, Tariff::starter}};
  world.users = {{std::string(kDemoUser), "Demo Person", "demo@example.com", {demo, starter}},
                 {"100000000000000002", "A Stranger", "stranger@example.com", {theirs}},
                 {"100000000000000003", "A Viewer", "viewer@example.com", {demo}}};
  const std::string project(kProject), inner(kSubfolder), sketches = "2190000000000000003",
                                                          closed = "2190000000000000009";
  world.folders = {{project, "Demo Project", "", demo},
                   {inner, "Older things", project, demo},
                   {sketches, "Sketches", "", starter},
                   {closed, "Theirs", "", theirs}};
  constexpr int kManyVersions = 65;  // more than a page can hold
  world.files = {{std::string(kDemoFile), "Many Dummy Components", project, std::string(kDemoFile),
                  "", kManyVersions, true},
                 {"figmagic", "Figmagic Design System", project, "figmagic", "", 5, true},
                 {"quantux", "FE Starter Kit", inner, "quantux", "", 1, true},
                 {"codeconnectbranch", "Rounder corners", project, std::string(kDemoFile),
                  std::string(kDemoFile), 2, false},
                 {"sideproject", "Side project", sketches, "quantux", "", 1, false},
                 {"theirs", "Theirs", closed, "figmagic", "", 5, false}};
  for (std::string& key : world.documents.keys_in_folder(kThingsMax - world.files.size())) {
    if (!world.file(key)) world.files.push_back(found_file(std::move(key)));
  }
}

}  // namespace

File found_file(std::string key) {
  return {.key = key, .name = key, .folder_id = std::string(kProject), .document = key};
}

void seed(World& world) {
  seed_places(world);
  world.tokens.clear();
  seed_tokens(world);
  world.comments[std::string(kDemoFile)] = first_comments();
  world.dev_resources[std::string(kDemoFile)] =
      Json::array({Json::object({{"id", "d-1"},
                                 {"name", "Source"},
                                 {"url", "https://example.com/button"},
                                 {"file_key", kDemoFile},
                                 {"node_id", "1:3"}})});
  world.variables[std::string(kDemoFile)] = first_variables();
  world.webhooks = Json::array({first_webhook()});
  world.webhook_requests = Json::array();
}

}  // namespace figlink::fake
