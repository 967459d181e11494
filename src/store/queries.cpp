// The SQL, written once for every driver.
#include <fmt/format.h>

#include "store/expiry.h"
#include "store/migrate.h"
#include "store/rows.h"
#include "store/sql_store.h"

namespace figlink {
namespace {

constexpr std::string_view kRaiseRevision =
    "UPDATE counters SET value = value + 1 WHERE name = 'revision'";

Result<Account> insert_account(Connection& db, Account account) {
  account.revision = 1;
  std::vector<std::string> kept;
  auto values = values_of(account, kept);
  static const std::string sql = fmt::format(
      "INSERT INTO accounts ({}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, "
      "$14, $15, $16, $17, $18, $19, $20, $21, "
      "$22, $23, $24, $25, $26, $27, $28, $29)",
      kAccountColumns);
  if (auto put = db.run(sql, values, nullptr); !put) return pass(put);
  if (auto raised = db.run(kRaiseRevision); !raised) return pass(raised);
  return account;
}

Result<Account> replace_account(Connection& db, Account account) {
  std::int64_t before = account.revision++;
  std::vector<std::string> kept;
  auto values = values_of(account, kept);
  values.emplace_back(before);
  constexpr std::string_view kSql =
      "UPDATE accounts SET provider = $3, origin_owner_id = $4, origin_owner_name = $5, "
      "origin_username = $6, label = $7, type = $8, "
      "status = $9, status_reasons = $10, credential_kind = $11, credential = $12, credential_hint "
      "= $13, team_id = $14, team_name = $15, "
      "figma_user_id = $16, figma_user_name = $17, figma_user_email = $18, figma_user_image = $19, "
      "scopes = $20, expires_at = $21, "
      "shared = $22, metadata = $23, created_at = $24, updated_at = $25, last_used_at = "
      "CASE WHEN last_used_at > $26 THEN last_used_at ELSE $26 END, revision = $27, sole = $28, "
      "person = $29 WHERE id = $1 AND project_id = $2 AND revision = $30 RETURNING last_used_at";
  bool found = false;
  auto put = db.run(kSql, values, [&](const SqlRow& row) {
    found = true;
    account.last_used_at = row.integer(0);  // a touch since the reading is kept
  });
  if (!put) return pass(put);
  if (!found)
    return fail(Fault::conflict, "The account was changed or removed meanwhile.",
                "Read it again and repeat the change.");
  if (auto raised = db.run(kRaiseRevision); !raised) return pass(raised);
  return account;
}

std::unexpected<Error> no_account(const std::string& id) {
  return fail(Fault::not_found, "There is no account " + id + ".",
              "List the accounts with GET /accounts or `figlink accounts list`.");
}

}  // namespace

Result<std::unique_ptr<Store>> SqlStore::open(std::unique_ptr<Driver> driver, const Clock& clock,
                                              Log& log) {
  std::unique_ptr<SqlStore> store(new SqlStore(std::move(driver)));
  auto writer = store->driver_->connect(Durability::power_cut);
  if (!writer) return pass(writer);
  store->writer_ = std::move(*writer);
  auto migrated = migrate(*store->writer_, *store->driver_, clock.now_ms());
  if (!migrated) return pass(migrated);
  auto journal = store->driver_->connect(Durability::crash);
  if (!journal) return pass(journal);
  store->journal_ = std::make_unique<Journal>(std::move(*journal), log, kJournalRowsMax);
  store->writing_ = std::make_unique<Pool>(1);
  store->reading_ = std::make_unique<Pool>(kReaders);
  return store;
}

SqlStore::~SqlStore() {
  writing_.reset();
  reading_.reset();
}

// Projects and wrapped keys.

Result<std::vector<Project>> SqlStore::projects() {
  return read([](Connection& db) -> Result<std::vector<Project>> {
    std::vector<Project> all;
    static const std::string sql =
        fmt::format("SELECT {} FROM projects ORDER BY created_at, id", kProjectColumns);
    auto got = db.run(sql, {}, [&](const SqlRow& row) { all.push_back(project_of(row)); });
    if (!got) return pass(got);
    return all;
  });
}

Result<Project> SqlStore::add_project(Project project) {
  return write([&](Connection& db) -> Result<Project> {
    const std::string origins = list_text(project.allowed_origins);
    static const std::string sql =
        fmt::format("INSERT INTO projects ({}) VALUES ($1, $2, $3, $4)", kProjectColumns);
    auto put = db.run(sql, {project.id, project.name, project.created_at, origins});
    if (!put && put.error().fault == Fault::conflict) {
      return fail(Fault::conflict, "A project named \"" + project.name + "\" exists already.",
                  "Choose another name.");
    }
    if (!put) return pass(put);
    return project;
  });
}

Result<Project> SqlStore::set_allowed_origins(const std::string& project_id,
                                              const std::vector<std::string>& origins) {
  return write([&](Connection& db) -> Result<Project> {
    const std::string text = list_text(origins);
    static const std::string sql = fmt::format(
        "UPDATE projects SET allowed_origins = $2 WHERE id = $1 RETURNING {}", kProjectColumns);
    std::optional<Project> project;
    auto put =
        db.run(sql, {project_id, text}, [&](const SqlRow& row) { project = project_of(row); });
    if (!put) return pass(put);
    if (!project) {
      return fail(Fault::not_found, "There is no project " + project_id + ".",
                  "`figlink projects list` names them all.");
    }
    return std::move(*project);
  });
}

Result<std::vector<std::pair<std::uint32_t, Sealed>>> SqlStore::wrapped_keys() {
  return read([](Connection& db) -> Result<std::vector<std::pair<std::uint32_t, Sealed>>> {
    std::vector<std::pair<std::uint32_t, Sealed>> all;
    auto got = db.run("SELECT number, wrapped FROM wrapped_keys ORDER BY number", {},
                      [&](const SqlRow& row) {
                        all.emplace_back(static_cast<std::uint32_t>(row.integer(0)),
                                         Sealed{std::string(row.text(1))});
                      });
    if (!got) return pass(got);
    return all;
  });
}

Result<void> SqlStore::add_wrapped_key(std::uint32_t number, const Sealed& wrapped) {
  return write([&](Connection& db) -> Result<void> {
    return db.run("INSERT INTO wrapped_keys (number, wrapped) VALUES ($1, $2)",
                  {std::int64_t{number}, Bytes{wrapped.bytes}});
  });
}

// Keys.

Result<Key> SqlStore::add_key(Key key) {
  return write([&](Connection& db) -> Result<Key> {
    std::string scopes = list_text(key.scopes);
    auto put = db.run(
        "INSERT INTO keys (id, project_id, name, digest, hint, scopes, created_at, last_used_at, "
        "revoked_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        {key.id, key.project_id, key.name, Bytes{key.digest}, key.hint, scopes, key.created_at,
         key.last_used_at, key.revoked_at});
    if (!put) return pass(put);
    if (auto raised = db.run(kRaiseRevision); !raised) return pass(raised);
    return key;
  });
}

