// Teams, projects and the folders that replace them.
#include <fmt/format.h>

#include "figma/fake/ask.h"

namespace figlink::fake {
namespace {

constexpr std::string_view kMade = "2025-12-01T09:00:00Z";
constexpr std::string_view kChanged = "2026-06-01T09:00:00Z";

bool is_old_call(const Ask& ask) { return ask.row.group == "Projects"; }

// The old calls for lists know no 404 (figma.md 1): what is closed to a caller is told by 403.
Response closed(const Ask& ask) {
  if (is_old_call(ask) && ask.row.operation_id != "getProjectMeta")
    return refuse(ask.row, 403, "You don't have permission to access this resource");
  return not_found(ask);
}

const Folder* asked_folder(World& world, const Ask& ask) {
  return visible_folder(world, ask.token, ask.path(is_old_call(ask) ? "project_id" : "folder_id"));
}

Json folder_json(const Folder& folder) {
  return Json::object(
      {{"id", folder.id},
       {"name", folder.name},
       {"parent_folder_id", folder.parent_id.empty() ? Json(nullptr) : Json(folder.parent_id)}});
}

Json thumbnail(const Ask& ask, const File& file) {
  return fmt::format("{}/sandbox/thumbnails/{}.png", ask.origin, file.key);
}

std::string last_modified(World& world, const File& file) {
  // A document of --files may be large: listing a folder does not read it.
  if (!file.publishes) return std::string(kChanged);
  auto head = world.documents.head(file.document);
  return head && !head->last_modified.empty() ? head->last_modified : std::string(kChanged);
}

Json file_json(World& world, const Ask& ask, const File& file) {
  return Json::object({{"key", file.key},
                       {"name", file.name},
                       {"thumbnail_url", thumbnail(ask, file)},
                       {"last_modified", last_modified(world, file)}});
}

Json files_in(World& world, const Ask& ask, const Folder& folder) {
  Json files = Json::array();
  for (const File& file : world.files) {
    if (file.folder_id != folder.id || !file.main_key.empty()) continue;
    Json each = file_json(world, ask, file);
    if (ask.is_true("branch_data")) {
      Json branches = Json::array();
      for (const File& branch : world.files) {
        if (branch.main_key == file.key) branches.push(file_json(world, ask, branch));
      }
      each.set("branches", std::move(branches));
    }
    files.push(std::move(each));
  }
  return files;
}

Response team_projects(World& world, const Ask& ask) {
  if (!sees_team(world, ask.token, ask.path("team_id"))) return closed(ask);
  const Team& team = *world.team(ask.path("team_id"));
  Json projects = Json::array();
  for (const Folder& folder : world.folders) {
    if (folder.team_id == team.id && folder.parent_id.empty())
      projects.push(Json::object({{"id", folder.id}, {"name", folder.name}}));
  }
  return answer(Json::object({{"name", team.name}, {"projects", std::move(projects)}}));
}

Response team_folders(World& world, const Ask& ask) {
  if (!sees_team(world, ask.token, ask.path("team_id"))) return closed(ask);
  const Team& team = *world.team(ask.path("team_id"));
  Json folders = Json::array();
  for (const Folder& folder : world.folders) {
    if (folder.team_id == team.id && folder.parent_id.empty()) folders.push(folder_json(folder));
  }
  return answer(Json::object({{"name", team.name}, {"folders", std::move(folders)}}));
}

Response folder_folders(World& world, const Ask& ask) {
  const Folder* parent = asked_folder(world, ask);
  if (!parent) return closed(ask);
  Json folders = Json::array();
  for (const Folder& folder : world.folders) {
    if (folder.parent_id == parent->id) folders.push(folder_json(folder));
  }
  return answer(Json::object({{"name", parent->name}, {"folders", std::move(folders)}}));
}

Response folder_files(World& world, const Ask& ask) {
  const Folder* folder = asked_folder(world, ask);
  if (!folder) return closed(ask);
  return answer(Json::object({{"name", folder->name}, {"files", files_in(world, ask, *folder)}}));
}

Response folder_meta(World& world, const Ask& ask) {
  const Folder* folder = asked_folder(world, ask);
  if (!folder) return closed(ask);
  Json picture = nullptr;
  std::int64_t count = 0;
  for (const File& file : world.files) {
    if (file.folder_id != folder->id || !file.main_key.empty()) continue;
    if (count++ == 0) picture = thumbnail(ask, file);
  }
  return answer(Json::object({{"id", folder->id},
                              {"name", folder->name},
                              {"thumbnail_url", std::move(picture)},
                              {"file_count", count},
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
