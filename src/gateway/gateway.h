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
#include "actions/read_wish.h"
#include "base/chance.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/result.h"
#include "base/secret.h"
#include "base/source.h"
#include "figma/portraits.h"
#include "figma/upstream.h"

namespace figlink {

class Limiter;
class Metrics;
class Store;
class Vault;
class Downloads;
class FileArchive;
class Freshness;

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
    key,        // an API key
    session,    // a link session's token (Hub pages)
    machine,    // the operator, who holds the master key: commands
    dashboard,  // a dashboard session's token (its cookie)
  };
  Kind kind = Kind::none;
  std::string_view token = {};
  std::string_view project = {};  // machine: a project's name or id; "" for the first
  // dashboard: a browser adds its cookie to the calls of any page, so a change must also bring what
  // only our own page was told. A mere look need not.
  std::string_view csrf_token = {};
  bool only_looks = false;
};

// Who it turned out to be. Made by authenticate() alone.
class Caller {
 public:
  const std::string& project_id() const { return project_id_; }
  const std::string& key_id() const { return key_id_; }
  // Holds the master key, so it may what no project may alone.
  bool is_operator() const { return is_operator_; }
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
  bool is_operator_ = false;
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
  std::optional<std::int64_t> days_left;  // until the token ends, 0 on the last day and later
  bool expiring = false;                  // active, and ends within kExpiringDays
};
inline constexpr std::int64_t kExpiringDays = 14;

struct KeyView {
  std::string id, project_id, name, hint;
  std::vector<std::string> scopes;
  UnixMs created_at = 0, last_used_at = 0, revoked_at = 0;
};

// Whether an action's pages come one by one, or all of them as one answer (every_page.h): the items
// as a JSON array, or each on a line of its own.
enum class Pages : std::uint8_t { one, as_array, as_lines };

struct Ask {
  Proof proof;
  std::string_view account;  // the account's id; "" is refused unless the project has just one
                             // (commands and MCP)
  std::string_view action;   // its name
  const Json& inputs;
  Form form = Form::nested;
  std::string_view face = "http";
  std::string_view request_id = {};
  SteadyMs deadline = 0;  // until when the answer must be here, its body included; 0: no wish
  std::string_view accept_encoding =
      {};  // codings that the reader of a raw body takes; "" to get it plain
  bool may_guess_account = false;
  Priority priority = Priority::interactive;
  SteadyMs permit_due = 0;  // no longer than until then may it wait for Figma's limits; 0: no wish
  ReadWish read = {};       // the caller's cache-control
  bool may_gather = false;
  std::string_view repeat_key = {};  // an Idempotency-Key: the write is done once for it
  bool insists = false;              // asks Figma once more for nodes that it gave no picture of
  Pages pages = Pages::one;          // bad_input with others for an action that has no pages
  // Wrong fields that the face found in the form around the inputs: refused together with the rest.
  // Every wish below has such a list.
  std::vector<Problem> problems = {};
};

inline constexpr std::int64_t kRepeatMs = 24 * kHourMs;  // how long a write's answer is kept
inline constexpr std::size_t kRepeatBytesMax =
    60u << 10;  // of an answer that is kept; the vault opens 64 KB

// What a missing account is called among wrong fields; an unknown action is "action".
inline constexpr std::string_view kAccountField = "account";
inline constexpr std::string_view kActionField = "action";
inline constexpr std::string_view kAllField = "all";  // the wish for every page

struct Answer {
  std::string content_type = "application/json";
  std::string content_encoding;  // only when accept_encoding allowed it
  std::unique_ptr<Source> body;  // never null
  Memory memory = Memory::none;  // how it came to be, and how old it is
  std::int64_t age_s = 0;
  bool is_repeated = false;  // a write that was done before: this is its first answer
  // The cursor of the next page; to be asked after the body has ended. nullopt: there is none.
  std::function<std::optional<std::string>()> next;
  // Of every page: why the pages ended before their end; nullptr when they did not. To be asked
  // after the body has ended, which it does well even so.
  std::function<const Error*()> stopped;
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
  // What the product will run: a token that is known not to serve all of them is refused.
  std::vector<std::string> actions = {};
  // Where the page leads afterwards, below an allowed origin of the project or on the reader's own
  // machine.
  std::string redirect_url = {};
  std::vector<Problem> problems = {};
};
inline constexpr std::size_t kSessionActionsMax = 100;
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
  std::string token;                         // only from begin_session
  std::vector<std::string> actions, scopes;  // scopes: those to ask for, so that they can run
  std::string redirect_url;
};