Result<std::vector<Key>> SqlStore::keys(const std::string& project_id) {
  return read([&](Connection& db) -> Result<std::vector<Key>> {
    static const std::string sql = fmt::format(
        "SELECT {} FROM keys WHERE project_id = $1 ORDER BY created_at, id", kKeyColumns);
    std::vector<Key> all;
    auto got = db.run(sql, {project_id}, [&](const SqlRow& row) { all.push_back(key_of(row)); });
    if (!got) return pass(got);
    return all;
  });
}

Result<std::optional<Key>> SqlStore::key_by_digest(const std::string& digest) {
  return read([&](Connection& db) -> Result<std::optional<Key>> {
    static const std::string sql =
        fmt::format("SELECT {} FROM keys WHERE digest = $1", kKeyColumns);
    std::optional<Key> key;
    auto got = db.run(sql, {Bytes{digest}}, [&](const SqlRow& row) { key = key_of(row); });
    if (!got) return pass(got);
    return key;
  });
}

Result<void> SqlStore::revoke_key(const std::string& project_id, const std::string& id, UnixMs at) {
  return write([&](Connection& db) -> Result<void> {
    bool found = false;
    auto put = db.run(
        "UPDATE keys SET revoked_at = CASE WHEN revoked_at = 0 THEN $3 ELSE revoked_at END "
        "WHERE project_id = $1 AND id = $2 RETURNING id",
        {project_id, id, at}, [&](const SqlRow&) { found = true; });
    if (!put) return put;
    if (!found)
      return fail(Fault::not_found, "There is no key " + id + ".",
                  "List the keys with `figlink keys list`.");
    return db.run(kRaiseRevision);
  });
}

