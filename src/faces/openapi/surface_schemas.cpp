#include "faces/openapi/surface.h"

namespace figlink {

constexpr std::string_view kSurfaceSchemas = R"json({
  "ActionAnswer": {
    "type": "object", "required": ["data", "next"],
    "properties": {
      "data": {"description": "What Figma answered, untouched; with `all`, the list of every page's items."}, "next": {"type": ["string", "null"]},
      "error": {"$ref": "#/components/schemas/Error", "description": "With `all`: why the pages ended before their end. The items that are there are whole pages."}
    }
  },
  "ActionList": {
    "type": "object", "required": ["data", "next"],
    "properties": {
      "data": {"type": "array", "items": {"type": "object", "required": ["key", "name", "version"], "properties": {
        "key": {"type": "string"}, "name": {"type": "string"}, "version": {"type": "string"}, "integration_id": {"type": "string"},
        "actions": {"type": "array", "items": {"type": "object", "required": ["id", "label", "description"], "properties": {
          "id": {"type": "string"}, "label": {"type": "string"}, "description": {"type": "string"},
          "required_scopes": {"type": "array", "items": {"type": "string"}}, "action_details": {"type": "object"}}}}}}},
      "next": {"type": ["string", "null"]}
    }
  },
  "SearchResults": {
    "type": "object", "required": ["results", "total_count", "query"],
    "properties": {
      "results": {"type": "array", "items": {"type": "object", "required": ["id", "action_name", "connector_key", "label", "description", "project_id", "similarity_score"], "properties": {
        "id": {"type": "string"}, "action_name": {"type": "string"}, "similarity_score": {"type": "number", "minimum": 0, "maximum": 1}}}},
      "total_count": {"type": "integer"}, "query": {"type": "string"},
      "connector_filter": {"type": ["string", "null"]}, "project_filter": {"type": ["string", "null"]}
    }
  },
  "Account": {
    "type": "object",
    "required": ["id", "provider", "origin_owner_id", "origin_owner_name", "status", "created_at", "updated_at"],
    "properties": {
      "id": {"type": "string"}, "provider": {"type": "string"}, "provider_name": {"type": "string"},
      "status": {"enum": ["active", "inactive", "suspended", "archived", "expired", "error"]},
      "status_reasons": {"type": "array", "items": {"type": "object", "properties": {"code": {"type": "string"}, "description": {"type": "string"}, "timestamp": {"type": "string", "format": "date-time"}}}},
      "origin_owner_id": {"type": "string"}, "origin_owner_name": {"type": "string"}, "origin_username": {"type": ["string", "null"]},
      "label": {"type": ["string", "null"]}, "type": {"enum": ["production", "test"]}, "shared": {"type": "boolean"},
      "setup_information": {"type": "object"}, "metadata": {"type": ["object", "null"]}, "integration_id": {"type": "string", "format": "uuid"},
      "team_id": {"type": ["string", "null"]}, "team_name": {"type": ["string", "null"]},
      "figma_user": {"type": ["object", "null"], "properties": {"id": {"type": "string"}, "handle": {"type": "string"}, "email": {"type": ["string", "null"]}, "img_url": {"type": ["string", "null"]}}},
      "credential": {"type": "object", "properties": {"kind": {"type": "string"}, "hint": {"type": "string", "description": "The token's last four characters."}}},
      "scopes": {"type": ["array", "null"], "items": {"type": "string"}, "description": "The scopes the token is known to hold; null when Figma has not told."},
      "scopes_complete": {"type": ["boolean", "null"], "description": "Whether these are all it holds."},
      "expires_at": {"type": ["string", "null"], "format": "date-time"},
      "days_left": {"type": ["integer", "null"], "description": "Days until the token ends."}, "expiring": {"type": "boolean", "description": "Active, and ends within 14 days."},
      "created_at": {"type": "string", "format": "date-time"}, "updated_at": {"type": "string", "format": "date-time"},
      "last_used_at": {"type": ["string", "null"], "format": "date-time"}
    }
  },
  "Budget": {
    "type": "object", "required": ["account_id", "paced", "plan", "seat", "known", "limits", "files"],
    "properties": {
      "account_id": {"type": "string"},
      "paced": {"type": "boolean", "description": "false: --figma-limits is off, nothing is limited or counted, and the lists are empty."},
      "plan": {"$ref": "#/components/schemas/BudgetPlan"}, "seat": {"$ref": "#/components/schemas/BudgetSeat"},
      "known": {"enum": ["assumed", "told", null], "description": "How plan and seat are known for files that Figma has not told of. assumed: the limits of a Full seat on Professional are taken."},
      "limits": {"type": "array", "description": "By tier; of what Figma has not told of first, then each plan and seat that it told.", "items": {"type": "object",
        "required": ["tier", "applies_to", "plan", "seat", "known", "limit", "period_seconds", "used", "left", "under_way", "queue_length", "resets_at", "next_at", "parked_until", "upgrade_link"], "properties": {
          "tier": {"type": "integer", "minimum": 1, "maximum": 3, "description": "1: files, nodes, renders. 2: comments, versions, variables and the like. 3: metadata, libraries, users."},
          "applies_to": {"enum": ["unknown", "learned"], "description": "unknown: what Figma has not told of; learned: the files of this plan and seat."},
          "plan": {"$ref": "#/components/schemas/BudgetPlan"}, "seat": {"$ref": "#/components/schemas/BudgetSeat"}, "known": {"enum": ["assumed", "told", "learned"]},
          "limit": {"type": "integer", "description": "Calls in a period. 0: none is known, and nothing is bounded."}, "period_seconds": {"type": "integer", "description": "60: a minute; 2592000: a month."},
          "used": {"type": "integer"}, "left": {"type": "integer"}, "under_way": {"type": "integer", "description": "Among the used, those not answered yet."},
          "queue_length": {"type": "integer", "description": "Calls that wait for a place."},
          "resets_at": {"type": ["string", "null"], "format": "date-time", "description": "When all of it is free again; it comes back evenly. null: it is."},
          "next_at": {"type": ["string", "null"], "format": "date-time", "description": "When the next call fits. null: now."},
          "parked_until": {"type": ["string", "null"], "format": "date-time", "description": "Figma refused a call and named this time; until then none is sent."},
          "upgrade_link": {"type": ["string", "null"], "format": "uri", "description": "Where Figma offers more, as it told with its last refusal."}}}},
      "files": {"type": "array", "description": "What Figma told of single files or teams, with its refusals.", "items": {"type": "object", "required": ["resource", "plan", "seat", "learned_at"], "properties": {
        "resource": {"type": "string", "description": "A file key, or teams/ID."}, "plan": {"$ref": "#/components/schemas/BudgetPlan"}, "seat": {"$ref": "#/components/schemas/BudgetSeat"},
        "learned_at": {"type": "string", "format": "date-time"}}}}
    }
  },
  "BudgetPlan": {"enum": ["starter", "professional", "organization", "enterprise", "education", null]},
  "BudgetSeat": {"enum": ["low", "high", null], "description": "low: View or Collab; high: Dev or Full."},
  "AccountChange": {
    "type": "object",
    "properties": {
      "label": {"type": ["string", "null"]}, "metadata": {"type": ["object", "null"]}, "origin_owner_id": {"type": ["string", "null"]},
      "origin_owner_name": {"type": ["string", "null"]}, "origin_username": {"type": ["string", "null"]}, "shared": {"type": ["boolean", "null"]},
      "status": {"type": ["string", "null"]}, "type": {"enum": ["production", "test", null]},
      "credentials": {"$ref": "#/components/schemas/Credentials"}
    }
  },
  "Credentials": {
    "type": "object",
    "properties": {
      "personal_access_token": {"type": "string", "writeOnly": true, "description": "As Figma showed it."},
      "team_id": {"type": "string", "description": "The id, or the team's address at Figma."},
      "expires_on": {"type": ["string", "null"], "description": "The day that Figma showed, YYYY-MM-DD; in a change, an empty text or null takes it away."}
    }
  },
  "LinkRequest": {
    "type": "object", "required": ["integration_id", "credentials"],
    "properties": {"integration_id": {"type": "string", "format": "uuid"}, "credentials": {"$ref": "#/components/schemas/Credentials"}}
  },
  "SessionWish": {
    "type": "object", "required": ["origin_owner_id", "origin_owner_name"],
    "properties": {
      "origin_owner_id": {"type": "string"}, "origin_owner_name": {"type": "string"}, "origin_username": {"type": ["string", "null"]},
      "account_id": {"type": ["string", "null"]}, "provider": {"type": ["string", "null"]}, "integration_id": {"type": ["string", "null"]},
      "label": {"type": ["string", "null"]}, "type": {"enum": ["production", "test", null]}, "multiple": {"type": ["boolean", "null"]},
      "expires_in": {"type": ["integer", "null"], "description": "Seconds.", "default": 1800},
      "categories": {"type": ["array", "null"], "items": {"type": "string"}}, "metadata": {"type": ["object", "null"]},
      "actions": {"type": ["array", "null"], "maxItems": 100, "items": {"type": "string"}, "description": "What will be run with the account: a token that lacks their scopes is refused."},
      "redirect_url": {"type": ["string", "null"], "format": "uri", "description": "Where the page leads afterwards; below an allowed origin of the project, or on the reader's own machine."}
    }
  },
  "Session": {
    "type": "object", "required": ["id", "organization_id", "project_id", "origin_owner_id", "origin_owner_name", "created_at"],
    "properties": {
      "id": {"type": "integer"}, "organization_id": {"type": ["string", "integer"], "description": "A text; a number for typed clients up to 4.28."}, "project_id": {"type": "string"},
      "origin_owner_id": {"type": "string"}, "origin_owner_name": {"type": "string"}, "origin_username": {"type": ["string", "null"]},
      "account_id": {"type": ["string", "null"]}, "provider": {"type": ["string", "null"]}, "integration_id": {"type": ["string", "null"]},
      "label": {"type": ["string", "null"]}, "type": {"enum": ["production", "test", null]}, "multiple": {"type": "boolean"},
      "categories": {"type": ["array", "null"]}, "metadata": {"type": ["object", "null"]},
      "actions": {"type": "array", "items": {"type": "string"}}, "redirect_url": {"type": ["string", "null"]},
      "created_at": {"type": "string", "format": "date-time"}, "expires_at": {"type": "string", "format": "date-time"}
    }
  },
  "Key": {
    "type": "object", "required": ["id", "name", "hint", "scopes", "created_at"],
    "properties": {
      "id": {"type": "string"}, "name": {"type": "string"}, "hint": {"type": "string", "description": "The secret's last four characters."},
      "scopes": {"type": "array", "items": {"$ref": "#/components/schemas/KeyScope"}}, "created_at": {"type": "string", "format": "date-time"},
      "last_used_at": {"type": ["string", "null"], "format": "date-time"}, "revoked_at": {"type": ["string", "null"], "format": "date-time"}
    }
  },
  "KeyScope": {"enum": ["accounts:read", "accounts:write", "actions:read", "actions:write", "sessions:write", "admin"]},
  "Project": {
    "type": "object", "required": ["id", "name", "allowed_origins", "public_url"],
    "properties": {"id": {"type": "string"}, "name": {"type": "string"}, "allowed_origins": {"type": "array", "items": {"type": "string"}}, "public_url": {"type": "string"}}
  },
  "Log": {
    "type": "object", "required": ["id", "request_id", "at", "action", "face", "outcome", "took_ms"],
    "properties": {
      "id": {"type": "integer"}, "request_id": {"type": "string"}, "at": {"type": "string", "format": "date-time"},
      "key_id": {"type": ["string", "null"], "description": "null: the operator at the machine."}, "key_name": {"type": ["string", "null"]}, "account_id": {"type": ["string", "null"]},
      "action": {"type": "string"}, "face": {"type": "string"}, "outcome": {"enum": ["ok", "failed"]}, "fault": {"type": ["string", "null"]},
      "figma_status": {"type": ["integer", "null"]}, "figma_calls": {"type": "integer", "description": "Requests that went to Figma: pages and parts are calls of their own."}, "figma_request_id": {"type": ["string", "null"]}, "took_ms": {"type": "number"}, "answer_bytes": {"type": "integer"}
    }
  },
  "Dashboard": {
    "type": "object", "required": ["project", "key", "csrf_token", "idle_seconds", "expires_at"],
    "properties": {
      "project": {"type": "object", "properties": {"id": {"type": "string"}, "name": {"type": "string"}}},
      "key": {"type": "object", "properties": {"id": {"type": "string"}, "name": {"type": "string"}, "hint": {"type": "string"}}},
      "csrf_token": {"type": "string", "description": "Goes as the header x-figlink-csrf with every change by cookie."},
      "idle_seconds": {"type": "integer"}, "expires_at": {"type": "string", "format": "date-time"}
    }
  },
  "ConnectorMeta": {
    "type": "object", "required": ["provider", "provider_name", "category", "models"],
    "properties": {"provider": {"type": "string"}, "provider_name": {"type": "string"}, "category": {"type": "string"}, "active": {"type": "boolean"}, "models": {"type": "object"}, "resources": {"type": "object"}}
  }
})json";

}  // namespace figlink