struct ProjectView {
  std::string id, name;
  std::vector<std::string> allowed_origins;  // whose pages may hold the Hub's page
};

// What a link's token stands for, told apart for the page that a person sees.
struct SessionLook {
  enum class State : std::uint8_t { unknown, live, expired, used };
  State state = State::unknown;
  SessionView session;  // empty when it is unknown
  ProjectView project;
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
  // A status may also be "expiring".
  std::vector<std::string> ids = {}, origin_owner_ids = {}, providers = {}, statuses = {};
  std::vector<std::string> credential_kinds = {};  // "personal", "plan", "oauth"
  std::string search = {};                         // part of a name, an id or an e-mail
  std::string sort = {};  // created_at, last_used_at, expires_at, owner, status, team; "-" before
                          // it turns it round
  std::int64_t page = 1;
  std::int64_t page_size = 25;
};

struct NewKey {
  KeyView key;
  Secret text;  // shown once
};

// A person at the dashboard.
struct DashboardView {
  ProjectView project;
  KeyView key;             // which opened it
  std::string csrf_token;  // goes with every change
  UnixMs expires_at = 0;   // at the latest; kDashboardIdleMs after the last call otherwise
};
struct NewDashboard {
  DashboardView dashboard;
  Secret token;  // for the cookie
};
inline constexpr std::int64_t kDashboardIdleMs = 30 * kMinuteMs;
inline constexpr std::int64_t kDashboardMs = 12 * kHourMs;

struct LogFilter {
  std::string account_id = {}, action = {}, fault = {}, face = {}, key_id = {};
  std::string outcome = {};  // "ok", "failed" or "" for any
  UnixMs from = 0, until = 0;
  std::int64_t page_size = 50;
  std::string next = {};  // an earlier page's
};
inline constexpr std::int64_t kLogPageMax = 1000;

// One thing that ran. Never a secret, a body or an input.
struct LogView {
  std::int64_t id = 0;
  std::string request_id, key_id, key_name, account_id, action, face, fault, figma_request_id;
  int figma_status = 0;  // 0: Figma was not asked
  UnixMs at = 0;
  std::int64_t took_us = 0, answer_bytes = 0;
  int figma_calls = 0;  // pages and parts are calls of their own
};
struct LogPage {
  std::vector<LogView> entries;  // newest first; may be fewer than asked for even when more follow
  std::string next;              // "": there is no more
};

// What is remembered of a project's files.
struct MemoryView {
  struct Of {
    std::string account_id;
    std::int64_t entries = 0, bytes = 0;  // on disk
  };
  std::vector<Of> accounts;
  std::int64_t entries = 0, bytes = 0, memory_entries = 0, memory_bytes = 0;  // of all projects
  std::int64_t hits = 0, misses = 0, revalidated = 0, stale = 0;  // reads since the last clearing
};

struct GatewayParts {
  Store& store;
  Vault& vault;
  Upstream& figma;
  const Clock& clock;
  Chance& chance;
  Log& log;
  Metrics& metrics;
  Portraits* portraits = nullptr;  // nullptr: nobody has a picture
  Limiter* limiter = nullptr;      // the staircase's; nullptr: nothing is paced
  FileArchive* archive = nullptr;  // what is remembered of files; nullptr: nothing
  Freshness* freshness = nullptr;
  Downloads* downloads = nullptr;  // nullptr: there are none
};