// Accounts.

Result<Account> SqlStore::add_account(Account account) {
  return write([&](Connection& db) { return insert_account(db, std::move(account)); });
}

Result<Account> SqlStore::update_account(Account account) {
  return write([&](Connection& db) { return replace_account(db, std::move(account)); });
}

Result<Account> SqlStore::account(const std::string& project_id, const std::string& id) {
  return read([&](Connection& db) -> Result<Account> {
    static const std::string sql =
        fmt::format("SELECT {} FROM accounts WHERE project_id = $1 AND id = $2", kAccountColumns);
    std::optional<Account> account;
    auto got = db.run(sql, {project_id, id}, [&](const SqlRow& row) { account = account_of(row); });
    if (!got) return pass(got);
    if (!account) return no_account(id);
    return std::move(*account);
  });
}

Result<std::optional<Account>> SqlStore::account_of_owner(const std::string& project_id,
                                                          const std::string& provider,
                                                          const std::string& origin_owner_id) {
  return read([&](Connection& db) -> Result<std::optional<Account>> {
    static const std::string sql = fmt::format(
        "SELECT {} FROM accounts WHERE project_id = $1 AND provider = $2 AND origin_owner_id = $3 "
        "ORDER BY created_at, id LIMIT 1",
        kAccountColumns);
    std::optional<Account> account;
    auto got = db.run(sql, {project_id, provider, origin_owner_id},
                      [&](const SqlRow& row) { account = account_of(row); });
    if (!got) return pass(got);
    return account;
  });
}

Result<bool> SqlStore::has_person_elsewhere(const std::string& person,
                                            const std::string& project_id) {
  return read([&](Connection& db) -> Result<bool> {
    bool found = false;
    auto got = db.run("SELECT id FROM accounts WHERE person = $1 AND project_id <> $2 LIMIT 1",
                      {person, project_id}, [&](const SqlRow&) { found = true; });
    if (!got) return pass(got);
    return found;
  });
}

Result<void> SqlStore::remove_account(const std::string& project_id, const std::string& id) {
  return write([&](Connection& db) -> Result<void> {
    bool found = false;
    auto put = db.run("DELETE FROM accounts WHERE project_id = $1 AND id = $2 RETURNING id",
                      {project_id, id}, [&](const SqlRow&) { found = true; });
    if (!put) return put;
    if (!found) return no_account(id);
    return db.run(kRaiseRevision);
  });
}

// Link sessions.

Result<LinkSession> SqlStore::add_session(LinkSession s) {
  return write([&](Connection& db) -> Result<LinkSession> {
    const std::string actions = list_text(s.actions);
    auto put = db.run(
        "INSERT INTO link_sessions (project_id, digest, origin_owner_id, origin_owner_name, "
        "origin_username, account_id, provider, "
        "integration_id, label, type, multiple, categories, metadata, created_at, expires_at, "
        "used_at, actions, redirect_url) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) "
        "RETURNING id",
        {s.project_id, Bytes{s.digest}, s.origin_owner_id, s.origin_owner_name, s.origin_username,
         s.account_id, s.provider, s.integration_id, s.label, s.type, std::int64_t{s.multiple},
         s.categories, s.metadata, s.created_at, s.expires_at, s.used_at, actions, s.redirect_url},
        [&](const SqlRow& row) { s.id = row.integer(0); });
    if (!put) return pass(put);
    return s;
  });
}

Result<std::optional<LinkSession>> SqlStore::session_by_digest(const std::string& digest) {
  return read([&](Connection& db) -> Result<std::optional<LinkSession>> {
    static const std::string sql =
        fmt::format("SELECT {} FROM link_sessions WHERE digest = $1", kSessionColumns);
    std::optional<LinkSession> session;
    auto got = db.run(sql, {Bytes{digest}}, [&](const SqlRow& row) { session = session_of(row); });
    if (!got) return pass(got);
    return session;
  });
}

