// Projects and the folders that replace them.
//
// Figma renamed projects to folders in specification 0.43.0 (figma.md 0.1). Tokens made today hold
// `folders:read` and often not `projects:read`, so the two actions of the guide take the new calls
// as a detour and answer in one shape.
#pragma once

#include "actions/catalogue/common.h"

namespace figlink::rows {

inline constexpr Input kProjectId =
    in_path("project_id", "The project (folder): its id or URL.", Names::project_id);
inline constexpr Input kFolderId =
    in_path("folder_id", "The folder: its id or URL.", Names::folder_id);

inline constexpr Action kProjects[] = {
    action({
        .name = "figma_get_team_projects",
        .label = "Get Team Projects",
        .summary = "List the projects (folders) of a team.",
        .about = "Answers with `projects` for tokens of either kind: those with projects:read, and "
                 "newer ones with folders:read alone.",
        .operation_id = "getTeamProjects",
        .group = "Projects",
        .effect = Effect::reads,
        .method = Method::get,
        .path = "/v1/teams/{team_id}/projects",
        .scopes = {"projects:read"},
        .old_scopes = {"files:read"},
        .credentials = kAnyone,
        .tier = Tier::two,
        .in_guide = true,
        .deprecated = true,
        .instead = "figma_get_team_folders",
        .inputs = {kTeamId},
        .example = R"({"team_id": "1190000000000000001"})",
        .docs = "projects-endpoints/#get-team-projects-endpoint",
        .shape = Shape::projects,
        .detour = {"/v2/teams/{team_id}/folders", {"folders:read"}},
    }),
    action({
        .name = "figma_get_project_files",
        .label = "Get Project Files",
        .summary = "List the files of a project (folder).",
        .about = "Answers with `files` for tokens of either kind: those with projects:read, and "
                 "newer ones with folders:read alone.",
        .operation_id = "getProjectFiles",
        .group = "Projects",
        .effect = Effect::reads,
        .method = Method::get,
        .path = "/v1/projects/{project_id}/files",
        .scopes = {"projects:read"},
        .old_scopes = {"files:read"},
        .credentials = kAnyone,
        .tier = Tier::two,
        .in_guide = true,
        .deprecated = true,
        .instead = "figma_get_folder_files",
        .inputs = {kProjectId, kBranchData},
        .example = R"({"project_id": "2190000000000000001"})",
        .docs = "projects-endpoints/#get-project-files-endpoint",
        .shape = Shape::project_files,
        .detour = {"/v2/folders/{project_id}/files", {"folders:read"}},
    }),
    action({
        .name = "figma_get_project_metadata",
        .label = "Get Project Metadata",
        .summary = "Read a project's name and numbers.",
        .operation_id = "getProjectMeta",
        .group = "Projects",
        .effect = Effect::reads,
        .method = Method::get,
        .path = "/v1/projects/{project_id}/meta",
        .scopes = {"project_metadata:read"},
        .credentials = kAnyone,
        .tier = Tier::three,
        .deprecated = true,
        .instead = "figma_get_folder_metadata",
        .inputs = {kProjectId},
        .example = R"({"project_id": "2190000000000000001"})",
        .docs = "projects-endpoints/#get-project-metadata-endpoint",
    }),
};

inline constexpr Action kFolders[] = {
    action({
        .name = "figma_get_team_folders",
        .label = "Get Team Folders",
        .summary = "List the top folders of a team.",
        .operation_id = "getTeamFolders",
        .group = "Folders",
        .effect = Effect::reads,
        .method = Method::get,
        .path = "/v2/teams/{team_id}/folders",
        .scopes = {"folders:read"},
        .credentials = kAnyone,
        .tier = Tier::two,
        .inputs = {kTeamId},
        .example = R"({"team_id": "1190000000000000001"})",
        .docs = "folders-endpoints/#get-team-folders-endpoint",
    }),
    action({
        .name = "figma_get_folder_folders",
        .label = "Get Folder Folders",
        .summary = "List the folders directly inside a folder.",
        .operation_id = "getFolderFolders",
        .group = "Folders",
        .effect = Effect::reads,
        .method = Method::get,
        .path = "/v2/folders/{folder_id}/folders",
        .scopes = {"folders:read"},
        .credentials = kAnyone,
        .tier = Tier::two,
        .inputs = {kFolderId},
        .example = R"({"folder_id": "2190000000000000001"})",
        .docs = "folders-endpoints/#get-folder-folders-endpoint",
    }),
    action({
        .name = "figma_get_folder_files",
        .label = "Get Folder Files",
        .summary = "List the files directly inside a folder.",
        .operation_id = "getFolderFiles",
        .group = "Folders",
        .effect = Effect::reads,
        .method = Method::get,
        .path = "/v2/folders/{folder_id}/files",
        .scopes = {"folders:read"},
        .credentials = kAnyone,
        .tier = Tier::two,
        .inputs = {kFolderId, kBranchData},
        .example = R"({"folder_id": "2190000000000000001"})",
        .docs = "folders-endpoints/#get-folder-files-endpoint",
    }),
    action({
        .name = "figma_get_folder_metadata",
        .label = "Get Folder Metadata",
        .summary = "Read a folder's name and numbers.",
        .about = "Figma's specification lets no personal token call this.",
        .operation_id = "getFolderMeta",
        .group = "Folders",
        .effect = Effect::reads,
        .method = Method::get,
        .path = "/v2/folders/{folder_id}/meta",
        .scopes = {"folder_metadata:read"},
        .credentials = Credentials::plan | Credentials::oauth,
        .tier = Tier::three,
        .inputs = {kFolderId},
        .example = R"({"folder_id": "2190000000000000001"})",
        .docs = "folders-endpoints/#get-folder-metadata-endpoint",
    }),
};

}  // namespace figlink::rows
