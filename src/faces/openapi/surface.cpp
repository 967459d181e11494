#include "faces/openapi/surface.h"

namespace figlink {

// Defaults that openapi.cpp adds to each operation: the error answer, and the API key as security
// where none is told.
constexpr std::string_view kSurfacePaths = R"json({
  "/actions/rpc": {
    "post": {
      "operationId": "run_action", "tags": ["Actions"], "summary": "Run an action with a linked account.",
      "description": "Answers what Figma answered under `data`, and a cursor under `next` when there is another page; give it back as `query.next`. With `all: true` an action that has pages answers the items of all of them as one list; when a limit, the time or Figma ends it early, `error` says why and `next` is where to go on. With the request header `x-figlink-envelope: none` the answer is Figma's body alone.",
      "parameters": [
        {"name": "x-account-id", "in": "header", "schema": {"type": "string"}, "description": "The linked account. May stand in the body's `headers` instead."},
        {"name": "x-figlink-envelope", "in": "header", "schema": {"type": "string", "enum": ["none"]}},
        {"name": "idempotency-key", "in": "header", "schema": {"type": "string", "maxLength": 255}, "description": "A write with the same key is done once; a repetition answers the first result, with `idempotent-replayed: true`, for 24 hours. Reads ignore it."},
        {"name": "prefer", "in": "header", "schema": {"type": "string", "example": "wait=10, gather"}, "description": "`wait=SECONDS`: how long the call may wait for a place in Figma's rate limit, at most 300; without it, 30. A call that would wait for longer is refused at once. `gather`: the ids of figma_get_file_nodes and figma_render_images may travel in one call to Figma with those of others of the same account."},
        {"name": "x-figlink-priority", "in": "header", "schema": {"type": "string", "enum": ["interactive", "bulk"], "default": "interactive"}, "description": "Bulk calls let interactive ones pass in the line for Figma's rate limit."},
        {"name": "x-figlink-timeout", "in": "header", "schema": {"type": "integer", "minimum": 1, "maximum": 3600}, "description": "Whole seconds that the call may take in all: waiting, Figma and the body. Then it ends as `too_slow`; what would have to wait for longer is refused at once."},
        {"name": "cache-control", "in": "header", "schema": {"type": "string"}, "description": "What of remembered file reads will do: no-store, no-cache, max-age=N, max-stale=N, only-if-cached (504 when it is not remembered)."}
      ],
      "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ActionRequest"}}}},
      "responses": {"200": {"description": "What Figma answered.", "headers": {"x-figlink-cache": {"schema": {"type": "string", "enum": ["hit", "miss", "revalidated", "stale"]}, "description": "How a file read came to be; absent on other actions."}, "age": {"schema": {"type": "integer"}, "description": "Seconds since Figma confirmed a remembered answer."}}, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ActionAnswer"}}}}}
    }
  },
  "/actions": {
    "get": {
      "operationId": "list_actions", "tags": ["Actions"], "summary": "The catalogue of actions.",
      "parameters": [
        {"name": "search", "in": "query", "schema": {"type": "string"}},
        {"name": "filter[connectors]", "in": "query", "schema": {"type": "string"}, "description": "Connectors, separated by commas."},
        {"name": "filter[account_ids]", "in": "query", "schema": {"type": "string"}},
        {"name": "filter[action_key]", "in": "query", "schema": {"type": "string"}},
        {"name": "include", "in": "query", "schema": {"type": "array", "items": {"type": "string", "enum": ["action_details", "operation_details", "authentication_guides"]}}},
        {"name": "exclude", "in": "query", "schema": {"type": "array", "items": {"type": "string", "enum": ["actions"]}}},
        {"name": "next", "in": "query", "schema": {"type": "string"}},
        {"name": "page_size", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 25}}
      ],
      "responses": {"200": {"description": "Connectors with their actions.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ActionList"}}}}}
    }
  },
  "/actions/search": {
    "post": {
      "operationId": "search_actions", "tags": ["Actions"], "summary": "Actions that fit some words, best first.",
      "requestBody": {"required": true, "content": {"application/json": {"schema": {
        "type": "object", "required": ["query"],
        "properties": {
          "query": {"type": "string"}, "connector": {"type": ["string", "null"]},
          "top_k": {"type": ["integer", "null"], "minimum": 1, "maximum": 50, "default": 5},
          "min_similarity": {"type": ["number", "null"]}, "project_id": {"type": ["string", "null"]}
        }}}}},
      "responses": {"200": {"description": "What was found.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/SearchResults"}}}}}
    }
  },
  "/accounts": {
    "get": {
      "operationId": "list_accounts", "tags": ["Accounts"], "summary": "The linked accounts of the key's project.",
      "parameters": [
        {"name": "account_ids", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}},
        {"name": "origin_owner_id", "in": "query", "schema": {"type": "string"}},
        {"name": "origin_owner_ids", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}},
        {"name": "provider", "in": "query", "deprecated": true, "schema": {"type": "string"}},
        {"name": "providers", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}},
        {"name": "status", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}, "description": "Statuses; `expiring` also takes active accounts whose token ends within 14 days."},
        {"name": "credential_kind", "in": "query", "schema": {"type": "array", "items": {"enum": ["personal", "plan", "oauth"]}}},
        {"name": "search", "in": "query", "schema": {"type": "string", "maxLength": 256}, "description": "Part of the id, label, owner, team, or Figma user."},
        {"name": "sort", "in": "query", "schema": {"enum": ["created_at", "-created_at", "last_used_at", "-last_used_at", "expires_at", "-expires_at", "owner", "-owner", "status", "-status", "team", "-team"], "default": "created_at"}},
        {"name": "page", "in": "query", "schema": {"type": "integer", "minimum": 1, "default": 1}},
        {"name": "page_size", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 25}}
      ],
      "responses": {"200": {"description": "The accounts.", "headers": {"x-total-count": {"schema": {"type": "integer"}, "description": "How many there are on all pages."}}, "content": {"application/json": {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/Account"}}}}}}
    }
  },
  "/accounts/{id}": {
    "parameters": [{"$ref": "#/components/parameters/id"}],
    "get": {"operationId": "get_account", "tags": ["Accounts"], "summary": "One account.",
      "responses": {"200": {"$ref": "#/components/responses/Account"}}},
    "patch": {"operationId": "change_account", "tags": ["Accounts"], "summary": "Change some fields of an account, its credential among them.",
      "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/AccountChange"}}}},
      "responses": {"200": {"$ref": "#/components/responses/Account"}}},
    "delete": {"operationId": "remove_account", "tags": ["Accounts"], "summary": "Unlink an account and forget its credential.",
      "responses": {"200": {"$ref": "#/components/responses/Account"}}}
  },
  "/accounts/{id}/meta": {
    "parameters": [{"$ref": "#/components/parameters/id"}],
    "get": {"operationId": "get_account_meta", "tags": ["Accounts"], "summary": "What kind of connector the account belongs to.",
      "responses": {"200": {"description": "The kind.", "content": {"application/json": {"schema": {
        "type": "object", "required": ["category", "models", "provider"],
        "properties": {"category": {"type": "string"}, "models": {"type": "object"}, "provider": {"type": "string"}}}}}}}}
  },
  "/accounts/{id}/picture": {
    "parameters": [{"$ref": "#/components/parameters/id"}],
    "get": {"operationId": "get_account_picture", "tags": ["Accounts"], "summary": "The picture that the account's Figma user has, fetched from Figma's host; not_found when there is none.",
      "responses": {"200": {"description": "A raster image; a browser may keep it for a day.", "content": {"image/*": {"schema": {"type": "string", "format": "binary"}}}}}}
  },
  "/accounts/{id}/budget": {
    "parameters": [{"$ref": "#/components/parameters/id"}],
    "get": {"operationId": "get_account_budget", "tags": ["Accounts"], "summary": "What Figma lets the account's user call: used, left, and until when it is parked.",
      "description": "Figma counts by user and plan, so two accounts of one Figma user show one budget. Counted is what went through this gateway; Figma itself tells nothing but its refusals, and is not asked.",
      "responses": {"200": {"$ref": "#/components/responses/Budget"}}},
    "put": {"operationId": "tell_account_budget", "tags": ["Accounts"], "summary": "Say which plan and seat the account's user has, for files that Figma has not told of.",
      "requestBody": {"required": true, "content": {"application/json": {"schema": {"type": "object", "properties": {
        "plan": {"enum": ["starter", "professional", "organization", "enterprise", "education", null], "description": "Left out with seat: the gateway's own default again."},
        "seat": {"enum": ["full", "dev", "collab", "view", null]}}}}}},
      "responses": {"200": {"$ref": "#/components/responses/Budget"}}},
    "delete": {"operationId": "forget_account_budget", "tags": ["Accounts"], "summary": "Forget what Figma told of plans and seats, and every park: after an upgrade, say.",
      "responses": {"200": {"$ref": "#/components/responses/Budget"}}}
  },
  "/accounts/{id}/test": {
    "parameters": [{"$ref": "#/components/parameters/id"}],
    "post": {"operationId": "test_account", "tags": ["Accounts"], "summary": "Ask Figma now whether the credential works; the status follows.",
      "responses": {"200": {"$ref": "#/components/responses/Account"}}}
  },
  "/keys": {
    "get": {"operationId": "list_keys", "tags": ["Project"], "summary": "The API keys of the project, without their secrets.",
      "responses": {"200": {"description": "The keys.", "content": {"application/json": {"schema": {"type": "object", "required": ["data"], "properties": {"data": {"type": "array", "items": {"$ref": "#/components/schemas/Key"}}}}}}}}},
    "post": {"operationId": "create_key", "tags": ["Project"], "summary": "Make a key; its secret is told this once.",
      "requestBody": {"required": true, "content": {"application/json": {"schema": {"type": "object", "required": ["name"], "properties": {
        "name": {"type": "string", "maxLength": 128}, "scopes": {"type": ["array", "null"], "items": {"$ref": "#/components/schemas/KeyScope"}, "description": "Without it, all but admin."}}}}}},
      "responses": {"201": {"description": "The key and its secret.", "content": {"application/json": {"schema": {
        "allOf": [{"$ref": "#/components/schemas/Key"}, {"type": "object", "required": ["secret"], "properties": {"secret": {"type": "string"}}}]}}}}}}
  },
  "/keys/{id}": {
    "parameters": [{"$ref": "#/components/parameters/id"}],
    "delete": {"operationId": "revoke_key", "tags": ["Project"], "summary": "Revoke a key, at once and for ever.",
      "responses": {"200": {"description": "The revoked key.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Key"}}}}}}
  },
  "/project": {
    "get": {"operationId": "get_project", "tags": ["Project"], "summary": "The project of the key.",
      "responses": {"200": {"$ref": "#/components/responses/Project"}}},
    "patch": {"operationId": "change_project", "tags": ["Project"], "summary": "Say whose pages may hold the Hub's page in a frame.",
      "requestBody": {"required": true, "content": {"application/json": {"schema": {"type": "object", "properties": {"allowed_origins": {"type": ["array", "null"], "maxItems": 50, "items": {"type": "string", "examples": ["https://app.example.com"]}}}}}}},
      "responses": {"200": {"$ref": "#/components/responses/Project"}}}
  },
  "/cache/changes": {
    "post": {"operationId": "tell_change", "tags": ["Actions"], "summary": "A file has changed: believe nothing that was remembered of it until now.",
      "description": "For who receives Figma's FILE_UPDATE events: the next read of the file asks Figma whether its version is another one.",
      "requestBody": {"required": true, "content": {"application/json": {"schema": {"type": "object", "required": ["file_key"], "properties": {"file_key": {"type": "string", "description": "The file's key, or its address."}}}}}},
      "responses": {"200": {"description": "It is known.", "content": {"application/json": {"schema": {"type": "object", "required": ["file_key"], "properties": {"file_key": {"type": "string"}}}}}}}}
  },
  "/requests/logs": {
    "get": {"operationId": "list_logs", "tags": ["Project"], "summary": "What ran, newest first; never a secret, a body or an input.",
      "description": "A page may hold fewer entries than asked for, even none, and still name a `next` one: a page looks at 100,000 entries of the gateway at most.",
      "parameters": [
        {"name": "account_id", "in": "query", "schema": {"type": "string"}},
        {"name": "action", "in": "query", "schema": {"type": "string"}},
        {"name": "fault", "in": "query", "schema": {"type": "string"}},
        {"name": "face", "in": "query", "schema": {"type": "string"}, "description": "The way it was asked: http, dashboard, cli."},
        {"name": "key_id", "in": "query", "schema": {"type": "string"}},
        {"name": "outcome", "in": "query", "schema": {"enum": ["ok", "failed"]}},
        {"name": "from", "in": "query", "schema": {"type": "string", "format": "date-time"}, "description": "At this time or later."},
        {"name": "to", "in": "query", "schema": {"type": "string", "format": "date-time"}, "description": "Before this time."},
        {"name": "page_size", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 50}},
        {"name": "next", "in": "query", "schema": {"type": "string"}}
      ],
      "responses": {"200": {"description": "The entries.", "content": {"application/json": {"schema": {"type": "object", "required": ["data", "next"], "properties": {
        "data": {"type": "array", "items": {"$ref": "#/components/schemas/Log"}}, "next": {"type": ["string", "null"]}}}}}}}}
  },
  "/catalogue.json": {
    "get": {"operationId": "catalogue", "tags": ["Actions"], "security": [], "summary": "Every action with its scopes, and every scope: what the guide shows.",
      "responses": {"200": {"description": "The catalogue, with an etag.", "content": {"application/json": {"schema": {"type": "object", "required": ["actions", "scopes"], "properties": {
        "actions": {"type": "array", "items": {"type": "object", "required": ["name", "label", "scopes", "credentials"], "properties": {
          "name": {"type": "string"}, "label": {"type": "string"}, "summary": {"type": "string"}, "group": {"type": "string"}, "effect": {"enum": ["reads", "writes", "deletes"]},
          "scopes": {"type": "array", "items": {"type": "string"}, "description": "Any one is enough; the first is the one to ask for."}, "old_scopes": {"type": "array", "items": {"type": "string"}},
          "credentials": {"type": "array", "items": {"enum": ["personal", "plan", "oauth"]}}, "plan": {"type": "string"}, "tier": {"type": "integer"},
          "in_guide": {"type": "boolean"}, "deprecated": {"type": "boolean"}, "instead": {"type": ["string", "null"]}}}},
        "scopes": {"type": "array", "items": {"type": "object", "required": ["name", "gives"], "properties": {
          "name": {"type": "string"}, "gives": {"type": "string"}, "limits": {"type": ["string", "null"]}, "enterprise": {"type": "boolean"}, "deprecated": {"type": "boolean"}}}}}}}}}}}
  },
  "/dashboard/session": {
    "post": {"operationId": "sign_in", "tags": ["Dashboard"], "security": [], "summary": "Exchange a key that has admin for the dashboard's cookie.",
      "requestBody": {"required": true, "content": {"application/json": {"schema": {"type": "object", "required": ["key"], "properties": {"key": {"type": "string", "writeOnly": true}}}}}},
      "responses": {"201": {"description": "Signed in.", "headers": {"set-cookie": {"schema": {"type": "string"}}}, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Dashboard"}}}}}},
    "get": {"operationId": "get_dashboard_session", "tags": ["Dashboard"], "security": [{"cookie": []}], "summary": "Who is signed in.",
      "responses": {"200": {"description": "The session.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Dashboard"}}}}}},
    "delete": {"operationId": "sign_out", "tags": ["Dashboard"], "security": [{"cookie": [], "csrf": []}], "summary": "End the session.",
      "responses": {"204": {"description": "Signed out."}}}
  },
  "/link": {
    "get": {"operationId": "link_page", "tags": ["Pages"], "security": [], "summary": "The Hub's page, where a person links an account.",
      "parameters": [
        {"name": "token", "in": "query", "required": true, "schema": {"type": "string"}},
        {"name": "embed", "in": "query", "schema": {"enum": ["1"]}},
        {"name": "theme", "in": "query", "schema": {"enum": ["light", "dark"]}}],
      "responses": {"200": {"$ref": "#/components/responses/Page"}, "410": {"description": "The link has expired or was used."}}}
  },
  "/guide": {
    "get": {"operationId": "guide_page", "tags": ["Pages"], "security": [], "summary": "How to make a token with the scopes that chosen actions need.",
      "parameters": [
        {"name": "actions", "in": "query", "schema": {"type": "string"}, "description": "Names of actions, separated by commas."},
        {"name": "separator", "in": "query", "schema": {"enum": ["comma", "space", "newline"]}}],
      "responses": {"200": {"$ref": "#/components/responses/Page"}}}
  },
  "/dashboard": {
    "get": {"operationId": "dashboard_page", "tags": ["Pages"], "security": [], "summary": "The dashboard's page.",
      "responses": {"200": {"$ref": "#/components/responses/Page"}}}
  },
  "/dashboard/{page}": {
    "parameters": [{"name": "page", "in": "path", "required": true, "schema": {"type": "string"}}],
    "get": {"operationId": "dashboard_subpage", "tags": ["Pages"], "security": [], "summary": "The same page, opened further inside.",
      "responses": {"200": {"$ref": "#/components/responses/Page"}}}
  },
  "/assets/{file}": {
    "parameters": [{"name": "file", "in": "path", "required": true, "schema": {"type": "string"}}],
    "get": {"operationId": "asset", "tags": ["Pages"], "security": [], "summary": "A file of the pages; its name changes with its contents.",
      "responses": {"200": {"description": "The file."}}}
  },
  "/assets/plain.css": {
    "get": {"operationId": "plain_style", "tags": ["Pages"], "security": [], "summary": "The style of the pages that the server makes itself.",
      "responses": {"200": {"description": "The style sheet."}}}
  },
  "/assets/plain.js": {
    "get": {"operationId": "plain_script", "tags": ["Pages"], "security": [], "summary": "Tells the page around such a page why it is there.",
      "responses": {"200": {"description": "The script."}}}
  },
  "/connect_sessions": {
    "post": {"operationId": "create_connect_session", "tags": ["Linking"], "summary": "Begin to link an account on behalf of an owner.",
      "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/SessionWish"}}}},
      "responses": {"201": {"description": "The session, its token and the page to open.", "content": {"application/json": {"schema": {
        "allOf": [{"$ref": "#/components/schemas/Session"}, {"type": "object", "required": ["token", "auth_link_url"], "properties": {"token": {"type": "string"}, "auth_link_url": {"type": "string", "format": "uri"}}}]}}}}}}
  },
  "/connect_sessions/authenticate": {
    "post": {"operationId": "check_connect_session", "tags": ["Linking"], "summary": "What a session's token stands for.",
      "requestBody": {"required": true, "content": {"application/json": {"schema": {"type": "object", "required": ["token"], "properties": {"token": {"type": "string"}}}}}},
      "responses": {"201": {"description": "The session.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Session"}}}}}}
  },
  "/connectors/meta": {
    "get": {"operationId": "list_connectors_meta", "tags": ["Connectors"], "summary": "The connectors.",
      "responses": {"200": {"description": "One entry.", "content": {"application/json": {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/ConnectorMeta"}}}}}}}
  },
  "/connectors/meta/{provider}": {
    "parameters": [{"name": "provider", "in": "path", "required": true, "schema": {"type": "string"}}],
    "get": {"operationId": "get_connector_meta", "tags": ["Connectors"], "summary": "One connector.",
      "responses": {"200": {"description": "The connector.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ConnectorMeta"}}}}}}
  },
  "/hub/settings": {
    "get": {"operationId": "hub_settings", "tags": ["Hub"], "security": [{"session": []}], "summary": "What the Hub may show.",
      "responses": {"200": {"description": "Features and, in edit mode, the account.", "content": {"application/json": {"schema": {
        "type": "object", "required": ["enabled_features", "session", "project"], "properties": {"enabled_features": {"type": "array", "items": {"type": "string"}}, "existing_account_id": {"type": "string"},
          "session": {"type": "object", "properties": {
            "origin_owner_id": {"type": "string"}, "origin_owner_name": {"type": "string"}, "label": {"type": ["string", "null"]}, "type": {"type": "string"}, "account_id": {"type": ["string", "null"]},
            "expires_at": {"type": "string", "format": "date-time"}, "actions": {"type": "array", "items": {"type": "string"}},
            "scopes": {"type": "array", "items": {"type": "string"}, "description": "Those to ask for so that the actions can run."},
            "redirect_url": {"type": ["string", "null"]}, "allowed_origins": {"type": "array", "items": {"type": "string"}}}},
          "project": {"type": "object", "properties": {"name": {"type": "string"}}}}}}}}}}
  },
  "/hub/connectors": {
    "get": {"operationId": "hub_connectors", "tags": ["Hub"], "security": [{"session": []}], "summary": "The integrations that the session may link.",
      "parameters": [{"name": "provider", "in": "query", "schema": {"type": "string"}}],
      "responses": {"200": {"description": "The integrations.", "content": {"application/json": {"schema": {
        "type": "object", "required": ["integrations"], "properties": {"integrations": {"type": "array", "items": {"type": "object", "required": ["integration_id", "provider", "name", "active"]}}}}}}}}}
  },
  "/hub/connectors/{id}": {
    "parameters": [{"$ref": "#/components/parameters/id"}],
    "get": {"operationId": "hub_connector", "tags": ["Hub"], "security": [{"session": []}], "summary": "The form of one integration.",
      "responses": {"200": {"description": "The form.", "content": {"application/json": {"schema": {"type": "object", "required": ["config", "hub_settings"]}}}}}}
  },
  "/hub/accounts": {
    "post": {"operationId": "hub_link", "tags": ["Hub"], "security": [{"session": []}], "summary": "Link an account.",
      "parameters": [{"name": "idempotency-key", "in": "header", "schema": {"type": "string", "maxLength": 200}, "description": "A text of the page's own: the try that linked, sent again with the same key, has the same answer."}],
      "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/LinkRequest"}}}},
      "responses": {"201": {"$ref": "#/components/responses/Linked"}}}
  },
  "/hub/accounts/{id}": {
    "parameters": [{"$ref": "#/components/parameters/id"}],
    "get": {"operationId": "hub_account", "tags": ["Hub"], "security": [{"session": []}], "summary": "The form's present contents; secrets are placeholders.",
      "responses": {"200": {"description": "The contents.", "content": {"application/json": {"schema": {"type": "object", "required": ["secureId", "provider", "integrationId"]}}}}}},
    "patch": {"operationId": "hub_relink", "tags": ["Hub"], "security": [{"session": []}], "summary": "Change what was filled in; fields left out stay.",
      "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/LinkRequest"}}}},
      "responses": {"200": {"$ref": "#/components/responses/Linked"}}}
  },
  "/hub/accounts/{id}/picture": {
    "parameters": [{"$ref": "#/components/parameters/id"}],
    "get": {"operationId": "hub_picture", "tags": ["Hub"], "security": [{"session": []}], "summary": "The picture of the Figma user whose account the session is about, also after it was used.",
      "responses": {"200": {"description": "A raster image; a browser may keep it for a day.", "content": {"image/*": {"schema": {"type": "string", "format": "binary"}}}}}}
  },
  "/hub/connection_attempts": {
    "post": {"operationId": "hub_begin_attempt", "tags": ["Hub"], "security": [{"session": []}], "summary": "Begin an attempt that the Hub polls.",
      "responses": {"201": {"description": "Its id.", "content": {"application/json": {"schema": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}}}}}}
  },
  "/hub/connection_attempts/{id}": {
    "parameters": [{"$ref": "#/components/parameters/id"}],
    "get": {"operationId": "hub_attempt", "tags": ["Hub"], "security": [{"session": []}], "summary": "How the attempt stands.",
      "responses": {"200": {"description": "Its state.", "content": {"application/json": {"schema": {
        "type": "object", "required": ["status"], "properties": {"status": {"enum": ["pending", "authenticated", "error", "cancelled", "expired"]}}}}}}}},
    "delete": {"operationId": "hub_cancel_attempt", "tags": ["Hub"], "security": [{"session": []}], "summary": "Cancel the attempt.",
      "responses": {"204": {"description": "Cancelled."}}}
  },
  "/health": {
    "get": {"operationId": "health", "tags": ["Health"], "security": [], "summary": "Whether the process is up.",
      "responses": {"200": {"description": "It is.", "content": {"application/json": {"schema": {"type": "object", "required": ["status", "version"]}}}}}}
  },
  "/ready": {
    "get": {"operationId": "ready", "tags": ["Health"], "security": [], "summary": "Whether it can serve.",
      "responses": {"200": {"description": "It can.", "content": {"application/json": {"schema": {"type": "object", "required": ["status"]}}}}}}
  },
  "/openapi.json": {
    "get": {"operationId": "openapi", "tags": ["Health"], "security": [], "summary": "This document.",
      "responses": {"200": {"description": "OpenAPI 3.1.", "content": {"application/json": {"schema": {"type": "object"}}}}}}
  }
})json";

}  // namespace figlink
