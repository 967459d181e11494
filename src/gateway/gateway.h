// Gateway: the roads. Whoever asks, by whichever protocol, travels here.
//
// `perform` runs one action for one account: authenticate, resolve, check, send, shape, and record
// always (perform.cpp reads top to bottom). `link` and its sisters make and change accounts
// (link.cpp, accounts.cpp). No step can be skipped: each takes what only the step before makes.
// Knows no protocol. Safe from any fiber.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actions/action.h"
#include "actions/check.h"
#include "base/chance.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/result.h"
#include "base/secret.h"
#include "base/source.h"

namespace figlink {

class Metrics;
class Store;
class Vault;
class Upstream;

// What a key may do. `admin` includes all; a project's key never sees another project.
enum class Scope : std::uint8_t {
  accounts_read,
  accounts_write,
  actions_read,
  actions_write,
  sessions_write,
  admin
};
std::optional<Scope> scope_from(std::string_view name);  // "accounts:read"
std::string_view name_of(Scope scope);

// How somebody shows who they are. Views live until the call returns.
struct Proof {
  enum class Kind : std::uint8_t {
    none,
    key,      // an API key
    session,  // a link session's token (Hub pages)
    machine,  // the operator, who holds the master key: commands
  };
  Kind kind = Kind::none;
  std::string_view token = {};
  std::string_view project = {};  // machine: a project's name or id; "" for the first
};

// Who it turned out to be. Made by authenticate() alone.
class Caller {
 public:
  const std::string& project_id() const { return project_id_; }
  const std::string& key_id() const { return key_id_; }
  bool may(Scope scope) const {
    return (scopes_ & ((1u << static_cast<unsigned>(scope)) |
                       (1u << static_cast<unsigned>(Scope::admin)))) != 0;
  }

 private:
  friend class Door;
  Caller() = default;
  std::string project_id_;
  std::string key_id_;
  unsigned scopes_ = 0;
};

// An account as others may see it: no credential, only what identifies it.
struct AccountView {
  std::string id, project_id, provider, status, type, label, credential_kind, credential_hint;
  std::string origin_owner_id, origin_owner_name, origin_username;
  std::string team_id, team_name, figma_user_id, figma_user_name, figma_user_email,
      figma_user_image;
  std::optional<std::vector<std::string>> scopes;
  bool scopes_whole = true;  // false: these it holds, others it may hold too
  struct Reason {
    std::string code, description;
    UnixMs at = 0;
  };
  std::vector<Reason> status_reasons;
  bool shared = true;
  Json metadata;
  UnixMs expires_at = 0, created_at = 0, updated_at = 0, last_used_at = 0;
};

struct KeyView {
  std::string id, project_id, name, hint;
  std::vector<std::string> scopes;
  UnixMs created_at = 0, last_used_at = 0, revoked_at = 0;
};

struct Ask {
  Proof proof;
  std::string_view account;  // the account's id; "" is refused unless the project has just one
                             // (commands and MCP)
  std::string_view action;   // its name
  const Json& inputs;
  Form form = Form::nested;
  std::string_view face = "http";
  std::string_view request_id = {};
  SteadyMs deadline = 0;
  std::string_view accept_encoding =
      {};  // codings that the reader of a raw body takes; "" to get it plain
  bool may_guess_account = false;
  // Wrong fields that the face found in the form around the inputs: refused together with the rest.
  // Every wish below has such a list.
  std::vector<Problem> problems = {};
};

// What a missing account is called among wrong fields; an unknown action is "action".
inline constexpr std::string_view kAccountField = "account";
inline constexpr std::string_view kActionField = "action";

struct Answer {
  std::string content_type = "application/json";
  std::string content_encoding;  // only when accept_encoding allowed it
  std::unique_ptr<Source> body;  // never null
  // The cursor of the next page; to be asked after the body has ended. nullopt: there is none.
  std::function<std::optional<std::string>()> next;
};

// The wish to link: POST /connect_sessions.
struct SessionWish {
  std::string origin_owner_id, origin_owner_name, origin_username, account_id, provider,
      integration_id, label;
  std::optional<std::string> type = {};  // not given: a known account keeps its own
  std::optional<std::int64_t>
      expires_in_s;  // default kSessionSecondsDefault, at most kSessionSecondsMax
  bool multiple = false;
  Json categories, metadata;
  std::vector<Problem> problems = {};
};
inline constexpr std::int64_t kSessionSecondsDefault = 1800;
inline constexpr std::int64_t kSessionSecondsMax = 30 * 24 * 3600;

struct SessionView {
  std::int64_t id = 0;
  std::string project_id, origin_owner_id, origin_owner_name, origin_username, provider,
      integration_id, label;
  std::string type;        // "" when the wish did not say
  std::string account_id;  // the account it edits or has linked; "" when there is none (any more)
  bool multiple = false;
  Json categories, metadata;
  UnixMs created_at = 0, expires_at = 0;
  bool used = false;
  std::string token;  // only from begin_session
};

// What a person gives to link. The token is moved in and sealed; it is nowhere afterwards.
struct Credential {
  Secret token;
  std::string team_id;     // as pasted: an id or a team URL
  std::string expires_on;  // "YYYY-MM-DD" or ""
  std::vector<Problem> problems = {};
};

struct AccountChange {  // PATCH; absent fields stay
  std::optional<std::string> origin_owner_id, origin_owner_name, origin_username, label, status,
      type;
  std::optional<bool> shared;
  std::optional<Json> metadata;  // null: away with it
  Secret token;                  // empty: stays
  std::optional<std::string> team_id;
  std::optional<std::string> expires_on;  // "": away with it
  std::vector<Problem> problems = {};
};

struct AccountFilter {
  std::vector<std::string> ids = {}, origin_owner_ids = {}, providers = {}, statuses = {};
  std::int64_t page = 1;
  std::int64_t page_size = 25;
};

struct NewKey {
  KeyView key;
  Secret text;  // shown once
};

struct GatewayParts {
  Store& store;
  Vault& vault;
  Upstream& figma;
  const Clock& clock;
  Chance& chance;
  Log& log;
  Metrics& metrics;
};

class Gateway {
 public:
  explicit Gateway(GatewayParts parts);
  ~Gateway();
  Gateway(const Gateway&) = delete;

