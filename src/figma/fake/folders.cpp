// Teams, projects and the folders that replace them.
#include <fmt/format.h>

#include "figma/fake/world.h"

namespace figlink::fake {
namespace {

constexpr std::string_view kMade = "2025-12-01T09:00:00Z";
constexpr std::string_view kChanged = "2026-06-01T09:00:00Z";

bool sees_team(const Ask& ask, std::string_view team) {
  return ask.user.in_demo_team && team == kDemoTeam;
}

const Folder* visible_folder(World& world, const Ask& ask, std::string_view id) {
  for (const Folder& folder : world.folders) {
    if (folder.id == id && sees_team(ask, folder.team_id)) return &folder;
  }
  return nullptr;
}

Json folder_json(const Folder& folder) {
  return Json::object(
      {{"id", folder.id},
       {"name", folder.name},
       {"parent_folder_id", folder.parent_id.empty() ? Json(nullptr) : Json(folder.parent_id)}});
}

Json file_list(World& world, const Ask& ask, const Folder& folder) {
  Json files = Json::array();
  for (const File& file : world.files) {
    if (file.folder_id != folder.id) continue;
    Json each = Json::object(
        {{"key", file.key},
         {"name", file.name},
         {"thumbnail_url", fmt::format("{}/sandbox/renders/{}.png", ask.origin, file.key)},
         {"last_modified", kChanged}});
    if (ask.query_or("branch_data", "false") == "true") each.set("branches", Json::array());
    files.push(std::move(each));
  }
  return files;
}

Response team_projects(World& world, const Ask& ask) {
  if (!sees_team(ask, ask.path("team_id"))) return refuse(ask.row, 404, "Not found");
  Json projects = Json::array();
  for (const Folder& folder : world.folders) {
    if (folder.team_id == kDemoTeam && folder.parent_id.empty())
      projects.push(Json::object({{"id", folder.id}, {"name", folder.name}}));
  }
  return answer(Json::object({{"name", "Demo Team"}, {"projects", std::move(projects)}}));
}

Response team_folders(World& world, const Ask& ask) {
  if (!sees_team(ask, ask.path("team_id"))) return refuse(ask.row, 404, "Not found");
  Json folders = Json::array();
  for (const Folder& folder : world.folders) {
    if (folder.team_id == kDemoTeam && folder.parent_id.empty()) folders.push(folder_json(folder));
  }
  return answer(Json::object({{"name", "Demo Team"}, {"folders", std::move(folders)}}));
}

Response folder_folders(World& world, const Ask& ask) {
  const Folder* parent = visible_folder(world, ask, ask.path("folder_id"));
  if (!parent) return refuse(ask.row, 404, "Not found");
  Json folders = Json::array();
  for (const Folder& folder : world.folders) {
    if (folder.parent_id == parent->id) folders.push(folder_json(folder));
  }
  return answer(Json::object({{"name", parent->name}, {"folders", std::move(folders)}}));
}

Response folder_files(World& world, const Ask& ask) {
  const Folder* folder = visible_folder(
      world, ask, ask.path(ask.row.group == "Projects" ? "project_id" : "folder_id"));
  if (!folder) return refuse(ask.row, 404, "Not found");
  return answer(Json::object({{"name", folder->name}, {"files", file_list(world, ask, *folder)}}));
}

Response folder_meta(World& world, const Ask& ask) {
  const Folder* folder = visible_folder(
      world, ask, ask.path(ask.row.group == "Projects" ? "project_id" : "folder_id"));
  if (!folder) return refuse(ask.row, 404, "Not found");
  return answer(Json::object(
      {{"id", folder->id},
       {"name", folder->name},
       {"thumbnail_url", nullptr},
       {"file_count", static_cast<std::int64_t>(file_list(world, ask, *folder).size())},
       {"updated_at", kChanged},
       {"created_at", kMade}}));
}

}  // namespace

void add_folder_answers(Answers& answers) {
  answers["getTeamProjects"] = team_projects;
  answers["getTeamFolders"] = team_folders;
  answers["getFolderFolders"] = folder_folders;
  answers["getProjectFiles"] = folder_files;
  answers["getFolderFiles"] = folder_files;
  answers["getProjectMeta"] = folder_meta;
  answers["getFolderMeta"] = folder_meta;
}

}  // namespace figlink::fake
