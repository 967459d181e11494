// Webhooks (figma.md 5). Verified by a passcode in the body; Figma answers reads with an empty
// passcode.
#pragma once

#include "actions/catalogue/common.h"

namespace figlink::rows {

// PING stands in Figma's enumeration and cannot be asked for: each new webhook is sent one.
inline constexpr Input kEventType =
    one_of(in_body("event_type", "The event to be told of."), "FILE_UPDATE", "FILE_VERSION_UPDATE",
           "FILE_DELETE", "LIBRARY_PUBLISH", "FILE_COMMENT", "DEV_MODE_STATUS_UPDATE");
inline constexpr Input kEndpoint =
    up_to(in_body("endpoint", "The address that Figma posts events to."), 2048);
inline constexpr Input kPasscode = up_to(
    in_body("passcode",
            "A word of your own that comes back with each event, to prove that it is Figma's."),
    100);
inline constexpr Input kStatus =
    one_of(in_body("status", "ACTIVE, or PAUSED to be told nothing for now."), "ACTIVE", "PAUSED");
inline constexpr Input kDescription = up_to(in_body("description", "A name for people."), 150);

inline constexpr std::string_view kContextIdAbout =
    "That team, project or file: its id or URL. For a team the account's own when left out.";

inline constexpr Action kWebhooks[] = {
    action({
        .name = "figma_get_webhooks",
        .label = "Get Webhooks",
        .summary = "List the webhooks of a team, project or file, or of a whole plan.",
        .about =
            "Give `context` and `context_id`, or `plan_api_id` for all that the token may see.",
        .operation_id = "getWebhooks",
        .group = "Webhooks",
        .effect = Effect::reads,
        .method = Method::get,
        .path = "/v2/webhooks",
        .scopes = {"webhooks:read"},
        .credentials = kAnyone,
        .tier = Tier::two,
        .in_guide = true,
        .inputs =
            {one_of(in_query("context", "What the webhooks belong to."), "team", "project", "file"),
             named(in_query("context_id", kContextIdAbout), Names::by_context),
             in_query("plan_api_id",
                      "The plan's id, such as organization-123, to list all of its webhooks."),
             in_query("cursor", "With plan_api_id: where to go on.")},
        .rules = {Rule{Rule::Kind::one_needed, {"context", "plan_api_id"}},
                  Rule{Rule::Kind::go_together, {"context", "context_id"}},
                  Rule{Rule::Kind::exclude, {"context", "plan_api_id"}}},
        .example = R"({"context": "team", "context_id": "1190000000000000001"})",
        .docs = "webhooks-endpoints/#get-webhooks-endpoint",
        .paging = Paging::page_cursor,
        .items = "webhooks",
    }),
    action({
        .name = "figma_create_webhook",
        .label = "Create Webhook",
        .summary = "Ask Figma to post an event to an address of yours.",
        .about = "At most 20 a team, 5 a project and 3 a file. Figma posts a PING at once, unless "
                 "`status` is PAUSED.",
        .operation_id = "postWebhook",
        .group = "Webhooks",
        .effect = Effect::writes,
        .method = Method::post,
        .path = "/v2/webhooks",
        .scopes = {"webhooks:write"},
        .credentials = kAnyone,
        .tier = Tier::two,
        .in_guide = true,
        .inputs = {required(kEventType),
                   required(one_of(in_body("context", "What to be told about."), "team", "project",
                                   "file")),
                   named(required(in_body("context_id", kContextIdAbout)), Names::by_context),
                   required(kEndpoint), required(kPasscode), kStatus, kDescription,
                   named(deprecated(in_body("team_id",
                                            "An older way to name the team, by its id or URL; use "
                                            "context and context_id.")),
                         Names::team_id)},
        .example =
            R"({"event_type": "FILE_COMMENT", "context": "team", "context_id": "1190000000000000001", "endpoint": "https://example.com/hooks/figma", "passcode": "a-word-of-your-own", "status": "PAUSED", "description": "Comments of the demo team"})",
        .docs = "webhooks-endpoints/#post-webhook-endpoint",
    }),
    action({
        .name = "figma_get_webhook",
        .label = "Get Webhook",
        .summary = "Read one webhook.",
        .operation_id = "getWebhook",
        .group = "Webhooks",
        .effect = Effect::reads,
        .method = Method::get,
        .path = "/v2/webhooks/{webhook_id}",
        .scopes = {"webhooks:read"},
        .old_scopes = {"files:read"},
        .credentials = kAnyone,
        .tier = Tier::two,
        .in_guide = true,
        .inputs = {kWebhookId},
        .example = R"({"webhook_id": "3190000000000000001"})",
        .docs = "webhooks-endpoints/#get-webhook-endpoint",
    }),
    action({
        .name = "figma_update_webhook",
        .label = "Update Webhook",
        .summary = "Change a webhook: its event, address, passcode, status or description.",
        .about = "Give what changes. Figma's specification asks for event_type, endpoint, passcode "
                 "and team_id all at once, its guide for none: when a change is refused, give them "
                 "all. What the webhook belongs to cannot be changed.",
        .operation_id = "putWebhook",
        .group = "Webhooks",
        .effect = Effect::writes,
        .method = Method::put,
        .path = "/v2/webhooks/{webhook_id}",
        .scopes = {"webhooks:write"},
        .credentials = kAnyone,
        .tier = Tier::two,
        .in_guide = true,
        .inputs = {kWebhookId, kEventType, kEndpoint, kPasscode, kStatus, kDescription,
                   named(deprecated(in_body("team_id",
                                            "The team's id or URL. Named as required by Figma's "
                                            "specification, which does not define it; sent only "
                                            "when given.")),
                         Names::team_id)},
        .rules = {Rule{Rule::Kind::one_needed,
                       {"event_type", "endpoint", "passcode", "status", "description"}}},
        .example =
            R"({"webhook_id": "3190000000000000001", "event_type": "FILE_UPDATE", "endpoint": "https://example.com/hooks/figma", "passcode": "another-word", "status": "PAUSED", "team_id": "1190000000000000001"})",
        .docs = "webhooks-endpoints/#put-webhook-endpoint",
    }),
    action({
        .name = "figma_delete_webhook",
        .label = "Delete Webhook",
        .summary = "Delete a webhook. It cannot be brought back.",
        .operation_id = "deleteWebhook",
        .group = "Webhooks",
        .effect = Effect::deletes,
        .method = Method::del,
        .path = "/v2/webhooks/{webhook_id}",
        .scopes = {"webhooks:write"},
        .credentials = kAnyone,
        .tier = Tier::two,
        .in_guide = true,
        .inputs = {kWebhookId},
        .example = R"({"webhook_id": "3190000000000000001"})",
        .docs = "webhooks-endpoints/#delete-webhook-endpoint",
    }),
    action({
        .name = "figma_get_webhook_requests",
        .label = "Get Webhook Requests",
        .summary =
            "Read what Figma posted for a webhook in the last seven days, and how it was answered.",
        .about = "The payloads contain the webhook's passcode.",
        .operation_id = "getWebhookRequests",
        .group = "Webhooks",
        .effect = Effect::reads,
        .method = Method::get,
        .path = "/v2/webhooks/{webhook_id}/requests",
        .scopes = {"webhooks:read"},
        .old_scopes = {"files:read"},
        .credentials = kAnyone,
        .tier = Tier::two,
        .in_guide = true,
        .inputs = {kWebhookId},
        .example = R"({"webhook_id": "3190000000000000001"})",
        .docs = "webhooks-endpoints/#get-webhook-requests-endpoint",
    }),
    action({
        .name = "figma_get_team_webhooks",
        .label = "Get Team Webhooks",
        .summary = "List the webhooks of a team.",
        .operation_id = "getTeamWebhooks",
        .group = "Webhooks",
        .effect = Effect::reads,
        .method = Method::get,
        .path = "/v2/teams/{team_id}/webhooks",
        .scopes = {"webhooks:read"},
        .old_scopes = {"files:read"},
        .credentials = kAnyone,
        .tier = Tier::two,
        .deprecated = true,
        .instead = "figma_get_webhooks",
        .inputs = {kTeamId},
        .example = R"({"team_id": "1190000000000000001"})",
        .docs = "webhooks-endpoints/#get-team-webhooks-endpoint",
    }),
};

}  // namespace figlink::rows
