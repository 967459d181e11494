// Inputs that many actions share, and the kinds of credentials as Figma groups them.
#pragma once

#include "actions/proof.h"

namespace figlink::rows {

inline constexpr std::uint8_t kAnyone =
    Credentials::personal | Credentials::plan | Credentials::oauth;
inline constexpr std::uint8_t kPeople =
    Credentials::personal | Credentials::oauth;  // not plan tokens

inline constexpr Input kFileKey =
    in_path("file_key", "The file: its key, a branch's key, or the file's URL.", Names::file_key);
inline constexpr Input kMainFileKey =
    in_path("file_key", "The main file: its key or URL. A branch's key does not work here.",
            Names::file_key);
inline constexpr Input kTeamId = in_path(
    "team_id", "The team: its id or URL. The account's own team when left out.", Names::team_id);
inline constexpr Input kVersion =
    in_query("version", "A version's id, to read the file as it was then. Now when left out.");
inline constexpr Input kDepth =
    at_least(in_query("depth",
                      "How many levels of the tree to read: 1 gives the pages, 2 their frames too. "
                      "All when left out.",
                      Type::integer),
             1);
inline constexpr Input kGeometry =
    one_of(in_query("geometry", "`paths` adds the outlines of vectors."), "paths");
inline constexpr Input kPluginData =
    in_query("plugin_data",
             "Ids of plugins whose data to add, and `shared` for data that all plugins share.",
             Type::text_list);
inline constexpr Input kBranchData = usually(
    in_query("branch_data", "Adds the file's branches, or a branch's main file.", Type::boolean),
    "false");
inline constexpr Input kCommentId = in_path("comment_id", "The comment's id.");
inline constexpr Input kWebhookId = in_path("webhook_id", "The webhook's id.");
inline constexpr Input kPageSize =
    usually(at_least(in_query("page_size", "How many to give at once.", Type::integer), 1), "30");
inline constexpr Input kAfter =
    in_query("after", "Give what comes after this cursor (meta.cursor.after of an earlier answer).",
             Type::integer);
inline constexpr Input kBefore = in_query(
    "before", "Give what comes before this cursor (meta.cursor.before of an earlier answer).",
    Type::integer);
inline constexpr Rule kAfterOrBefore = {Rule::Kind::exclude, {"after", "before"}};

}  // namespace figlink::rows