// Figma's limits for the user of one account, as far as they are known. `known`: assumed, told (by
// an operator) or learned (from Figma). Plans and seats in the words of figma/budget.h, "" for what
// is not known.
struct AccountBudget {
  std::string account_id;
  bool is_paced = true;  // false: nothing is limited or counted here, by setting
  std::string plan, seat, known;
  struct Row {
    int tier = 1;
    bool is_default = true;  // of all files that Figma has not told of
    std::string plan, seat, known;
    std::int64_t limit = 0, period_s = 0;
    std::int64_t used = 0, left = 0, under_way = 0, waiting = 0;
    UnixMs resets_at = 0, next_at = 0, parked_until = 0;  // 0: free, now, not parked
    std::string upgrade_link;
  };
  std::vector<Row> rows;
  struct File {
    std::string resource, plan, seat;
    UnixMs at = 0;
  };
  std::vector<File> files;
};
// "" leaves it open. Fields in the words of figma/budget.h.
struct BudgetWish {
  std::string plan, seat;
  std::vector<Problem> problems = {};
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

  // What a link in an answer leads to, from Figma's hosts alone (figma/download.h). Needs
  // actions:read; no account's credential goes along.
  struct Download {
    std::string content_type;
    std::unique_ptr<Source> body;  // never null
  };
  Result<Download> download(const Proof& proof, std::string_view link);

  // Linking.
  Result<SessionView> begin_session(const Caller& caller, const SessionWish& wish);
  Result<SessionView> session(std::string_view token);  // unauthenticated: unknown or expired
  Result<SessionLook> look_at_session(std::string_view token);
  // By a link session (used up by it, unless it edits), or directly by the operator or a key with
  // accounts:write. `repeat_key` is a text that the page made up: the try that used the session up,
  // made again with the same key and credential, has the same answer.
  Result<AccountView> link_by_session(std::string_view token, Credential credential,
                                      std::string_view repeat_key = {});
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
  Result<std::int64_t> count_accounts(const Caller& caller, const AccountFilter& filter);
  Result<AccountView> account(const Caller& caller, const std::string& id);
  Result<AccountView> change_account(const Caller& caller, const std::string& id,
                                     AccountChange change);
  Result<AccountView> remove_account(const Caller& caller, const std::string& id);
  Result<AccountView> test_account(const Caller& caller,
                                   const std::string& id);  // asks Figma now; status follows

  // The picture that the account's Figma user has of themselves. not_found: there is none.
  Result<Portrait> portrait(const Caller& caller, const std::string& id);
  // By a link session, used or not, for the account that it is about.
  Result<Portrait> portrait_by_session(std::string_view token, const std::string& account_id);
  // What Figma lets the account's user call. Needs accounts:read, and accounts:write to change it.
  Result<AccountBudget> budget(const Caller& caller, const std::string& id);
  Result<AccountBudget> tell_budget(const Caller& caller, const std::string& id,
                                    const BudgetWish& wish);
  // Drops what Figma told: parks, plans and seats; after an upgrade, say.
  Result<AccountBudget> forget_budget(const Caller& caller, const std::string& id);

  // Keys.
  Result<NewKey> create_key(const Caller& caller, const std::string& name,
                            const std::vector<std::string>& scopes);
  Result<std::vector<KeyView>> keys(const Caller& caller);
  Result<KeyView> revoke_key(const Caller& caller, const std::string& id);

  // The project itself. Both need admin.
  Result<ProjectView> project(const Caller& caller);
  Result<ProjectView> allow_origins(const Caller& caller, const std::vector<std::string>& origins);

  // What ran in the project, all that had ended before this call. Needs accounts:read.
  Result<LogPage> logs(const Caller& caller, const LogFilter& filter);

  // The memory of files; bad_input when it is turned off. Both need admin. `account_id` "": all
  // accounts, of all projects when everything is to be forgotten.
  Result<MemoryView> memory(const Caller& caller, const std::string& account_id);
  Result<void> forget_memory(const Caller& caller, const std::string& account_id);
  // A file has changed, a webhook told the caller: what Figma confirmed of it until now is believed
  // no longer. actions:write. The key may be pasted as an address. Gives the key.
  Result<std::string> file_changed(const Caller& caller, const std::string& file,
                                   std::vector<Problem> problems = {});

  // The dashboard: a person shows a key that has admin, and goes on with a session that ends after
  // kDashboardIdleMs without a call, after kDashboardMs, or with its key.
  Result<NewDashboard> sign_in(const Proof& key);
  Result<DashboardView> dashboard(const Proof& session);  // unauthenticated: it has ended
  Result<void> sign_out(const Proof& session);

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
