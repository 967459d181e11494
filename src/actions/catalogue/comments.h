// Comments and reactions. The author is always the token's owner (figma.md 1.1).
#pragma once

#include "actions/catalogue/common.h"

namespace figlink::rows {

inline constexpr Input kVector[] = {
    required(in_body("x", "The distance from the left.", Type::number)),
    required(in_body("y", "The distance from the top.", Type::number)),
};
// Figma takes four forms: a point (x, y), a place in a frame (node_id, node_offset), and either of
// them with a region.
inline constexpr Input kClientMeta[] = {
    in_body("x", "A point's distance from the left of the canvas.", Type::number),
    in_body("y", "A point's distance from the top of the canvas.", Type::number),
    named(in_body("node_id", "The frame that the comment is pinned to."), Names::node_id),
    made_of(
        in_body("node_offset", "The place in that frame, from its top left corner.", Type::object),
        kVector),
    above(in_body("region_width", "A region's width.", Type::number), 0),
    above(in_body("region_height", "A region's height.", Type::number), 0),
    usually(one_of(in_body("comment_pin_corner", "The corner of the region that holds the pin."),
                   "top-left", "top-right", "bottom-left", "bottom-right"),
            "\"bottom-right\""),
};

inline constexpr Rule kPinnedOnce[] = {
    {Rule::Kind::one_needed, {"x", "node_id"}},
    {Rule::Kind::exclude, {"x", "node_id"}},
    {Rule::Kind::go_together, {"x", "y"}},
    {Rule::Kind::go_together, {"node_id", "node_offset"}},
    {Rule::Kind::go_together, {"region_width", "region_height"}},
};

inline constexpr Action kComments[] = {
    action({
        .name = "figma_get_comments",
        .label = "Get Comments",
        .summary = "Read all comments on a file.",
        .about = "There are no pages: the whole list comes at once. Replies name their root in "
                 "`parent_id` and have no place of their own.",
        .operation_id = "getComments",
        .group = "Comments",
        .effect = Effect::reads,
        .method = Method::get,
        .path = "/v1/files/{file_key}/comments",
        .scopes = {"file_comments:read"},
        .old_scopes = {"files:read"},
        .credentials = kAnyone,
        .tier = Tier::two,
        .in_guide = true,
        .inputs = {kFileKey,
                   in_query("as_md", "Gives the words as Markdown where possible.", Type::boolean)},
        .example = R"({"file_key": "codeconnect"})",
        .docs = "comments-endpoints/#get-comments-endpoint",
    }),
    action({
        .name = "figma_create_comment",
        .label = "Create Comment",
        .summary = "Comment on a file, or reply to a comment.",
        .operation_id = "postComment",
        .group = "Comments",
        .effect = Effect::writes,
        .method = Method::post,
        .path = "/v1/files/{file_key}/comments",
        .scopes = {"file_comments:write"},
        .credentials = kPeople,
        .tier = Tier::two,
        .in_guide = true,
        .inputs = {kFileKey, required(in_body("message", "The words of the comment.")),
                   in_body("comment_id",
                           "The root comment to reply to. Replies to replies are not possible."),
                   held_to(made_of(in_body("client_meta",
                                           "Where the comment is pinned: {x, y}, or {node_id, "
                                           "node_offset: {x, y}}, each also with region_width and "
                                           "region_height.",
                                           Type::object),
                                   kClientMeta),
                           kPinnedOnce)},
        .example =
            R"({"file_key": "codeconnect", "message": "The corner radius is 8 here.", "client_meta": {"x": 12.5, "y": 40}})",
        .docs = "comments-endpoints/#post-comments-endpoint",
    }),
    action({
        .name = "figma_delete_comment",
        .label = "Delete Comment",
        .summary = "Delete a comment of your own.",
        .operation_id = "deleteComment",
        .group = "Comments",
        .effect = Effect::deletes,
        .method = Method::del,
        .path = "/v1/files/{file_key}/comments/{comment_id}",
        .scopes = {"file_comments:write"},
        .credentials = kPeople,
        .tier = Tier::two,
        .in_guide = true,
        .inputs = {kFileKey, kCommentId},
        .example = R"({"file_key": "codeconnect", "comment_id": "1"})",
        .docs = "comments-endpoints/#delete-comments-endpoint",
    }),
    action({
        .name = "figma_get_comment_reactions",
        .label = "Get Comment Reactions",
        .summary = "Read the reactions to a comment.",
        .operation_id = "getCommentReactions",
        .group = "Comment Reactions",
        .effect = Effect::reads,
        .method = Method::get,
        .path = "/v1/files/{file_key}/comments/{comment_id}/reactions",
        .scopes = {"file_comments:read"},
        .old_scopes = {"files:read"},
        .credentials = kAnyone,
        .tier = Tier::two,
        .in_guide = true,
        .inputs = {kFileKey, kCommentId,
                   in_query("cursor", "Where to go on: the cursor of an earlier answer.")},
        .example = R"({"file_key": "codeconnect", "comment_id": "1"})",
        .docs = "comments-endpoints/#get-comment-reactions-endpoint",
        .paging = Paging::page_cursor,
        .items = "reactions",
    }),
    action({
        .name = "figma_create_comment_reaction",
        .label = "Create Comment Reaction",
        .summary = "React to a comment with an emoji.",
        .operation_id = "postCommentReaction",
        .group = "Comment Reactions",
        .effect = Effect::writes,
        .method = Method::post,
        .path = "/v1/files/{file_key}/comments/{comment_id}/reactions",
        .scopes = {"file_comments:write"},
        .credentials = kPeople,
        .tier = Tier::two,
        .in_guide = true,
        .inputs = {kFileKey, kCommentId,
                   required(
                       in_body("emoji",
                               "The emoji as a shortcode, such as :heart: or :+1::skin-tone-2:."))},
        .example = R"({"file_key": "codeconnect", "comment_id": "1", "emoji": ":heart:"})",
        .docs = "comments-endpoints/#post-comment-reactions-endpoint",
    }),
    action({
        .name = "figma_delete_comment_reaction",
        .label = "Delete Comment Reaction",
        .summary = "Take back your own reaction to a comment.",
        .operation_id = "deleteCommentReaction",
        .group = "Comment Reactions",
        .effect = Effect::deletes,
        .method = Method::del,
        .path = "/v1/files/{file_key}/comments/{comment_id}/reactions",
        .scopes = {"file_comments:write"},
        .credentials = kPeople,
        .tier = Tier::two,
        .in_guide = true,
        .inputs = {kFileKey, kCommentId,
                   required(in_query("emoji", "The emoji as a shortcode, such as :heart:."))},
        .example = R"({"file_key": "codeconnect", "comment_id": "1", "emoji": ":heart:"})",
        .docs = "comments-endpoints/#delete-comment-reactions-endpoint",
    }),
};

inline constexpr Action kUsers[] = {
    action({
        .name = "figma_get_current_user",
        .label = "Get Current User",
        .summary = "Read who the token belongs to: name, e-mail and picture.",
        .operation_id = "getMe",
        .group = "Users",
        .effect = Effect::reads,
        .method = Method::get,
        .path = "/v1/me",
        .scopes = {"current_user:read"},
        .old_scopes = {"files:read"},
        .credentials = kPeople,
        .tier = Tier::three,
        .in_guide = true,
        .example = R"({})",
        .docs = "users-endpoints/#get-me-endpoint",
    }),
};

}  // namespace figlink::rows