Result<Account> SqlStore::complete_link(std::int64_t session_id, Account account, bool is_new,
                                        UnixMs now) {
  return write([&](Connection& db) -> Result<Account> {
    bool taken = false;
    auto used = db.run(
        "UPDATE link_sessions SET used_at = $2, account_id = $4 WHERE id = $1 AND used_at = 0 "
        "AND expires_at > $2 AND project_id = $3 RETURNING id",
        {session_id, now, account.project_id, account.id}, [&](const SqlRow&) { taken = true; });
    if (!used) return pass(used);
    if (!taken)
      return fail(Fault::conflict, "This link session was used already, or has expired.",
                  "Ask for a new link.");
    return is_new ? insert_account(db, std::move(account))
                  : replace_account(db, std::move(account));
  });
}

Result<std::int64_t> SqlStore::forget_sessions(UnixMs expired_before) {
  return write([&](Connection& db) -> Result<std::int64_t> {
    std::int64_t gone = 0;
    auto put = db.run("DELETE FROM link_sessions WHERE expires_at < $1 RETURNING id",
                      {expired_before}, [&](const SqlRow&) { ++gone; });
    if (!put) return pass(put);
    return gone;
  });
}

// Dashboard sessions.

Result<void> SqlStore::add_dashboard_session(const DashboardSession& s) {
  return write([&](Connection& db) -> Result<void> {
    return db.run(
        "INSERT INTO dashboard_sessions (digest, project_id, key_id, created_at, last_used_at, "
        "expires_at) VALUES ($1, $2, $3, $4, $5, $6)",
        {Bytes{s.digest}, s.project_id, s.key_id, s.created_at, s.last_used_at, s.expires_at});
  });
}

Result<std::optional<Store::SignedIn>> SqlStore::dashboard_session_by_digest(
    const std::string& digest) {
  return read([&](Connection& db) -> Result<std::optional<SignedIn>> {
    static const std::string sql = fmt::format(
        "SELECT {} FROM keys WHERE revoked_at = 0 AND id = "
        "(SELECT key_id FROM dashboard_sessions WHERE digest = $1)",
        kKeyColumns);
    std::optional<Key> key;
    auto got = db.run(sql, {Bytes{digest}}, [&](const SqlRow& row) { key = key_of(row); });
    if (!got) return pass(got);
    if (!key) return std::nullopt;
    std::optional<SignedIn> found;
    got = db.run(
        "SELECT created_at, last_used_at, expires_at FROM dashboard_sessions WHERE digest = $1",
        {Bytes{digest}}, [&](const SqlRow& row) {
          found = {
              {digest, key->project_id, key->id, row.integer(0), row.integer(1), row.integer(2)},
              *key};
        });
    if (!got) return pass(got);
    return found;
  });
}

Result<void> SqlStore::touch_dashboard_session(const std::string& digest, UnixMs at) {
  return write([&](Connection& db) -> Result<void> {
    return db.run(
        "UPDATE dashboard_sessions SET last_used_at = $2 WHERE digest = $1 AND last_used_at < $2",
        {Bytes{digest}, at});
  });
}

Result<void> SqlStore::remove_dashboard_session(const std::string& digest) {
  return write([&](Connection& db) -> Result<void> {
    return db.run("DELETE FROM dashboard_sessions WHERE digest = $1", {Bytes{digest}});
  });
}

Result<std::int64_t> SqlStore::forget_dashboard_sessions(UnixMs expired_before) {
  return write([&](Connection& db) -> Result<std::int64_t> {
    std::int64_t gone = 0;
    auto put = db.run("DELETE FROM dashboard_sessions WHERE expires_at < $1 RETURNING key_id",
                      {expired_before}, [&](const SqlRow&) { ++gone; });
    if (!put) return pass(put);
    return gone;
  });
}

// Revision.

Result<std::int64_t> SqlStore::revision() {
  return read([](Connection& db) -> Result<std::int64_t> {
    std::int64_t value = 0;
    auto got = db.run("SELECT value FROM counters WHERE name = 'revision'", {},
                      [&](const SqlRow& row) { value = row.integer(0); });
    if (!got) return pass(got);
    return value;
  });
}

}  // namespace figlink
