// The rows figlink remembers, as plain values. Times are UnixMs; 0 means never.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "vault/sealed.h"

namespace figlink {

struct Project {
  std::string id;
  std::string name;
  UnixMs created_at = 0;
  std::vector<std::string> allowed_origins = {};  // whose pages may frame the Hub
};

// An API key. The key's own text is nowhere: `digest` is Vault::lookup_digest of it.
struct Key {
  std::string id;
  std::string project_id;
  std::string name;
  std::string digest;               // 32 bytes
  std::string hint;                 // the last four characters, for people
  std::vector<std::string> scopes;  // "accounts:read", "accounts:write", "actions:read",
                                    // "actions:write", "sessions:write", "admin"
  UnixMs created_at = 0;
  UnixMs last_used_at = 0;
  UnixMs revoked_at = 0;
};

struct StatusReason {
  std::string code;
  std::string description;
  UnixMs at = 0;
};

// One linked Figma identity.
struct Account {
  std::string id;
  std::string project_id;
  std::string provider = "figma";
  std::string origin_owner_id;
  std::string origin_owner_name;
  std::string origin_username;
  std::string label;
  std::string type = "production";  // or "test"
  std::string status = "active";    // active, inactive, suspended, archived, expired, error
  std::vector<StatusReason> status_reasons;
  std::string credential_kind;  // "personal", "plan", "oauth"
  Sealed credential;            // the token, sealed under {"account.credential", id, project_id}
  std::string credential_hint;  // its last four characters
  std::string team_id;
  std::string team_name;
  std::string person;         // whose budget at Figma its calls come from; never shown
  std::string figma_user_id;  // "" for plan tokens
  std::string figma_user_name;
  std::string figma_user_email;
  std::string figma_user_image;
  std::optional<std::vector<std::string>> scopes;  // as Figma told; nullopt when never learned
  bool scopes_whole = true;  // false: some that it holds; it may hold others too
  UnixMs expires_at = 0;
  bool shared = true;
  std::string metadata = "{}";  // JSON object
  UnixMs created_at = 0;
  UnixMs updated_at = 0;
  UnixMs last_used_at = 0;
  std::int64_t revision = 0;  // rises with each save; update_account refuses an old one
  bool sole = false;          // linked as its owner's only account: a second such one is a conflict
};

// A link session: what a Hub page may do, for a while, for one owner.
struct LinkSession {
  std::int64_t id = 0;  // given by the store; a JSON number on the wire
  std::string project_id;
  std::string digest;  // of the session token
  std::string origin_owner_id;
  std::string origin_owner_name;
  std::string origin_username;
  std::string account_id;  // edit mode
  std::string provider;
  std::string integration_id;
  std::string label;
  std::string type = "production";
  bool multiple = false;
  std::string categories = "null";  // JSON array or null
  std::string metadata = "null";    // JSON object or null
  UnixMs created_at = 0;
  UnixMs expires_at = 0;
  UnixMs used_at = 0;
  std::vector<std::string> actions;  // what the product will run; the token must serve them
  std::string redirect_url;          // where the page goes afterwards, "" for nowhere
};

// A person at the dashboard: what a cookie stands for, with the key that opened it.
struct DashboardSession {
  std::string digest;  // of the cookie's token
  std::string project_id;
  std::string key_id;
  UnixMs created_at = 0;
  UnixMs last_used_at = 0;
  UnixMs expires_at = 0;
};

// What ran. Never a secret, a body or an input.
struct JournalEntry {
  std::int64_t id = 0;  // given by the store; rises
  std::string request_id;
  std::string project_id;
  std::string key_id;  // "" for the operator at the machine
  std::string account_id;
  std::string action;
  std::string face;      // "http", "cli", "mcp", "hub"
  std::string fault;     // "" when it went well
  int figma_status = 0;  // 0: Figma was not asked
  std::string figma_request_id;
  UnixMs at = 0;
  std::int64_t took_us = 0;
  std::int64_t answer_bytes = 0;
  int figma_calls = 0;  // requests that went to Figma
};

// How full one of a person's buckets is, and which plan owns a file, in the words of
// figma/budget.h.
struct BudgetRecord {
  std::string person;
  int tier = 1;
  std::string plan, seat;  // "": of all that is not known
  UnixMs empty_at = 0, parked_until = 0;
  std::string upgrade_link;
  UnixMs claimed = 0;  // keep_budgets: `empty_at` may be lowered from this; 0: only raised
};
struct StandingRecord {
  std::string person, resource, project_id;  // resource "": as an operator told
  std::string plan, seat;
  UnixMs at = 0;
};
struct BudgetRecords {
  std::vector<BudgetRecord> budgets;
  std::vector<StandingRecord> standings;  // an operator's, then newest first; kStandingsMax
};
inline constexpr std::int64_t kStandingsMax = 1024;

// A write that was asked for with an Idempotency-Key, and how it ended.
struct KeptAnswer {
  std::string project_id, account_id, action;
  std::string key_digest, inputs_digest;
  std::string state = "running";  // running, ended, too_large
  Sealed answer;
  UnixMs created_at = 0;
};

enum class AccountOrder : std::uint8_t {
  created_at,
  last_used_at,
  expires_at,  // those that never expire come last, whichever the direction
  owner,
  status,
  team
};

// Every condition that is given must hold; those of `statuses` and `expires_before` go together:
// one of them is enough.
struct AccountQuery {
  std::vector<std::string> ids = {};
  std::vector<std::string> origin_owner_ids = {};
  std::vector<std::string> providers = {};
  std::vector<std::string> credential_kinds = {};
  std::vector<std::string> statuses = {};  // as of `now` (expiry.h)
  UnixMs now = 0;
  UnixMs expires_before = 0;  // also active accounts whose token expires before this; 0: not asked
  // Part of the id, label, owner's id, name or username, team's id or name, Figma user's name or
  // e-mail, in capitals or not (only A to Z are alike).
  std::string search = {};
  AccountOrder order = AccountOrder::created_at;
  bool descending = false;
  std::int64_t offset = 0;
  std::int64_t limit = 25;
};

// Every condition that is given must hold.
struct JournalQuery {
  std::string account_id = {}, action = {}, fault = {}, face = {}, key_id = {};
  enum class Outcome : std::uint8_t { any, ok, failed };
  Outcome outcome = Outcome::any;
  UnixMs from = 0, until = 0;  // at >= from; at < until, 0 for no bound
  std::int64_t before_id = 0;  // a page's `next`; 0 begins with the newest
  std::int64_t limit = 50;
};

struct JournalPage {
  std::vector<JournalEntry> entries;  // newest first
  std::int64_t next = 0;              // the next page's before_id; 0: there is none
};

}  // namespace figlink