  // Who is it, and may they? unauthenticated, forbidden.
  Result<Caller> authenticate(const Proof& proof);
  Result<Caller> authenticate(const Proof& proof, Scope needed);

  // The road.
  Result<Answer> perform(const Ask& ask);

  // Linking.
  Result<SessionView> begin_session(const Caller& caller, const SessionWish& wish);
  Result<SessionView> session(std::string_view token);  // unauthenticated: unknown or expired
  // By a link session (used up by it, unless it edits), or directly by the operator or a key with
  // accounts:write.
  Result<AccountView> link_by_session(std::string_view token, Credential credential);
  struct Owner {
    std::string id = {}, name = {}, username = {}, label = {};
    std::optional<std::string> type = {};  // not given: a known account keeps its own
    bool multiple = false;
  };
  Result<AccountView> link(const Caller& caller, const Owner& owner, Credential credential);
  Result<AccountView> relink_by_session(std::string_view token, const std::string& account_id,
                                        AccountChange change);
  Result<AccountView> account_by_session(std::string_view token, const std::string& account_id);

  // Accounts.
  Result<std::vector<AccountView>> accounts(const Caller& caller, const AccountFilter& filter);
  Result<AccountView> account(const Caller& caller, const std::string& id);
  Result<AccountView> change_account(const Caller& caller, const std::string& id,
                                     AccountChange change);
  Result<AccountView> remove_account(const Caller& caller, const std::string& id);
  Result<AccountView> test_account(const Caller& caller,
                                   const std::string& id);  // asks Figma now; status follows

  // Keys.
  Result<NewKey> create_key(const Caller& caller, const std::string& name,
                            const std::vector<std::string>& scopes);
  Result<std::vector<KeyView>> keys(const Caller& caller);
  Result<void> revoke_key(const Caller& caller, const std::string& id);

  // True when the store answers.
  Result<void> ready();
  // Drops what was remembered when another process changed keys or accounts. Called now and then by
  // app.
  void refresh();
  // From the first call on, nothing remembered is believed after `until` (steady) without another
  // call: who watches the other processes says how far their changes are known.
  void believe_until(SteadyMs until);

 private:
  struct Hidden;
  std::unique_ptr<Hidden> hidden_;
};

}  // namespace figlink
